"""The content files, changed one part at a time: checked, whole, and in the editor's name."""

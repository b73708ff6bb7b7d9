"""The content as a spreadsheet: written out, and read back after a look at what would change."""

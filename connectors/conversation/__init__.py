"""A conversation: opened, played turn by turn, read again, erased."""

"""`python -m assistant`: the same as the command."""

from assistant.cli import main

main()

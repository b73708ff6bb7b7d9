"""The command line: everything a person does with the assistant starts here."""

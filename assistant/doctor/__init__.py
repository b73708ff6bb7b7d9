"""What is wrong with a set-up, before and after a release: one line a check, and what to do."""

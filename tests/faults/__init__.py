"""Breakdowns of the stores and of whole processes, as tests and as `docs/faults.md`."""

"""HTTP: reading requests, answering them, the channels' routes."""

"""Where the time of a request goes, told to a collector of the operator's; off by default."""

"""The contract v1: what goes over the wire, and the errors it knows."""

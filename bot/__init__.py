"""The assistant itself: what it understands, what it answers, how it is served."""

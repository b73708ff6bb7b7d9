"""A payday on this machine: many people at once, and what it takes to answer them."""

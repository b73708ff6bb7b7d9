"""Fuzzing: what must hold for any bytes at all (`make fuzz`), and the findings of before."""

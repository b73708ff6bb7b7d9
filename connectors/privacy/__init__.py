"""Two of the four locks: redaction on the way in, the guard on the way out."""

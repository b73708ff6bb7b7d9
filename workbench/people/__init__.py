"""Who may do what: roles, passwords, sign-in."""

"""The commands by subject: what each says and asks. Heavy imports wait inside them."""

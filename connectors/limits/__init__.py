"""How often one conversation and one address may write."""

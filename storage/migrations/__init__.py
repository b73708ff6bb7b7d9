"""Every step from the first version's tables to today's, in order; run by `storage.prepare`."""

"""The pages: each route with the role that it needs."""

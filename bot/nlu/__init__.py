"""Rasa graph components of our own: French intents, entities, doubt."""

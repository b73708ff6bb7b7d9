"""How the bot is served: Rasa's agent, with everything in one process."""

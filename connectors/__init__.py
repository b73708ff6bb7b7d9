"""The doors of the assistant: Rasa channels `web` and `app`, and the four locks of privacy."""

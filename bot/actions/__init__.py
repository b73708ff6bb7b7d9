"""Custom actions, one job each, in rasa-sdk's form.

They run inside the assistant's process (`bot.engine`) on the content of each turn and,
unchanged, behind `rasa run actions` on the content of the model that Rasa would serve.
"""

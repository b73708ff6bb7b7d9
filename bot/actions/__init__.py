"""Custom actions, one job each, in rasa-sdk's form.

They run inside the assistant's process (`bot.engine`) and, unchanged, behind
`rasa run actions --actions bot.actions`.
"""

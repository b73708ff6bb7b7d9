"""The one database room: engine, tables, conversations."""

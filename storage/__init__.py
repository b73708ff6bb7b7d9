"""The one database room: engine, tables, migrations, conversations."""

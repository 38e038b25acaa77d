"""Alembic runs only inside :mod:`bot.storage.migrate`, which hands it a connection; it has no command line here."""

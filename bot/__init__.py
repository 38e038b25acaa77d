"""Kreislotse's channels, storage, background work and command line; :mod:`bot.app` puts everything together."""

__version__ = "0.1.0"

"""Detectors: one file, one class, one test file each. Registration is the explicit tuple in :mod:`moderation.engine`."""

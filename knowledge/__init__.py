"""Finding the right answer in approved text.

Pure: the only input and output is reading the content files in :mod:`knowledge.loading`. Nothing here knows Telegram,
the web, a database or the moderation half.
"""

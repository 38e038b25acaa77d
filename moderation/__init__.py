"""Judging comments by the netiquette: what an editor should look at, how grave it is, and why.

Pure: the only input and output is reading the rules in :mod:`moderation.netiquette`. The module flags, people decide.
"""

"""The Instagram channel: comments come in by webhook and by polling, decisions go out over Meta's Graph API."""

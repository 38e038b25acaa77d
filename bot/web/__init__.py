"""The web channel: pages without JavaScript, cookies or third parties, and the HTTP interface."""

"""Tells other programs what happened: signed, retried, noted, and sent again on demand. docs/webhooks.md."""

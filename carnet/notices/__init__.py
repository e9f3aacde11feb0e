"""Mails colleagues what their clients did, as often as each of them likes."""

"""An invented firm with invented clients, so that a first look shows a desk at work."""

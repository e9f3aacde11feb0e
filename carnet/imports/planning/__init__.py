"""Rows and choices → what importing them would do. Reads nothing and writes nothing."""

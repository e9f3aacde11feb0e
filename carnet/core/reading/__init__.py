"""Bytes of a file → sheets of rows. The opening happens in a child process that a hostile file may kill."""

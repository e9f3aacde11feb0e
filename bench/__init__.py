"""Honest timings on invented data, beside the usual way: `make bench`. Nothing here is asserted."""

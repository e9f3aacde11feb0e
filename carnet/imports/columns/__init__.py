"""Headers and samples → which column holds which field. Knows no client."""

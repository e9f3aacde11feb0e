"""What other programs see of a firm: REST, with keys. docs/api.md shows it by example."""

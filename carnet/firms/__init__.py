"""The firm, its colleagues and their roles, its house style."""

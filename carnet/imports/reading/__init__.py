"""Opens a list of clients in a child process (core/reading), and says in a sentence why that was not possible."""

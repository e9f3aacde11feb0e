"""How long what clients told us is kept: rules by country, the clock of each client and dossier, and the nightly
erasing of what is due."""

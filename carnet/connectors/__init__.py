"""One folder for each practice software: where a firm's clients come from, and where what they sent may go back to."""

"""What clients sent goes back to where the firm works by itself: a folder, or its practice software."""

"""What must be known of a zipped workbook before any parser sees it. Knows nothing of what is in it."""

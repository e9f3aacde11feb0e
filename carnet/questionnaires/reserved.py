"""Ids that no questionnaire may use."""

# The extra questions of single clients begin so.
EXTRA = "x_"

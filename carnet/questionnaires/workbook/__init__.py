"""The questionnaire as an Excel workbook: written, read back, and read from an XLSForm."""

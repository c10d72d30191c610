"""Parts of the reader of spreadsheets (pipeline/readers/spreadsheet.py): where tables stand on a sheet, what is hidden, sums that nobody has worked out."""

"""Which office, which year, which version a document is."""

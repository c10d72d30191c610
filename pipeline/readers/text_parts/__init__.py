"""Parts of the reader of text files (pipeline/readers/text.py): the ways in which people and converters write tables and paragraphs down as text."""

"""Parts of the reader of PDF files (pipeline/readers/pdf.py): what stands on a page, tables with ruling lines, with few and without, and the text around them."""

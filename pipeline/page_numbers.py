"""How pages say their number: lines of a file that are no text of the report.

Belongs here: the patterns, from the surest to what needs a place in the margin to be one. Not here: where a page is (readers/).
"""

MARKED = "(?:[-—–－]+ ?[0-9]{1,3} ?[-—–－]+|第 ?[0-9]{1,3} ?页(?:[ ，,/]*共 ?[0-9]{1,3} ?页)?)"  # wherever it stands: - 3 -, 第3页, 第3页 共9页
MARKED_LINE = f"^{MARKED}$"
# What browsers print above and below each page: the hour with the title of the page, its address with the number of the page.
PRINTED = r"^\s*(?:[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4},? *(?:上午|下午)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AP]M)?(?:\s.*)?|(?:file|https?)://\S+\s+[0-9]{1,3}/[0-9]{1,3})\s*$"
IN_TABLE = rf"^\s*(?:{MARKED}|[0-9]{{1,3}})\s*$|{PRINTED}"  # a line of its own between rows
IN_MARGIN = rf"^[-—–_·.\s]*(第\s*)?[0-9ivx]{{1,4}}\s*(页)?(\s*[/,，]?\s*(共\s*)?[0-9]{{0,4}}\s*页?)[-—–_·.\s]*$|{PRINTED}"

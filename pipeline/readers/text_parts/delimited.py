"""Sheets that programs have written down as text: values apart by commas, semicolons or tabs, in quotation marks, as lists of Python, with a bar behind each.

Such rows become rows with `|`, which text.py reads, of the same length. Belongs here: how programs write rows of values. Not here: tables drawn with rules
(layouts.py), columns apart by spaces (spaced.py).
"""

import re

from pipeline.readers.form_labels import names_row

QUOTES = r'"(?:[^"]|"")*"'
BETWEEN_VALUES = ",;；#~^"  # besides tabs
FIELDS = {sign: rf'(?:{QUOTES}|(?!")[^{sign}\n]*)' for sign in BETWEEN_VALUES + "\t"}
SHEET = {sign: re.compile(rf"^{field}(?:{re.escape(sign)}{field}){{2,}}\r*$", re.M) for sign, field in FIELDS.items()}  # rows of values
SENTENCE = re.compile(f"{QUOTES}|(。)")  # in no cell of a sheet, but in a line with numbers like 5,217
LAST_NUMBER = {sign: re.compile(rf'{re.escape(sign)}(?:[0-9０-９.]+|{re.escape(sign)}|"[0-9０-９.,]*")\r*$', re.M) for sign in BETWEEN_VALUES}
SLASHED = re.compile(r"^[^|\t/\n]*[一-龥）)”] / (?:[^|\t\n]* / )?[0-9０-９.,]+[ \r]*$", re.M)  # cells apart by slashes; not 行政许可 5 / 12, 规章 / / 12
NO_WORDS = ("NaN", "nan", "None", "NULL", "null")  # how programs write blank cells
NO_VALUE = re.compile(rf"(?<=[|\t,]) *(?:{'|'.join(NO_WORDS)}|Unnamed: [0-9]+) *(?=[|\t,\r\n])")
BAR_ROW = re.compile(r"^\|.*\|(?=\s*$)", re.M)
# A row as Python or JSON prints its list of cells
LISTED = re.compile(r"""^([\[(] ?)(['"])(.*)\2(?:[\])],?)(?=\r?$)""", re.M)
NEXT_LISTED = re.compile(r"""(['"]), (['"])""")
ESCAPES = re.compile(r"\\(?:n|u3000|xa0)")
LIST_BEGINS = ("['", "('", '["', '("')
QUOTED_CELL = re.compile(r'(?:^|\t)"(?:[^"\t\n]|"")+"(?=[\t\r\n]|$)', re.M)
QUOTED = re.compile(r'(?<![^\t\n])"([^"\t\n]*(?:\n[^"\t\n]*)+)"(?=[\t\r\n]|$)')
BAR_ALONE = re.compile(r"^ *\| *\r?$", re.M)
PADDED = re.compile(r"(?<=[^\s|] )\| ?(\|+)(?=[ \r]*$)", re.M)  # a row filled up with bars to the width of the widest
BAR_END = re.compile(r"\|[ \r]*$", re.M)
BAR_BEHIND = re.compile(r"^([^\S\n]*[^|\s][^|\n]*)\|(?=[ \r]*$)", re.M)
BARS_BEHIND = re.compile(r"(?:^[^\S\n]*[^|\s][^|\n]*\|[ \r]*\n){5,}", re.M)  # such lines, one below the other: rows of another table may stand in the text
ONE_BAR = re.compile(r"^[^|\n]*\|[^|\n]*$", re.M)
BAR_BEFORE = re.compile(r"^ *\| *[0-9.]+ *\r?$", re.M)  # a number that goes on with the row of the line above
INNER_BAR = re.compile(r"[^|\s] *\|[ |]*[^|\s]")  # between two cells of a line
ALONE = {sign: re.compile(rf'{re.escape(sign)}*(?:{QUOTES}|[^"{sign}\n]+){re.escape(sign)}+\s*') for sign in FIELDS}  # a row with nothing but one cell
LEAST_SHEET, LEAST_ROWS = 5, 3  # rows with a number last that make such a sheet; lines with bars alone


def with_bars(text):
    """A text with bars between the values of the sheets that programs have written into it, and no others."""
    if any(word in text for word in NO_WORDS) and len(NO_VALUE.findall(text)) >= LEAST_SHEET:
        text = _without_nan(text)
    if any(begin in text for begin in LIST_BEGINS):
        text = LISTED.sub(_listed, text)
    if " / " in text and len(SLASHED.findall(text)) >= LEAST_SHEET:
        text = re.sub(r"^[^|\t\n]* / [^|\t\n]*$", lambda row: row[0].replace(" / ", " | "), text, flags=re.M)
    for sign in BETWEEN_VALUES:
        if text.count(sign) >= LEAST_SHEET and len(LAST_NUMBER[sign].findall(text)) >= LEAST_SHEET:
            text = _sheet(text, sign)
    if "\t" in text and '"' in text and len(QUOTED_CELL.findall(text)) >= LEAST_SHEET:
        text = _sheet(text, "\t")
    if '"' in text:
        text = QUOTED.sub(lambda cell: " " + cell[1].replace("\r", " ").replace("\n", " ") + " ", text)  # a line break within a cell of a sheet
    if text.count("|") >= LEAST_SHEET and len(ONE_BAR.findall(text)) >= LEAST_SHEET and len(BAR_BEFORE.findall(text)) < LEAST_ROWS:
        text = _cells_below_each_other(text)
    # A bar behind each cell, in the next line where the cell has lines of its own
    if text.count("|") >= LEAST_ROWS and len(BAR_ALONE.findall(text)) >= LEAST_ROWS:
        text = re.sub(r"\|(?=[ \r]*$)", " ", re.sub(r"\n(?= *\|)", " ", text), flags=re.M)
    elif (bars := text.count("|")) >= LEAST_SHEET and bars == len(BAR_END.findall(text)) == len(BAR_BEHIND.findall(text)):  # in the line of the cell
        text = BAR_BEHIND.sub(r"\1 ", text)
    elif bars >= LEAST_SHEET:
        text = BARS_BEHIND.sub(lambda cells: BAR_BEHIND.sub(r"\1 ", cells[0]), text)
    if "||" in text and sum(len(bars) > 1 for bars in PADDED.findall(text)) >= LEAST_ROWS:
        text = PADDED.sub(lambda bars: "|".ljust(len(bars[0])), text)
    return text


def _cells_below_each_other(text):
    """The text without its bars where, line after line, they only begin or end a cell: rows end with more of them, or they stand in lines of their own.
    Where most such lines hold several, they are rows with blank cells."""
    lines = text.split("\n")
    barred = [number for number, line in enumerate(lines) if "|" in line]
    groups = [[]]
    for number in barred:
        if INNER_BAR.search(lines[number]):
            groups.append([])
        else:
            groups[-1].append(number)
    joined = []
    for group in groups:
        if len(group) < LEAST_SHEET or 2 * sum(lines[number].count("|") == 1 for number in group) < len(group):
            continue
        for number in group:
            lines[number] = lines[number].replace("|", " ")
            joined += [number] if number and not lines[number].strip() else []
    ends = ["\n"] * len(lines)
    for number in joined:
        ends[number - 1] = " "  # a line with nothing but bars
    ends[-1] = ""
    return "".join(line + end for line, end in zip(lines, ends, strict=True))


def _listed(row):
    """A row that a program has printed as a list, between bars."""
    cells = NEXT_LISTED.sub(lambda between: "|" if between[1] == between[2] else between[0], row[3])
    return f"|{ESCAPES.sub('', cells)}|".ljust(len(row[0]))


def _sheet(text, sign):
    """Values apart by commas or tabs as rows between bars, without the columns that only the widest table of a sheet fills: what is alone in its row
    becomes a line of text, and of rows below each other each loses as many blank cells at its end as all of them have."""
    groups, last, found = [[]], None, [row for row in SHEET[sign].finditer(text) if not any(SENTENCE.findall(row[0]))]
    before = min((len(row[0]) - len(row[0].lstrip(sign)) for row in found if row[0].strip(sign + " \r")), default=0)  # empty columns
    for row in found:
        is_alone = ALONE[sign].fullmatch(row[0]) and not names_row(row[0].strip(f'{sign} "\r\n'))
        if is_alone or row.start() - 1 != last:
            groups.append([])
        groups[-1].append(row)
        last = None if is_alone else row.end()
    pieces, end = [], 0
    for group in groups:
        rows = [row[0].rstrip(" \r\n") for row in group]
        margin = min((len(row) - len(row.rstrip(sign)) for row in rows), default=0)
        for row, printed in zip(group, rows, strict=True):
            kept = (printed[:-margin] if margin > 1 else row[0])[before:]
            pieces += [text[end : row.start()], _barred(kept, sign, len(row[0]))]
            end = row.end()
    return "".join([*pieces, text[end:]])


def _without_nan(text):
    """The text with blank cells for NaN; rows between bars become rows of a sheet, which may be wider than its tables."""
    text = NO_VALUE.sub(lambda cell: " " * len(cell[0]), text)
    text = BAR_ROW.sub(lambda row: "\t".join(cell.strip() for cell in row[0][1:-1].split("|")).ljust(len(row[0])), text)
    return _sheet(text, "\t")


def _barred(row, sign, length):
    """A row of values apart by commas or tabs with bars for these, in one line of a length; in bars where its first or last cell is blank, as far as there is room."""
    cells = re.sub(rf"{QUOTES}|{re.escape(sign)}", lambda part: "|" if part[0] == sign else re.sub('["\r\n]', " ", part[0]), row)
    framed = f"|{re.sub(' *[|] *', '|', cells).strip()}|" if cells.strip()[:1] == "|" or cells.strip()[-1:] == "|" else cells
    return (framed if len(framed) <= length else cells).ljust(length)

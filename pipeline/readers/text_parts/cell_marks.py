"""Texts with a mark at each cell: a bullet before it, a bar behind it in a line of its own, the signs of MediaWiki, Jira and Textile.

A cell becomes a line that begins with a tab, or a row keeps bars between its cells; text.py reads both. Every sign keeps its place.
Belongs here: marks of single cells, and marks of headings and quotations. Not here: rows of values (delimited.py), drawn tables (layouts.py).
"""

import re
from itertools import chain

from pipeline.readers.form_labels import is_label
from pipeline.readers.text_parts.spaced import UNITS

BULLET = r"[ 　]*(?:\* (?=- ))?(?:[-*+](?=[ \r\n])|[•●·▪■]) ?"
NUMBER = rf"[-+－]?[0-9０-９][0-9０-９.,，]{{0,12}}(?:{UNITS})?[ 　\r]*$"
# What a text has that needs a look; the patterns of polars know no way to look ahead.
MARKED = rf"^[ 　]*(?:[-*+] +|[•●·▪■] *){NUMBER}|^\{{\||^> |^h[1-6]\. |^\{{anchor:|^:PROPERTIES:"
LIST_NUMBER = re.compile(rf"^{BULLET}{NUMBER}", re.M)
LIST = re.compile(rf"(?:^{BULLET}.*(?:\n|\Z)(?:[ \r]*\n){{0,2}}){{5,}}", re.M)
ROW_MARK = re.compile(r"^[ 　]*[-*+•●] (?=[^|\n]*\S[^|\n]*\|.*\S)", re.M)  # of an item that is a row
ROW_NUMBER = re.compile(r"([0-9]{1,3})\. (?=[^|]*\|)")
MOST_NUMBERED = 8  # labels that a form numbers one after the other
LIST_MARK = re.compile(f"^{BULLET}", re.M)
BARRED = re.compile(r"(?:(?<=\n)\r?\n)?(?:^[^|\n]*\|[ \r]*(?:\n|\Z)(?:[ \r]*\n){0,2}){10,}", re.M)
BLANK_CELL = re.compile(r"^[ 　]*\|[ \r]*$|^[ \r]*\n[^|\n]*\|", re.M)  # or an empty line, at the end of a row
WIKI = re.compile(r"^\{\|.*?^\|\}.*$", re.M | re.S)
WIKI_LINE = re.compile(r"^(?:\{\||\|[-}]).*$", re.M)  # begins or ends a table or a row
ATTRIBUTES = r'(?:[ \t]*[a-z]+ *= *"[^"\n]*")+ *\|(?!\|)'
WIKI_CELL = re.compile(rf"^[|!](?:{ATTRIBUTES})?", re.M)
WIKI_NEXT = re.compile(rf"(?:\|\||!!)(?:{ATTRIBUTES})?")
ASCIIDOC = re.compile(r"^\|={3,}[ \r]*$.*?^\|={3,}[ \r]*$", re.M | re.S)
ASCIIDOC_EDGE = re.compile(r"^\|={3,}", re.M)
ASCIIDOC_CELL = re.compile(r"^(?:[0-9]*(?:\.[0-9]+)?\+)?[<^>]?\|", re.M)
DOUBLE_BARS = re.compile(r"^\|\|(?:[^|\n]*\|\|)+(?=[ \r]*$)", re.M)  # Jira above its columns, MoinMoin everywhere
TEXTILE_CELL = re.compile(r"(?<=\|)(?:_|[\\/][0-9]+|[<>=~^])+\.(?= )")
HEADING = re.compile(r"^(?:h[1-6]\.|>) ", re.M)
ANCHOR = re.compile(r"^(?:h[1-6]\. )?\{anchor:[^}\n]*\}|^:[A-Z_]+:.*", re.M)  # of Jira; of Org
BULLETS = ("- ", "* ", "+ ", "•", "●", "·", "▪", "■")
TEXTILE_SIGNS = ("|_", "|\\", "|/", "|<", "|>", "|=", "|^")
BAR_BEHIND = re.compile(r"^[^|\n]*\|[ \r]*$", re.M)
SINGLE_TAB = re.compile(r"[^\t\n]\t[^\t\r\n]")
INNER_TABS = re.compile(r"(?<=[^\t\n])\t+(?=[^\t\r\n])")
MANY_BARS = 10
LEAST_CELLS = 5  # numbers in a list, rows with tabs, lines of a quotation


def with_cells(text):
    """A text with its marks of cells as tabs and bars, of the same length."""
    if "｜" in text and text.count("|") >= MANY_BARS:  # rows with more of them have them as bars by now
        text = text.replace("｜", "|")
    if "anchor:" in text or ":PROPERTIES:" in text:
        text = ANCHOR.sub(lambda mark: " " * len(mark[0]), text)
    if "\nh" in text or text.count("\n> ") >= LEAST_CELLS:
        text = HEADING.sub(lambda mark: " " * len(mark[0]), text)
    if "\n9. " in text:
        text = _without_row_numbers(text)
    if any(sign in text for sign in BULLETS):
        if "|" in text and len(ROW_MARK.findall(text)) >= LEAST_CELLS:
            text = ROW_MARK.sub(lambda mark: " " * len(mark[0]), text)
        if len(LIST_NUMBER.findall(text)) >= LEAST_CELLS:
            text = LIST.sub(_listed, text)
    if "{|" in text:
        text = WIKI.sub(_of_wiki, text)
    if "|===" in text:
        text = ASCIIDOC.sub(_of_asciidoc, text)
    if "||" in text and text.count("||") >= LEAST_CELLS and text.count("|") == 2 * text.count("||"):
        text = text.replace("||", "| ")
    if "||" in text:
        text = DOUBLE_BARS.sub(lambda row: row[0].replace("||", "| "), text)
    if ". " in text and "|" in text and any(sign in text for sign in TEXTILE_SIGNS):
        text = TEXTILE_CELL.sub(lambda mark: " " * len(mark[0]), text)
    if text.count("|\n") + text.count("|\r\n") >= LEAST_CELLS and len(BAR_BEHIND.findall(text)) > LEAST_CELLS:
        text = BARRED.sub(_barred, text)
    if "\t\t" in text and not SINGLE_TAB.search(text):
        gaps = INNER_TABS.findall(text)
        if len(gaps) >= LEAST_CELLS and not any(len(gap) % 2 for gap in gaps):
            text = text.replace("\t\t", " \t")
    return text


def _without_row_numbers(text):
    """A text without the numbers of rows, where a list of rows goes on beyond the numbers that labels of a form have: 4. 1 | 0 is no 4.1."""
    lines = text.split("\n")
    numbers = [ROW_NUMBER.match(line) for line in lines]
    runs, run = [], []
    for at, number in enumerate(numbers):
        if number and int(number[1]) != len(run) + 1:
            run = []
        if number and int(number[1]) == len(run) + 1:
            run.append(at)
            runs += [run] if len(run) == 1 else []
        else:
            run = []
    if max(map(len, runs), default=0) <= MOST_NUMBERED:
        return text
    for at in chain.from_iterable(runs):
        end = numbers[at].end()
        lines[at] = " " * end + lines[at][end:]
    return "\n".join(lines)


def _listed(found):
    """A list with many numbers as cells; other lists, as those of a text, stay."""
    cells = found[0]
    first = LIST_MARK.sub("", cells.split("\n")[0]).strip()
    is_table = len(LIST_NUMBER.findall(cells)) >= LEAST_CELLS or is_label(first)
    return LIST_MARK.sub(lambda mark: "\t" + " " * (len(mark[0]) - 1), cells) if is_table else cells


def _of_wiki(found):
    """A table of MediaWiki as cells in lines of their own, with an empty line between its rows."""
    table = WIKI_LINE.sub(lambda line: " " * len(line[0]), found[0])
    table = WIKI_CELL.sub(lambda mark: "\t" + " " * (len(mark[0]) - 1), table)
    return WIKI_NEXT.sub(lambda mark: "\n\t" + " " * (len(mark[0]) - 2), table)


def _of_asciidoc(found):
    """A table of AsciiDoc with a cell a line as cells; one with a row a line stays, text.py reads rows with bars."""
    table = ASCIIDOC_EDGE.sub(lambda edge: " " * len(edge[0]), found[0])
    if any(line.count("|") > 1 for line in table.split("\n")):
        return table
    return ASCIIDOC_CELL.sub(lambda mark: "\t" + " " * (len(mark[0]) - 1), table)


def _barred(found):
    """Cells with a bar behind each as cells with a tab before each, where blank ones or empty lines between rows are among them. The bar of a cell gives its
    place to the tab of the next, an empty line above the first cell to that of the first."""
    cells = found[0]
    if not BLANK_CELL.search(cells):
        return cells
    head, body = re.match(r"(\r?\n)?(.*)", cells, re.S).groups()
    spare, lines = "\t".rjust(len(head or "")), []
    for line in body.split("\n"):
        cell, bar, rest = line.rpartition("|")
        lines.append(spare + cell + rest if bar else line)
        spare = "\t" if bar else spare
    return "\n".join(lines).ljust(len(cells))

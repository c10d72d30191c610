"""Text files as people and converters lay them out: marks of Markdown, tables drawn with rules and bars, labels wrapped between bars.

Marks become spaces and drawn tables rows with `|`, which text.py reads; every text keeps its length, so that places outside of drawn tables stay
true. Belongs here: how a table is drawn with signs. Not here: geometry of rulings (pdf_parts/grid.py), columns apart by spaces (spaced.py), values apart by commas
(delimited.py), rows with `|` or tabs (text.py).
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from unicodedata import east_asian_width, name

from pipeline.readers.blocks import HAN
from pipeline.readers.form_labels import is_label
from pipeline.readers.pdf_parts.flow import cell_text
from pipeline.readers.pdf_parts.grid import ruled_tables
from pipeline.readers.pdf_parts.page import Character
from pipeline.readers.text_parts import cell_marks
from pipeline.readers.text_parts.columns import column_tables
from pipeline.readers.text_parts.delimited import with_bars
from pipeline.readers.text_parts.proved import proved_tables
from pipeline.readers.text_parts.rows import joined_rows
from pipeline.readers.text_parts.spaced import UNITS, counted_tables, spaced_tables
from pipeline.simplified import look_alikes

# What a text has that needs a look (for polars, over many texts at once).
MARKED = (
    r"(?m)^(?:#{1,6}|={1,6}|\*{1,6}) | / [0-9０-９.,]+[ \r]*$|\*\*|\\[.]|^ *\+[-=:]{3}|^[ \t　]*[│-╿]|[,;；#~^](?:[0-9０-９]+|[,;；#~^]|\"[0-9０-９.,]*\")\r*$|^[\[(] ?['\"]|(?:[|\t,]|^)(?:NaN|None|NULL|null)[|\t,]|\|[ \r]*\n *\||^ *\|[ \r]*$|\|[ \r]*\n[^|\n]+\|[ \r]*\n[^|\n]+\|[ \r]*$|\| \|\|+[ \r]*$|\t\"|^\"[^\"\n]*\n|(?:^|[^\s|][ 　]+)(?:"
    + UNITS
    + r")[ 　]+[0-9０-９]|\x0c|^[0-9]+(?: [0-9]+){2,}\r?$|^(?:"
    + UNITS
    + r")\r?\n(?:"
    + UNITS
    + r")\r?$|(?:^|\s)[-—–0-9０-９/／][^\s]*(?:[ 　]+[-—–0-9０-９/／][^\s]*){6}|[|\t│┃║｜¦︱][^\n]*[|\t│┃║｜¦︱]|"
    + cell_marks.MARKED
)
MARKDOWN = re.compile(r"^#{1,6} |^\|? ?:?-{3,}:? ?\|", re.M)
HEADING = re.compile(
    r"^(?:(={1,6}|\*{1,6}) (?=[^\s=*])|\*\*(?=[^*\n]+\*\*\r?$))|(?<=[^\s=*]) ={1,6}\r?$|(?<=[^\s*])\*\*\r?$", re.M
)  # of AsciiDoc, MediaWiki, Org, reStructuredText
ESCAPED = re.compile(r"([0-9]*)\\([-.()\[\]_#+!*])")  # a sign of Markdown that stands for itself: 3\.其他, 8\.5
RULE = re.compile(r"^ *\+[-=:]{3}[-=:+| ]*\+\s*$", re.M)
INNER_RULE = re.compile(r"^([ \t]*)\|([-+]{3,})\|(?=[ \t\r]*$)", re.M)  # links draws the rules within a table so
ALIGNED = re.compile(r"(?<=\+):(?=[-=])|(?<=[-=]):(?=\+)")  # pandoc marks a centred column in the rule under its head: +:====:+
NUMBER_CELL = re.compile(
    rf"[|\t][ 　]*[-+]?[0-9０-９][0-9０-９.,．，]*(?:{UNITS})?[ 　\r]*(?:[|\t]|$)", re.M
)  # of a row with bars or tabs, which the links of a site may have too
UNDER_HEAD = re.compile(r"^\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$")  # the line under the head of a Markdown table
DRAWN = re.compile(r"^\s*[|+].{,1000}[|+]\s*$")
BOX_SIGNS = {chr(code): name(chr(code)) for code in range(0x2500, 0x2580)}
ACROSS, DOWN = ("HORIZONTAL", "LEFT", "RIGHT"), ("VERTICAL", "UP", "DOWN")
BOX = {
    ord(sign): "+" if any(map(said.__contains__, DOWN)) and any(map(said.__contains__, ACROSS)) else "-" if any(map(said.__contains__, ACROSS)) else "|"
    for sign, said in BOX_SIGNS.items()
} | dict.fromkeys(map(ord, "｜¦︱"), "|")
BOXED = re.compile("[│-╿]|[｜¦︱][^\n]*[｜¦︱]")  # a line of a drawn table; ─ alone is a dash of prose, as is ｜ in a title
MINUS = re.compile(r"[^-=+]-[0-9]")  # and what stands before it: no rule
MOST_BARS = 60  # in a line, above which each stands for the end of a line
LONGEST_LINE, LEAST_WORD = 600, 3  # characters: a longer line may be a whole page, of words that are longer on average
LEAST_ENDS = 3  # sentences with a blank behind them
# Between two pieces of such a page, not between a number of its prose and what is counted: 收到申请 5 件.
BLANK = re.compile("(?<![0-9]) (?![0-9.,]+ ?[年月日件条次个人项篇名期场份万元亿%])|(?<=[0-9]) (?![年月日件条次个人项篇名期场份万元亿%])")
SPACED = re.compile("[〇一-龥（）、。，；：“”《》](?: [〇一-龥（）、。，；：“”《》])+")  # as character recognition leaves text
SEGMENT = re.compile(r"\S+(?: \S+)*")  # of a line, between wider spaces
LEAST_SPACED = 0.2  # of a text
INDENTED = re.compile(r"^ *\t[\t ]*\t[\t ]*[^\s][^\t\n]*$", re.M)  # in the source of a page
LEAST_INDENTED = 30  # lines
OUTER_RULE = re.compile(r"^\s*[+|][-+=]{3,}[+|]\s*$")
MOST_OUTER = 3  # rules of a table without any between its rows
LEAST_LINES, MOST_DRAWN = 3, 600  # lines of a drawn table; the table of applications with rules has 90
MOST_PIECES = 5  # lines that the parts of a cell stand in
UNIT, PITCH, HEIGHT = 5, 12, 10  # points: width of a Latin letter, distance and height of lines


def plain(text):
    """A text without marks of Markdown and with its drawn tables as rows of cells between bars, of the same length."""
    lines = text.split("\n")
    if BOXED.search(text):
        lines = [line.translate(BOX) if BOXED.search(line) else line for line in lines]
    text = "\n".join([_cut(line) if len(line) > 2 * MOST_BARS else line for line in lines])
    if text.count(" ") > len(text) * LEAST_SPACED and sum(map(len, SPACED.findall(text))) > len(text) * LEAST_SPACED:
        text = SEGMENT.sub(lambda segment: SPACED.sub(lambda found: found[0].replace(" ", ""), segment[0]).ljust(len(segment[0])), text)
    if _is_indented(text):
        text = re.sub(r"^[\t ]+", lambda indent: " " * len(indent[0]), text, flags=re.M)
    text = cell_marks.with_cells(text)
    # Signs are looked for before patterns: most texts hold none of them, and a pattern takes many times as long
    if ("#" in text or "---" in text) and MARKDOWN.search(text):
        text = re.sub(r"^#{1,6} ", lambda mark: " " * len(mark[0]), text, flags=re.M)
        text = re.sub(r"\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*", r"  \1  ", text)
    if ("= " in text or " =" in text or "* " in text or "**" in text) and HEADING.search(text):
        text = HEADING.sub(lambda mark: " " * len(mark[0]), text)
    if "\\" in text:
        text = ESCAPED.sub(r" \1\2", text)
    text = with_bars(text)
    is_ruled = "+" in text and RULE.search(text)
    if is_ruled:
        text = INNER_RULE.sub(lambda rule: f"{rule[1]}+{rule[2]}+", ALIGNED.sub("-", text))
    text = _rejoined(text, "\t" if "\t" in text else "|")
    lines = text.split("\n")
    find = _ruled if is_ruled else _wrapped
    found = [(first + begin, first + end, rows) for first, stop in _drawings(lines) for begin, end, rows in find(lines[first:stop])]
    return _rewritten(text, lines, found or ([] if NUMBER_CELL.search(text) else _without_marks([line.replace("　", " ") for line in lines])))


def _without_marks(lines):
    """(first, behind the last, rows of cells) of the tables among lines without bars and tabs."""
    lines = _without_running_heads([line.translate(look_alikes()) for line in lines])  # as printers of pages write them: ⼗ for 十
    found = spaced_tables(lines)
    found += [table for table in proved_tables(lines) if not any(table[0] < stop and first < table[1] for first, stop, _ in found)]
    found += column_tables(lines, [(first, stop) for first, stop, _ in found])
    found += [table for table in counted_tables(lines) if not any(table[0] < stop and first < table[1] for first, stop, _ in found)]
    return sorted(found)


def _without_running_heads(lines):
    """Lines with '' for the heads of pages, which stand behind the mark of a new page and elsewhere too."""
    plain = ["".join(line.split()) for line in lines] if any(line.startswith("\f") for line in lines) else []
    times = Counter(plain)
    heads = {number for number, text in enumerate(plain) if text and lines[number].startswith("\f") and times[text] > 1 and HAN.search(text)}
    return ["" if number in heads else line for number, line in enumerate(lines)]


def _is_indented(text):
    """Whether the tabs of a text are those of the source of a page, not of rows of cells."""
    indented = len(INDENTED.findall(text)) if "\t\t" in text else 0
    return indented >= LEAST_INDENTED and indented > sum("\t" in line.strip() for line in text.split("\n"))


def _cut(line):
    """A line that a converter has made of a whole page, with the end of a line for what stands between its pieces."""
    for between in "|\t":
        if line.count(between) > MOST_BARS:
            return line.replace(between, "\n")
    words = re.findall("[^ 0-9]+", line) if len(line) > LONGEST_LINE else ()
    # Sentences with a blank behind them, or many words; not single signs, as character recognition leaves them.
    is_page = sum(map(len, words)) > LEAST_WORD * len(words) and (len(words) > MOST_BARS or line.count("。 ") >= LEAST_ENDS)
    return BLANK.sub("\n", line) if is_page else line


def _rejoined(text, between):
    """The text with rows made whole whose cells go on in the next line: 结果⏎维持 | 结果⏎纠正."""
    lines, joints = text.split("\n"), set()
    if between not in text:
        return text
    marked = {number for number, line in enumerate(lines) if between in line and between in line.strip()}
    for at in sorted({number - ahead for number in marked for ahead in range(MOST_PIECES) if number >= ahead}):
        last = lines[at].rpartition(between)[2].strip()
        if at in joints or (at - 1 in joints and at not in marked) or not HAN.search(last):
            continue
        farthest = min(at + MOST_PIECES, len(lines)) - 1
        stop = next((stop for stop in range(at + 1, farthest) if between in lines[stop]), farthest)  # no line between the two may have a mark
        stops = (stop for stop in range(stop, at, -1) if at in marked or stop in marked)
        to = next((stop for stop in stops if _is_one_cell((last, *(line.partition(between)[0].strip() for line in lines[at + 1 : stop + 1])))), at)
        joints.update(range(at, to))
    return "".join(line + (" " if number in joints else "\n") for number, line in enumerate(lines))[:-1] if joints else text


@lru_cache(maxsize=10_000)
def _is_one_cell(pieces):
    """Whether pieces of text are one label together, but not each of them one."""
    return all(map(HAN.search, pieces)) and is_label("".join(pieces)) and not all(map(is_label, pieces))


def _rewritten(text, lines, found):
    """The text with runs of its lines, (first, behind the last, rows of cells), replaced by those rows."""
    if not found:
        return text
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for first, stop, rows in reversed(found):
        length = starts[stop] - starts[first] - 1
        new = "\n".join("|" + "|".join(row) + "|" for row in rows)
        if len(new) > length:  # bars at the ends of rows say nothing of cells apart by spaces
            new = "\n".join("|".join(row) for row in rows)
        if len(new) <= length:
            text = text[: starts[first]] + new + " " * (length - len(new)) + text[starts[first] + length :]
    return text


def _drawings(lines):
    """(first, behind the last) of the runs of lines that begin and end with a bar or a corner."""
    drawn = [False, *(("|" in line or "+" in line) and DRAWN.match(line) is not None for line in lines), False]
    edges = [number for number, (above, here) in enumerate(pairwise(drawn)) if above != here]
    return [(first, stop) for first, stop in zip(edges[::2], edges[1::2], strict=True) if LEAST_LINES <= stop - first <= MOST_DRAWN]


# --- rules across and bars down ------------------------------------------------------------------------------------


def _ruled(lines):
    if outlined := _outlined(lines):
        yield 0, len(lines), outlined
        return
    across, down, characters = [], [], []
    # What counts as two columns, of signs wide or of unclear width: that by which the bars stand in the fewest places.
    wide = min(("WFA", "WF", ""), key=lambda wide: len({place for line in lines for place in _bars(line, wide)}))
    for number, line in enumerate(lines):
        top, left, corner = number * PITCH, 0, None
        line = line.rstrip()
        for place, sign in enumerate(line):
            width = UNIT * _width(sign, wide)
            middle = left + width / 2
            if sign in "+|":
                down.append((middle, top + PITCH / 2 * (number == 0), top + PITCH / (1 + (number == len(lines) - 1))))
            if sign == "+":
                across += [(top + PITCH / 2, corner, middle)] if corner is not None else []
                corner = middle
            elif sign not in "-=" or "+" not in line or MINUS.match(line, max(place - 1, 0)):
                corner = None
                if sign not in "| ":
                    characters.append(Character(sign, left, top, left + width, top + HEIGHT))
            left += width
    for table in ruled_tables(across, down):
        for character in characters:
            x, y = (character.left + character.right) / 2, (character.top + character.bottom) / 2
            cell = next((cell for cell in table.cells if cell.left <= x < cell.right and cell.top <= y < cell.bottom), None)
            if cell is not None:
                cell.characters.append(character)
        yield int(table.rows[0] // PITCH), int(table.rows[-1] // PITCH) + 1, _rows(table.cells)


def _outlined(lines):
    """The rows of a table with no rule between them, but above, below and under its head; [] of another table."""
    inner = [line.strip()[1:-1].split("|") for line in lines if not OUTER_RULE.match(line)]
    if len(lines) - len(inner) > MOST_OUTER or len(inner) < LEAST_LINES or len(set(map(len, inner))) > 1 or len(inner[0]) == 1:
        return []
    rows = [row for _, _, row in joined_rows([[cell.strip() for cell in row] for row in inner])]
    return rows if len(rows) >= LEAST_LINES and any(cell.isnumeric() for row in rows[1:] for cell in row) else []


def _width(sign, wide):
    return 2 if east_asian_width(sign) in wide else 1


def _bars(line, wide):
    """Columns at which the bars of a line stand."""
    return [sum(_width(sign, wide) for sign in line[:place]) for place, bar in enumerate(line) if bar == "|"]


def _rows(cells):
    """Texts of cells row by row; a merged cell stands where it begins."""
    rows = {}
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.left)):
        rows.setdefault(cell.top, []).append(cell_text(cell.characters))
    return list(rows.values())


# --- bars alone ----------------------------------------------------------------------------------------------------


def _wrapped(lines):
    """Rows whose labels go on in the lines below."""
    head = 2 if len(lines) > 2 and UNDER_HEAD.match(lines[1]) else 0
    cells = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines[head:]]
    yield from ((head + first, head + stop, [row]) for first, stop, row in joined_rows(cells) if stop > first + 1)

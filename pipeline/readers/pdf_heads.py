"""Headings above the values of a table without ruling lines: which columns each stands over.

Belongs here: headings of such tables. Not here: their rows (pdf_columns.py).
"""

from pipeline.readers.form_labels import is_label
from pipeline.readers.pdf_flow import joined

ONE_LABEL = 1.5  # of the font size: lines of one heading are not further apart
CENTRED = 0.3  # of the distance of columns


class _Heading:
    def __init__(self, line, part):
        self.left, self.right, self.top, self.last, self.size, self.text = part.left, part.right, part.top, part.top, line.size, part.text
        self.columns = None

    def takes(self, line, part):
        """Whether a text right below is the next line of this heading."""
        common = min(part.right, self.right) - max(part.left, self.left)
        if common <= 0.5 * min(part.right - part.left, self.right - self.left) or part.top - self.last >= ONE_LABEL * line.size:
            return False
        return is_label(joined(self.text, part.text)) or not (is_label(self.text) or is_label(part.text))

    def add(self, part):
        self.left, self.right, self.last, self.text = min(self.left, part.left), max(self.right, part.right), part.top, joined(self.text, part.text)

    def covers(self, x):
        return self.left - 2 <= x <= self.right + 2


def heads(texts, columns):
    """[(line, Part)] above the values and [(left, right)] of their columns → [(top, first column, last column, text)]."""
    headings = []
    for line, part in sorted(texts, key=lambda entry: entry[1].top):
        heading = next((heading for heading in headings if heading.takes(line, part)), None)
        if heading is None:
            headings.append(_Heading(line, part))
        else:
            heading.add(part)
    centres = [(left + right) / 2 for left, right in columns]
    for heading in headings:
        heading.columns = _columns_under(heading, headings, centres)
    return [(heading.top, *heading.columns, heading.text) for heading in headings]


def _columns_under(heading, headings, centres):
    """(first, last) column under a heading: the one it stands over, or the most over which it is centred, each with a heading of its own below it."""
    centre = (heading.left + heading.right) / 2
    nearest = min(range(len(centres)), key=lambda number: abs(centres[number] - centre))
    step = min([second - first for first, second in zip(centres, centres[1:], strict=False)], default=0)
    above = [other for other in headings if other.columns and other.columns[1] > other.columns[0] and other.last < heading.top]
    bounds = next((other.columns for other in reversed(above) if other.columns[0] <= nearest <= other.columns[1]), (0, len(centres) - 1))
    below = {number for number, x in enumerate(centres) if any(other.top > heading.last + 1 and other.covers(x) for other in headings)}
    best = (nearest, nearest)
    for first in range(bounds[0], bounds[1] + 1):
        for last in range(first + 1, bounds[1] + 1):
            if last - first > best[1] - best[0] and abs((centres[first] + centres[last]) / 2 - centre) <= CENTRED * step and all(number in below for number in range(first, last + 1)):
                best = (first, last)
    return best

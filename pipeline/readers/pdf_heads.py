"""Headings above the values of a table without ruling lines: which columns each stands over.

Belongs here: headings of such tables. Not here: their rows (pdf_columns.py).
"""

import itertools

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

    def overlaps(self, left, right):
        return min(self.right, right) > max(self.left, left)

    def covers(self, x):
        return self.left - 2 <= x <= self.right + 2


def headings(texts):
    """[(line, Part)] above values → the headings they make."""
    found = []
    for line, part in sorted(texts, key=lambda entry: entry[1].top):
        heading = next((heading for heading in found if heading.takes(line, part)), None)
        if heading is None:
            found.append(_Heading(line, part))
        else:
            heading.add(part)
    return found


def without_values(found, columns):
    """(left, right) of the headings with neither a heading below them nor values: columns that are blank throughout."""
    lowest = [one for one in found if not any(other.top > one.last + 1 and other.overlaps(one.left, one.right) for other in found)]
    return [(one.left, one.right) for one in lowest if not any(one.overlaps(*column) for column in columns)]


def placed(found, columns):
    """Headings and [(left, right)] of the columns of values → [(top, first column, last column, text)]."""
    centres = [(left + right) / 2 for left, right in columns]
    for heading in found:
        heading.columns = _columns_under(heading, found, centres)
    return [(heading.top, *heading.columns, heading.text) for heading in found]


def _columns_under(heading, found, centres):
    """(first, last) column under a heading: the one it stands over, or the most over which it is centred, each with a heading of its own below it."""
    centre = (heading.left + heading.right) / 2
    nearest = min(range(len(centres)), key=lambda number: abs(centres[number] - centre))
    step = min([second - first for first, second in itertools.pairwise(centres)], default=0)
    above = [other for other in found if other.columns and other.columns[1] > other.columns[0] and other.last < heading.top]
    bounds = next((other.columns for other in reversed(above) if other.columns[0] <= nearest <= other.columns[1]), (0, len(centres) - 1))
    below = {number for number, x in enumerate(centres) if any(other.top > heading.last + 1 and other.covers(x) for other in found)}
    best = (nearest, nearest)
    for first in range(bounds[0], bounds[1] + 1):
        for last in range(first + 1, bounds[1] + 1):
            is_centred = abs((centres[first] + centres[last]) / 2 - centre) <= CENTRED * step
            if is_centred and last - first > best[1] - best[0] and below.issuperset(range(first, last + 1)):
                best = (first, last)
    return best

"""Headings above the values of a table without ruling lines: which columns each stands over.

Belongs here: headings of such tables. Not here: their rows (columns.py).
"""

import itertools

from pipeline.readers.form_labels import begins_label, groups_over, is_label, is_title
from pipeline.readers.pdf_parts.flow import joined
from pipeline.tables.labels import label_key

ONE_LABEL, ONE_KNOWN = 1.7, 2.6  # of the font size: lines of one heading are not further apart, of one that a form knows
CENTRED = 0.3  # of the distance of columns


class _Heading:
    def __init__(self, line, part):
        self.left, self.right, self.top, self.last, self.size, self.text = part.left, part.right, part.top, part.top, line.size, part.text
        self.columns = None

    def takes(self, line, part):
        """Whether a text right below is the next line of this heading."""
        common = min(part.right, self.right) - max(part.left, self.left)
        step = (part.top - self.last) / max(line.size, self.size)
        if common <= 0.5 * min(part.right - part.left, self.right - self.left) or step >= ONE_KNOWN:
            return False
        whole = joined(self.text, part.text)  # 其他 is a heading, and the beginning of 其他结果
        if step >= ONE_LABEL:
            is_rest = not is_label(part.text) or not is_label(self.text)  # 企业 is a heading, and the rest of 商业企业
            return (is_rest and is_label(whole)) or (not is_label(part.text) and not is_label(self.text) and begins_label(whole))
        return is_label(whole) or (begins_label(whole) if is_label(self.text) else not is_label(part.text))

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
    """(left, right) of the headings with neither a heading below them nor values: columns that are blank throughout.

    A column of values without a heading right beside such a heading is its own: headings may begin at the left where values are centred.
    """
    lowest = _lowest(found)
    blank = [(one.left, one.right) for one in lowest if not any(one.overlaps(*column) for column in columns)]
    bare = {column for column in columns if not any(one.overlaps(*column) for one in lowest)}
    in_order = sorted([*columns, *((one.left, one.right) for one in lowest)])
    beside = {one: other for pair in itertools.pairwise(in_order) for one, other in (pair, pair[::-1]) if one in blank and other in bare}
    return [one for one in blank if one not in beside]


def _lowest(found):
    """Headings with no other below them."""
    return [one for one in found if not any(other.top > one.last + 1 and other.overlaps(one.left, one.right) for other in found)]


def placed(found, columns, filled=()):
    """Headings and [(left, right)] of the columns of values → [(top, first column, last column, text)]; `filled`: the columns with values right below."""
    lowest = sorted(_lowest(found), key=lambda one: one.left)
    is_whole = len(lowest) == len(columns)
    # Values may stand at one side of their column: the middle of its heading is that of the column.
    centres = [(one.left + one.right) / 2 for one in lowest] if is_whole else [(left + right) / 2 for left, right in columns]
    spans = groups_over(tuple(one.text for one in lowest)) if is_whole else {}
    for heading in found:
        heading.columns = _columns_under(heading, found, centres)
    for heading in found:
        _widen(heading, found)
        heading.columns = spans.get(label_key(heading.text), heading.columns) if heading not in lowest else heading.columns
    _drawn_to_values(lowest, filled)
    return [(heading.top, *heading.columns, heading.text) for heading in found]


def _drawn_to_values(lowest, filled):
    """Puts headings over a part of the columns where as many columns have values below, in their order: a heading centred over several columns has its
    values at the side of the first or the last one."""
    lowest = [heading for heading in lowest if not is_title(heading.text)]
    pairs = [(*heading.columns, number) for heading, number in zip(lowest, filled, strict=False)]
    if len(lowest) == len(filled) and all(first == last and abs(first - number) <= 1 for first, last, number in pairs):
        for heading, number in zip(lowest, filled, strict=True):
            heading.columns = number, number


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
            if not (is_centred and last - first > best[1] - best[0] and below.issuperset(range(first, last + 1))):
                continue
            if _is_one_group([one for one in found if one.top > heading.last + 1 and any(one.covers(x) for x in centres[first : last + 1])], found):
                best = (first, last)
    return best


def _is_one_group(under, found):
    """Whether no heading stands twice under a group that has only single columns: the total of the group beside it is not its own."""
    has_groups = any(other.top > one.last + 1 and other.overlaps(one.left, one.right) for one in under for other in found)
    return has_groups or len({one.text for one in under}) == len(under)


def _widen(heading, found):
    """Adds to a group of columns the one beside it that no other group of its height stands over, if it has none of that heading: texts are not always centred."""
    if heading.columns[0] == heading.columns[1]:
        return
    single = {other.columns[0]: other.text for other in found if other.columns[0] == other.columns[1] and other.top > heading.last}
    taken = [other.columns for other in found if other is not heading and other.columns[1] > other.columns[0] and abs(other.top - heading.top) < heading.size]
    if not taken:
        return
    for column in (heading.columns[1] + 1, heading.columns[0] - 1):
        own = {single.get(number) for number in range(heading.columns[0], heading.columns[1] + 1)}
        if column in single and single[column] not in own and not any(first <= column <= last for first, last in taken):
            heading.columns = min(heading.columns[0], column), max(heading.columns[1], column)

"""Labels to the left of the values of a table without ruling lines: which lines are one label, and which stand beside a group of rows.

Belongs here: labels of rows. Not here: columns of values (columns.py), headings above them (heads.py).
"""

from pipeline.readers.form_labels import begins_label, is_label
from pipeline.readers.pdf_parts.flow import joined, merged

MOST_LINES = 12  # of one label
NEAR = 2.6  # of the font size: lines further apart belong to different things
BESIDE = 0.15  # of the font size by which lines of a label and of its group have a height in common at least


def overlap(part, left, right):
    return min(part.right, right) > max(part.left, left)


def label_parts(line, edge):
    """Parts of a line left of the values; those that only together are a label, as 统 计 指 标, are one."""
    parts = [part for part in line.parts if part.right <= edge]
    if len(parts) > 1 and is_label("".join(part.text for part in parts)) and not any(is_label(part.text) for part in parts):
        return merged([piece for piece in line.pieces if piece.right <= edge], lambda gap: False)
    return [cut for part in parts for cut in _without_group(part, line.pieces)]


def _without_group(part, pieces):
    """A text in two, where the beginning of the label of a group and the label of a row stand near each other: （三）不予 1.属于国家秘密."""
    pieces = [piece for piece in pieces if part.left <= piece.left < part.right]
    if len(pieces) > 1 and not is_label(part.text) and not begins_label(part.text):
        for cut in range(1, len(pieces)):
            group, label = (merged(some, lambda gap: False)[0] for some in (pieces[:cut], pieces[cut:]))
            if is_label(label.text) or ((is_label(group.text) or begins_label(group.text)) and begins_label(label.text)):
                return [group, label]
    return [part]


def leaves_and_groups(texts):
    """(line, Part) of labels → ([those beside the values], [(top, text)] of groups, which stand to the left of them)."""
    leaves, groups = [], []  # a group: [left, right, top, bottom, text]
    for line, part in texts:
        group = next((group for group in groups if overlap(part, group[0], group[1]) and _is_next(line, part, group)), None)
        is_beside = any(
            other.left >= part.right and min(line.bottom, its_line.bottom) - max(line.top, its_line.top) > BESIDE * line.size for its_line, other in texts
        )
        if not is_beside and (group is None or is_label(part.text)) and not _begins_group(line, part, texts):
            leaves.append((line, part))
            continue
        if group is None:
            groups.append([part.left, part.right, line.top, line.bottom, part.text])
        else:
            group[:] = min(group[0], part.left), max(group[1], part.right), group[2], line.bottom, joined(group[4], part.text)
    return leaves, [(group[2], group[4]) for group in groups]


def _begins_group(line, part, texts):
    """Whether a text between two rows is the beginning of a label, with labels of rows to the right of it."""
    is_begin = not is_label(part.text) and begins_label(part.text)
    return is_begin and any(other.left > part.right - 1 and abs(its_line.top - line.top) < NEAR * line.size for its_line, other in texts)


def _is_next(line, part, group):
    """Whether a text goes on with that of a group of labels above it: it stands right below, or further down and makes a label with it."""
    near = line.top - group[3]
    whole = group[4] + part.text
    return near < 0.6 * line.size or (near < NEAR * line.size and not is_label(part.text) and (is_label(whole) or begins_label(whole)))


def label_rows(leaves, with_values):
    """(top, text, lines of values beside it) of each label: lines that make a known label together are one."""
    rows, position = [], 0
    while position < len(leaves):
        pieces = leaves[position : position + _label_length(leaves, position, with_values)]
        text = ""
        for _, part in pieces:
            text = joined(text, part.text)
        beside = _beside(pieces[0][0], pieces[-1][0], with_values)
        rows.append((beside[0].top if beside else pieces[0][0].top, text, beside))
        position += len(pieces)
    return rows


def _beside(first, last, with_values):
    return [line for line in with_values if first.top - 1 <= (line.top + line.bottom) / 2 <= last.bottom + 1]


def _label_length(leaves, position, with_values):
    """How many lines from here are one label: the most that make one a form knows, else the line alone."""
    text, best = "", 1
    first = leaves[position][0]
    for count, (line, part) in enumerate(leaves[position : position + MOST_LINES], 1):
        if count > 1 and (line.top - leaves[position + count - 2][0].top > NEAR * line.size or len(_beside(first, line, with_values)) > 1):
            break
        text = joined(text, part.text)
        if is_label(text):
            best = count
    return best

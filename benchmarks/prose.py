"""Prose of reports: phrases filled with names and figures, and where each figure stands.

Belongs here: how a phrase of phrases.yml is read and filled. Not here: what the figures are (figures.py), how paragraphs become a file (layouts.py).
"""

import re
from typing import NamedTuple

from printing import chinese, rounded
from settings import phrases

NAME, WORD, FACT, ROUNDED, CHINESE, SHARE, CHANGE, GROWTH, OTHER, ZERO = range(10)  # kinds of pieces; plain words are strings
PRECISIONS = ("exact", "at_least", "about")
_part = re.compile(r"\{([^{}]*)\}|<(\w+)>")


class Slot(NamedTuple):
    """A place for a figure in a phrase: which fact, in which unit, whether level, share or change. Facts of no interest are None."""

    fact: str | None
    unit: str
    statistic: str = "level"


class Prose:
    """Phrases in pieces. `slots` lists the Slot of each number that spans refer to; `facts` the facts in the order of the values."""

    def __init__(self):
        data = phrases()
        self.facts = list(data["facts"])
        self.slots, self._words, self._slot_numbers = [], data["words"], {}
        self._topics = {name: self._topic(topic) for name, topic in data["topics"].items()}
        self._outlines = {name: [self._section(section) for section in outline] for name, outline in data["outlines"].items()}

    def keys(self, since_2019):
        """Key of the figure (figures.py) of each fact, before or since 2019."""
        measures = phrases()["facts"].values()
        return [measure[since_2019] if isinstance(measure, list) else measure for measure in measures]

    # --- reading phrases -----------------------------------------------------------------------------------------

    def _section(self, section):
        paragraphs = [[self._token(token) for token in paragraph.split(" ")] for paragraph in section.get("paragraphs", ())]
        return self._phrase(section["heading"]), paragraphs, section.get("table")

    def _token(self, token):
        """(topic, whether it may be left out) or (None, words as they stand)."""
        name = token.rstrip("*")
        return (self._topics[name], token.endswith("*")) if name in self._topics else (None, self._phrase(token))

    def _topic(self, topic):
        """(fact that decides, phrases where it is not zero, phrases where it is)."""
        if isinstance(topic, list):
            return None, [self._phrase(phrase) for phrase in topic], None
        return self.facts.index(topic["of"]), [self._phrase(phrase) for phrase in topic["some"]], [self._phrase(phrase) for phrase in topic["none"]]

    def _phrase(self, phrase):
        """(%-template, what fills it, length of the words before each filling, whether it has figures)."""
        pieces = self._pieces(phrase)
        template, fillings, gaps, gap = "", [], [], 0
        for piece in pieces:
            if type(piece) is str:
                template += piece.replace("%", "%%")
                gap += len(piece)
            else:
                template += "%s"
                fillings.append(piece)
                gaps.append(gap)
                gap = 0
        has_figures = any(piece[0] not in (NAME, WORD) for piece in fillings)
        return template, fillings if has_figures else [piece[1] for piece in fillings], gaps, has_figures

    def _pieces(self, phrase):
        pieces, position = [], 0
        for match in _part.finditer(phrase):
            if match.start() > position:
                pieces.append(phrase[position : match.start()])
            pieces.append((WORD, self._words[match[2]]) if match[2] else self._placeholder(match[1]))
            position = match.end()
        if position < len(phrase):
            pieces.append(phrase[position:])
        return pieces

    def _placeholder(self, text):
        first, *rest = text.split(" ")
        if first.startswith("~"):
            low, high = map(int, first[1:].split("-"))
            return OTHER, low, high - low + 1, rest[0], self._slot(None, rest[0])
        if first.startswith("="):
            return ZERO, rest[0], self._slot(first[1:], "")
        if first.startswith("±"):
            fact = self.facts.index(first[1:])
            return (CHANGE, fact, rest[0], self._slot(first[1:], rest[0], "change")) if rest else (GROWTH, fact, self._slot(first[1:], "%", "change"))
        if "/" in first:
            fact, whole = first.split("/")
            return SHARE, self.facts.index(fact), self.facts.index(whole), self._slot(fact, "%", "share")
        if not rest:
            return NAME, first
        unit, mark = rest[0], rest[1] if len(rest) > 1 else ""
        slot = self._slot(first, unit, "share" if unit == "%" else "level")
        if mark == "汉":
            return CHINESE, self.facts.index(first), unit, slot
        return (ROUNDED, self.facts.index(first), unit, slot, mark) if mark else (FACT, self.facts.index(first), unit, slot)

    def _slot(self, *slot):
        slot = Slot(*slot)
        if slot not in self._slot_numbers:
            self._slot_numbers[slot] = len(self.slots)
            self.slots.append(slot)
        return self._slot_numbers[slot]

    # --- writing -------------------------------------------------------------------------------------------------

    def write(self, outline, names, values, before, numbers, dice):
        """Items ('heading' | 'paragraph' | 'table', text or table) of a report, and the spans of figures in them: tuples of the item's number, the
        start in it, slot, value, number of the precision, text.

        `values` and `before`: facts of the year and the year before; `numbers`: printing.Numbers; `dice`: an endless iterator of random integers.
        """
        items, spans = [], []
        for heading, paragraphs, table in self._outlines[outline]:
            items.append(("heading", self._fill([heading], len(items), names, values, before, numbers, dice, spans)))
            for tokens in paragraphs:
                chosen = []
                for topic, option in tokens:
                    if topic is None:
                        chosen.append(option)
                    elif not option or next(dice) & 1:
                        fact, some, none = topic
                        alternatives = some if fact is None or values[fact] else none
                        chosen.append(alternatives[next(dice) % len(alternatives)])
                if chosen:
                    items.append(("paragraph", self._fill(chosen, len(items), names, values, before, numbers, dice, spans)))
            if table:
                items.append(("table", table))
        return items, spans

    def _fill(self, phrases, item, names, values, before, numbers, dice, spans):
        parts, start = [], 0
        for template, fillings, gaps, has_figures in phrases:
            if not has_figures:
                text = template % tuple([names[filling] if type(filling) is str else filling[next(dice) % len(filling)] for filling in fillings])
            else:
                texts, position = [], start
                for piece, gap in zip(fillings, gaps, strict=True):
                    position += gap
                    kind = piece[0]
                    if kind == FACT:
                        value = values[piece[1]]
                        text = numbers[value] + piece[2]
                        spans.append((item, position, piece[3], value, 0, text))
                    elif kind == WORD:
                        words = piece[1]
                        text = words[next(dice) % len(words)]
                    elif kind == NAME:
                        text = names[piece[1]]
                    else:
                        text = _rare(piece, item, position, values, before, dice, spans)
                    texts.append(text)
                    position += len(text)
                text = template % tuple(texts)
            parts.append(text)
            start += len(text)
        return "".join(parts)


def _rare(piece, item, position, values, before, dice, spans):
    """Text of a piece that is neither words nor a plain figure."""
    kind = piece[0]
    if kind == OTHER:
        _, low, width, unit, slot = piece
        value = low + next(dice) % width
        text = f"{value}{unit}"
        spans.append((item, position, slot, value, 0, text))
        return text
    if kind == ZERO:
        spans.append((item, position, piece[2], 0, 0, piece[1]))
        return piece[1]
    value = values[piece[1]]
    if kind == CHINESE:
        text = chinese(value) + piece[2]
        spans.append((item, position, piece[3], value, 0, text))
        return text
    if kind == ROUNDED:
        text, value, precision = rounded(value, piece[4])
        spans.append((item, position, piece[3], value, PRECISIONS.index(precision), text + piece[2]))
        return text + piece[2]
    if kind == SHARE:
        share = round(100 * value / values[piece[2]], 1) if values[piece[2]] else 0.0
        text = f"{share:.1f}%"
        spans.append((item, position, piece[3], share, 0, text))
        return text
    return _change(piece, item, position, value, before[piece[1]], spans)


def _change(piece, item, position, value, last, spans):
    if value == last or (piece[0] == GROWTH and not last):
        return "持平" if value == last else "有所增加"
    change = value - last if piece[0] == CHANGE else round(100 * (value - last) / last, 1)
    words = ("增加", "减少") if piece[0] == CHANGE else ("增长", "下降")
    text = f"{words[change < 0]}{abs(change):.10g}{piece[2] if piece[0] == CHANGE else '%'}"
    spans.append((item, position, piece[-1], change, 0, text))
    return text

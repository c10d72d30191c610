"""Labels of forms in one spelling: white space, width, numbering, 其中 and bracketed notes do not matter.

Belongs here: what makes two printed labels the same. Not here: which labels a form has (codebook/forms).
"""

import re
import unicodedata
from functools import cache, lru_cache

from schemas.codebook import codebook

NUMBERS = "一二三四五六七八九十"
_article = re.compile(rf"^第二十条[,，]?\(?第?\(?([{NUMBERS}]+)\)?项?\)?(.*)$")
_leading = re.compile(rf"^(?:其中[::]?|[{NUMBERS}]+[、.]|\([{NUMBERS}\d]+\)|\d+[.、)]|第[{NUMBERS}]+[、.])")
_circled = re.compile("[①-⑳⑴-⑽㈠-㈩]")
_brackets = re.compile(r"\([^()]*\)|〔[^〔〕]*〕|\[[^\[\]]*\]|【[^【】]*】")
ENDING = 3  # signs
WORD = "(?![它其中项第条])[一-鿿]"  # a sign that label_key() leaves as it is
_words, _end = re.compile(f"(?:{WORD})+"), re.compile(f"(?:{WORD}){{1,{ENDING}}}(?=[。，；：、]*$)")
_other_signs = re.compile(r"[^\w%]|_")


@lru_cache(maxsize=200_000)
def label_key(text):
    """A printed label in the spelling that is compared; '' where nothing is left.

    '（二）被依法纠错数' → '被依法纠错数', '其中：1．当面申请数' → '当面申请数', '第二十条第(六)项' → '第二十条六'.
    """
    key = "".join(unicodedata.normalize("NFKC", _circled.sub("", text)).split()).replace("其它", "其他")
    article = _article.match(key)
    if article:
        return f"第二十条{article[1]}" + label_key(article[2])
    key = _unnumbered(key)
    without_notes = key
    while _brackets.search(without_notes):
        without_notes = _brackets.sub("", without_notes)
    return _other_signs.sub("", without_notes) or _other_signs.sub("", key)


def _unnumbered(key):
    before = None
    while before != key:
        before, key = key, _leading.sub("", key)
    return key


class Known:
    """Labels in the spelling that is compared, and how texts that may be one end: label_key() takes a while, and most texts are no label."""

    def __init__(self, keys):
        self.keys = frozenset(keys)
        self.ends = frozenset(key[-length:] for key in self.keys for length in range(1, ENDING + 1))

    def key_of(self, text):
        """The text in compared spelling if it is one of the labels, else None."""
        end = _end.search(text)
        if end and end[0] not in self.ends:
            return None
        key = text if _words.fullmatch(text) else label_key(text)
        return key if key in self.keys else None


def noted_key(text):
    """A printed label in the spelling that is compared, with the notes in its brackets."""
    return _other_signs.sub("", _unnumbered("".join(unicodedata.normalize("NFKC", _circled.sub("", text)).split())))


@cache
def _unit():
    """Pattern of a unit that is said to be one, or of money in brackets."""
    units = sorted(codebook().values.cell_units, key=len, reverse=True)
    money = "|".join(unit for unit in units if unit.endswith("元"))
    return re.compile(rf"单位[::]?\s*({'|'.join(units)})|[((]({money})[))]")


@lru_cache(maxsize=200_000)
def label_unit(text):
    """The unit that a heading states, as in '本年收费金额（单位：万元）'; None where it states none."""
    if "元" not in text and "单位" not in text:
        return None
    match = _unit().search(unicodedata.normalize("NFKC", text))
    return (match[1] or match[2]) if match else None


def display(text):
    """A printed label for people: in one line, without numbering's white space."""
    return "".join(text.split())

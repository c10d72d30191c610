"""From bytes to text: Chinese government files come as UTF-8, GB18030 (declared as gb2312, gbk or nothing) or UTF-16.

Belongs here: the choice of the encoding. What a page declares is not asked: declarations are wrong too often, and bytes that are valid
UTF-8 with Chinese in them are nothing else.
"""

import codecs
import re

from pipeline.readers.blocks import ReadError

MOST_ERRORS = 0.002  # share of characters that may be damaged in a file that is otherwise readable
_private = re.compile("[\ue000-\uf8ff]")
COMMON = "的年公开，。\n"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data):
    """Text of a file without its byte order mark, line ends untouched. Raises ReadError 'wrong_encoding' where no encoding fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding) or _tolerant(data[len(mark) :], [encoding])
    if text := _strict(data, "utf-8"):
        return text
    if data[:2000].count(0) > len(data[:2000]) // 20:
        return _tolerant(data, ["utf-16-le", "utf-16-be"])
    return _strict(data, "gb18030") or _tolerant(data, ["utf-8", "gb18030", "big5"])


def _strict(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _tolerant(data, encodings):
    """The reading that looks most like Chinese, if it is nearly sound."""
    texts = [data.decode(encoding, errors="replace") for encoding in encodings]
    text = max(texts, key=lambda text: sum(map(text.count, COMMON)) - 10 * _damage(text))
    if _damage(text) > MOST_ERRORS * max(len(text), 1) + 2:
        raise ReadError("wrong_encoding", f"neither {' nor '.join(encodings)} fits")
    return text


def _damage(text):
    """Characters that no report holds: replacement marks, controls, private use."""
    return sum(text.count(mark) for mark in ("\ufffd", "\x00")) + len(_private.findall(text[:4000]))

"""Words of Chinese text: the only module that uses jieba, with the domain dictionary of codebook/narrative/dictionary.txt.

Belongs here: where a word begins and ends. Asked only about a few characters beside a number: segmenting whole reports costs 13 ms each.
"""

import io
import re
from functools import cache, lru_cache

from schemas.codebook import DIRECTORY, codebook

# Of jieba's 350,000 words only those that hold a sign that counts can decide whether such a sign counts; loading the others takes a second.
# Names like 共五 would only take a number's first sign away.
WITHOUT_OBJECT = ("参加", "参与", "发现")  # say what those before them did, or what came of it
_with_number = re.compile("^(?!.[二两三四五六七八九十百千万亿] ).*[〇零一二两三四五六七八九十百千万亿半].*$", re.M)


@cache
def _tokenizer():
    """jieba's tokenizer with its words that hold a number, the words of the domain, and verbs."""
    import jieba  # takes a third of a second, which a night with nothing new saves

    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    words = _with_number.findall(jieba.get_module_res(jieba.DEFAULT_DICT_NAME).read().decode())
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO("\n".join(words).encode()))
    tokenizer.initialized = True
    for line in (DIRECTORY / "narrative" / "dictionary.txt").read_text(encoding="utf-8").split():
        tokenizer.add_word(line, 1_000)
    for verb in _verbs():
        tokenizer.add_word(verb, 1_000)
    return tokenizer


@cache
def _verbs():
    return frozenset(verb for verb in codebook().words.wanting if len(verb) > 1)


@lru_cache(maxsize=200_000)
def is_word_of_its_own(before, text, behind):
    """Whether a number in Chinese signs with its unit begins and ends where words do: 召开两次会议 does, 一次性告知 and 进一步 do not."""
    begin, end, starts, stops = len(before), len(before) + len(text), set(), set()
    for _, start, stop in _tokenizer().tokenize(before + text + behind, HMM=False):
        starts.add(start)
        stops.add(stop)
    return begin in starts and end in stops


@lru_cache(maxsize=200_000)
def leading_noun(text):
    """What stands before the first verb of a text: 社区开展巡查 → 社区, 收取信息处理费 → nothing; the whole text where none comes or it says what those counted did (参加培训)."""
    length = 0
    for word in _tokenizer().cut(text, HMM=False):
        if word in _verbs() and (length or word not in WITHOUT_OBJECT):
            return text[:length]
        length += len(word)
    return text

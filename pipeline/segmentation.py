"""Words of Chinese text: the only module that uses jieba, with the domain dictionary of codebook/narrative/dictionary.txt.

Belongs here: where a word begins and ends and what part of speech it is. Asked only about a few characters beside a number: segmenting whole reports
costs 13 ms each.
"""

from functools import cache, lru_cache

import jieba
import jieba.posseg

from schemas.codebook import DIRECTORY

NUMBER_PARTS = ("m", "mq", "q")


@cache
def _tokenizer():
    """jieba's tokenizer with the words of the domain, and the part of speech of each word of its dictionary."""
    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    tokenizer.load_userdict(str(DIRECTORY / "narrative" / "dictionary.txt"))
    return tokenizer, jieba.posseg.POSTokenizer(tokenizer)


@lru_cache(maxsize=200_000)
def is_word_of_its_own(before, text, behind):
    """Whether a number in Chinese signs with its unit begins and ends where words do: 召开两次会议 does, 一次性告知 and 进一步 do not."""
    tokenizer, _ = _tokenizer()
    begin, end, starts, stops = len(before), len(before) + len(text), set(), set()
    for _, start, stop in tokenizer.tokenize(before + text + behind, HMM=False):
        starts.add(start)
        stops.add(stop)
    return begin in starts and end in stops


@lru_cache(maxsize=200_000)
def leading_noun(text):
    """The noun phrase at the start of a text that goes on with a verb: 大街设置了 → 大街; the whole text where no verb comes."""
    _, tagger = _tokenizer()
    length = 0
    for word, part in tagger.lcut(text, HMM=False):
        if length and (part[0] in "vpdcu" and part not in ("vn", "vd", "uj") and word not in ("的", "等")):
            return text[:length]
        length += len(word)
    return text

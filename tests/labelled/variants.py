"""The same labelled prose as other programs print it: cut into lines of 36 signs, with blanks beside digits, with signs or digits of the other width,
all in one line.

Belongs here: how the files and the places of their labels change. What they mean does not.
"""

import json

WIDTH = 36
DIGITS, WIDE_DIGITS = "0123456789", "０１２３４５６７８９"
SIGNS, NARROW_SIGNS = "，；：（）％！？", ",;:()%!?"
NOT_FIRST = "，。；、）："  # no line begins with these


def wrapped(text, labelled):
    """What is put before each sign; no label is cut."""
    column = 0
    for place, sign in enumerate(text):
        column = 0 if sign == "\n" else column + 1
        cut = column > WIDTH and place not in labelled and sign not in NOT_FIRST
        column = 1 if cut else column
        yield "\n" if cut else ""


def spaced(text, labelled):
    number, word = (lambda sign: sign in DIGITS + ".%"), (lambda sign: "一" <= sign <= "龥")
    for before, sign in zip("\n" + text, text, strict=False):
        yield " " if (number(before) and word(sign)) or (word(before) and number(sign)) else ""


def as_it_is(text, labelled):
    return [""] * len(text)


# name → (what is put before each sign, other signs)
VARIANTS = {
    "wrapped": (wrapped, {}),
    "spaced": (spaced, {}),
    "wide": (as_it_is, str.maketrans(DIGITS, WIDE_DIGITS)),
    "run_on": (as_it_is, {ord("\n"): " "}),
    "narrow": (as_it_is, str.maketrans(SIGNS, NARROW_SIGNS)),
}


def rewrite(folder, name):
    """Rewrites files/ and gold/ of a folder."""
    before_each, signs = VARIANTS[name]
    for label_file in (folder / "gold").glob("*.json"):
        gold = json.loads(label_file.read_text(encoding="utf-8"))
        file = folder / "files" / gold["file"] if (folder / "files" / gold["file"]).exists() else next((folder / "files").rglob(gold["file"]))
        text = file.read_text(encoding="utf-8")
        labels = [label for label in (*gold["narrative_metrics"], *gold["not_metrics"]) if label.get("start") is not None]
        put = list(before_each(text, {place for label in labels for place in range(label["start"] + 1, label["end"])}))
        moved, so_far = [], 0
        for sign in put:
            so_far += len(sign)
            moved.append(so_far)
        new = "".join(before + sign for before, sign in zip(put, text, strict=True)).translate(signs)
        for label in labels:
            label["start"], label["end"] = label["start"] + moved[label["start"]], label["end"] + moved[label["end"] - 1]
            label["text"] = new[label["start"] : label["end"]]
        file.write_text(new, encoding="utf-8")
        label_file.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")

"""Numbers as reports print them: in cells and in sentences. Printed forms are kept, so that each is worked out once."""

from figures import BLANK

WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．-")
CHINESE = "零一二三四五六七八九十"
KINDS = ("number", "zero", "blank", "dash", "not_applicable")
ZEROS = {"blank": ("", "blank"), "dash": ("—", "dash"), "slash": ("/", "not_applicable")}


class Cells(dict):
    """Value → text of a cell in one style (corpus.yml, `cells`)."""

    def __init__(self, style):
        self.style = style

    def __missing__(self, value):
        self[value] = text = self._text(value)
        return text

    def _text(self, value):
        if value == BLANK:
            return ""
        if value == 0 and self.style in ZEROS:
            return ZEROS[self.style][0]
        text = f"{value:.10g}"
        if self.style == "comma":
            return f"{value:,.10g}"
        if self.style == "wide":
            return (f"减{-value:.10g}" if value < 0 else text).translate(WIDE)
        if self.style == "padded":
            return f"\u3000{text} "
        return text


class Numbers(dict):
    """Value → numeral in prose in one style (corpus.yml, `numbers`)."""

    def __init__(self, style):
        self.style = style

    def __missing__(self, value):
        text = f"{value:,.10g}" if self.style == "comma" else f"{value:.10g}"
        self[value] = text = text.translate(WIDE) if self.style == "wide" else text
        return text


def chinese(value):
    """Numeral in characters up to 99, 2 as before a classifier; digits above."""
    value = int(value)
    if value > 99:
        return str(value)
    if value <= 10:
        return "两" if value == 2 else CHINESE[value]
    tens, ones = divmod(value, 10)
    return (CHINESE[tens] if tens > 1 else "") + "十" + (CHINESE[ones] if ones else "")


def rounded(value, mark):
    """(text, value, precision) of a number that is rounded to two digits; small ones stay exact."""
    if value < 30:
        return f"{value:.10g}", value, "exact"
    step = 10 ** (len(str(int(value))) - 2)
    low = value // step * step
    if mark in "余多":
        text = f"{low / 10_000:.10g}万" if low >= 10_000 else f"{low:.10g}"
        return text + mark, low, "at_least"
    near = low + step if mark == "近" else round(value / step) * step
    return f"{mark}{near:.10g}", near, "about"

"""Scanned pages, read by RapidOCR where the extra `ocr` is installed: pictures of pages → pages of characters and lines as pdf_parts/page.py gives them.

The models are inside the package; nothing is fetched. Belongs here: recognition. Not here: what the characters mean (pdf.py), whether to trust them:
every document read so carries the metadata block READ_BY.
"""

import importlib.util
import math
from functools import cache

import pypdfium2

from pipeline.readers.pdf_parts.page import Character, Page

READ_BY = "read_by=ocr"
DOTS = 200 / 72  # pixels a point
LEAST_SCORE = 0.6  # of a line of text; what is read less surely is left out
LINE = 40  # pixels; the shortest ruling line
DARK = 160  # of 255
MOST_ASKEW = math.radians(5)


def is_installed():
    """Whether pictures of text can be read on this machine (extra `ocr`)."""
    return importlib.util.find_spec("rapidocr") is not None


def pages(data):
    """Yields the Page objects of a PDF of pictures."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            yield _page(document[number].render(scale=DOTS, grayscale=False).to_numpy(), number + 1)
    finally:
        document.close()


@cache
def _engine():
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _page(picture, number):
    picture = _straightened(picture)
    result = _engine()(picture)
    characters = []
    for box, text, score in zip(result.boxes if result.txts else (), result.txts or (), result.scores or (), strict=True):
        if score >= LEAST_SCORE:
            characters += _spread(text, box)
    across, down = _ruling_lines(picture)
    return Page(number, picture.shape[0] / DOTS, characters, across, down, 0.0)


def _straightened(picture):
    """The picture turned back by the few degrees that a sheet lies askew on the scanner, as its long lines show."""
    import cv2

    dark = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) < DARK).astype("uint8") * 255
    found = cv2.HoughLinesP(dark, 1, math.pi / 3_600, 200, minLineLength=picture.shape[1] // 5, maxLineGap=8)
    angles = [math.atan2(y1 - y0, x1 - x0) for x0, y0, x1, y1 in (found.reshape(-1, 4).tolist() if found is not None else ())]
    angles = sorted(angle for angle in angles if abs(angle) < MOST_ASKEW)
    if not angles:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angles[len(angles) // 2]), 1)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _spread(text, box):
    """Characters of a line, spread over its box: Latin letters and digits take half the width of Chinese signs."""
    xs, ys = [float(point[0]) / DOTS for point in box], [float(point[1]) / DOTS for point in box]
    widths = [0.5 if sign.isascii() else 1.0 for sign in text]
    step, left = (max(xs) - min(xs)) / max(sum(widths), 0.5), min(xs)
    for sign, width in zip(text, widths, strict=True):
        yield Character(sign, left, min(ys), left + width * step, max(ys))
        left += width * step


def _ruling_lines(picture):
    """Long dark strokes: [(y, left, right)] and [(x, top, bottom)] in points."""
    import cv2

    dark = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) < DARK).astype("uint8")
    across = [(y + height / 2, x, x + width) for x, y, width, height in _strokes(cv2, dark, (LINE, 1))]
    down = [(x + width / 2, y, y + height) for x, y, width, height in _strokes(cv2, dark, (1, LINE))]
    return tuple([tuple(float(value) / DOTS for value in line) for line in lines] for lines in (across, down))


def _strokes(cv2, dark, kernel):
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
    return [stats[:4] for stats in cv2.connectedComponentsWithStats(opened)[2][1:] if min(stats[2], stats[3]) <= LINE / 4]

"""What stands on a page of a PDF: characters and ruling lines, in points from the top left of the page as it is read.

Belongs here: PDFium (through pypdfium2) and coordinates. Not here: what lines and characters mean (grid.py, flow.py).
"""

import ctypes
import itertools
import math
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.readers.blocks import ReadError

MOST_PAGES = 2_000
MOST_CHARACTERS = 200_000  # on one page; a full page of small print has 5,000
MOST_SEGMENTS = 50_000  # of paths on one page; a drawing has more, a table never
THIN = 3.0  # points; what is thinner is a line, however it is drawn
SHORTEST = 4.0  # points; what is shorter is a dot or a dash
FARTHEST = 20_000  # points from the corner of the page; the largest page has 14,400
DEEPEST_FORM = 4  # form objects in form objects
QUARTER = math.pi / 2
SLANT = 0.1  # radians from which a character does not belong to the lines of the page: a watermark
WHOLE, LOOKED_AT = 0.7, 30  # share of a page from which a picture is that of the page; runs of text
CLOSING = frozenset("、，。；：！？）】》〉」』〕”’")
FLAT, DESCENT = 0.7, 0.12  # of the width of a character: a box lower than that is not that of a whole line; how far one reaches below the baseline


class Character(NamedTuple):
    """A character with its edges, in points from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def across(character):
    """Where a character stands from left to right: its middle, of a sign that closes a phrase its beginning, since it may hang over the edge of its cell."""
    return character.left + (character.right - character.left) * (0.25 if character.text in CLOSING else 0.5)


class Page(NamedTuple):
    """`across` are horizontal lines (y, left, right), `down` vertical ones (x, top, bottom). `images` is the share of the page that pictures cover. `is_layer`: its
    text is not seen, but lies beneath or behind the picture of the page, as programs that recognise characters write it."""

    number: int
    height: float
    characters: list
    across: list
    down: list
    images: float
    width: float = 0.0  # 0 where it is not known
    is_layer: bool = False


def pages(data):
    """Yields the Page objects of a PDF. Raises ReadError 'encrypted', 'broken' or 'bomb'."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError("encrypted" if "assword" in str(error) else "broken", str(error)) from error
    try:
        count = len(document)
        if not count:
            raise ReadError("broken", "no pages")
        if count > MOST_PAGES:
            raise ReadError("bomb", f"{count} pages")
        is_form = document.get_formtype() != pdfium.FORMTYPE_NONE
        if is_form:
            document.init_forms()
        for number in range(count):
            yield _page(document, number, is_form)
    finally:
        document.close()


def _page(document, number, is_form):
    try:
        page = document[number]
        lines = _Lines()
        lines.read(page.raw, pdfium.FPDFPage_CountObjects(page), pdfium.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), 0)
        if is_form:  # what stands in its fields becomes text of the page; their frames are no lines of its tables
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise ReadError("broken", f"page {number + 1}: {error}") from error
    try:
        left, bottom, right, top = page.get_bbox()
        turn, characters = _characters(text)
        place = _Turned(turn, left, bottom, right, top)
        across, down = [], []
        for box in lines.boxes:
            x0, y0, x1, y1 = place.box(*box)
            if not (max(map(abs, (x0, y0, x1, y1))) < FARTHEST):
                continue
            if y1 - y0 <= THIN < SHORTEST <= x1 - x0:
                across.append(((y0 + y1) / 2, x0, x1))
            elif x1 - x0 <= THIN < SHORTEST <= y1 - y0:
                down.append(((x0 + x1) / 2, y0, y1))
        if turn == 0:
            characters = [Character(sign, x0 - left, top - y1, x1 - left, top - y0) for sign, x0, y0, x1, y1 in characters]
        else:
            characters = [Character(sign, *place.box(*box)) for sign, *box in characters]
        area = max((right - left) * (top - bottom), 1)
        return Page(number + 1, place.height, characters, across, down, min(lines.image_area / area, 1.0), place.width, lines.hide_text(area))
    finally:
        text.close()
        page.close()


class _Turned:
    """Coordinates of a page that is read after `turn` quarter turns: text that runs up or down the page comes to run from left to right."""

    def __init__(self, turn, left, bottom, right, top):
        self.turn, self.left, self.bottom, self.right, self.top = turn, left, bottom, right, top
        self.width, self.height = (top - bottom, right - left) if turn % 2 else (right - left, top - bottom)

    def box(self, x0, y0, x1, y1):
        if self.turn == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        if self.turn == 1:
            return y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left
        if self.turn == 2:
            return self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom
        return self.top - y1, self.right - x1, self.top - y0, self.right - x0


def _characters(text):
    """(quarter turns of most of the text, [(character, left, bottom, right, top)]); slanted characters and made-up spaces are left out."""
    handle, box = text.raw, pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    unicode, is_generated = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_IsGenerated
    angle_of, box_of = pdfium.FPDFText_GetCharAngle, pdfium.FPDFText_GetLooseCharBox
    origin_of, x, baseline = pdfium.FPDFText_GetCharOrigin, ctypes.c_double(), ctypes.c_double()
    count = pdfium.FPDFText_CountChars(handle)
    if count > MOST_CHARACTERS:
        raise ReadError("bomb", f"{count} characters on a page")
    turned = [], [], [], []
    for index in range(count):
        code = unicode(handle, index)
        if code < 32 or (code < 128 and not 48 <= code <= 57 and is_generated(handle, index) == 1) or not box_of(handle, index, pointer):
            continue
        if not (-FARTHEST < box.left <= box.right < FARTHEST and -FARTHEST < box.bottom <= box.top < FARTHEST):  # neither endless nor no number
            continue
        angle = angle_of(handle, index)
        turn = round(angle / QUARTER)  # clockwise
        if turn == 0 and box.top - box.bottom < FLAT * (box.right - box.left) and origin_of(handle, index, x, baseline):
            width = box.right - box.left  # of a font made for a few signs, whose height is theirs: ， and “ would stand on lines of their own
            box.bottom, box.top = baseline.value - DESCENT * width, baseline.value + (1 - DESCENT) * width
        if abs(angle - turn * QUARTER) <= SLANT:
            sign = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            turned[-turn % 4].append((sign, box.left, box.bottom, box.right, box.top))
    turn = max(range(4), key=lambda number: len(turned[number]))
    return turn, turned[turn]


class _Lines:
    """Collects thin boxes (lines, edges of rectangles), the area of pictures and whether text is seen from the objects of a page and of the forms in it."""

    def __init__(self):
        self.boxes, self.image_area, self.segments = [], 0.0, 0
        self.texts = self.unseen = self.covered = 0  # runs of text, those of the first of them that are not drawn, those before the largest picture
        self.largest = 0.0

    def hide_text(self, area):
        """Whether a picture covers a page of such an area, and no text is drawn upon it."""
        return self.largest >= WHOLE * area and self.texts > 0 and (self.unseen == min(self.texts, LOOKED_AT) or self.covered == self.texts)

    def read(self, parent, count, get_object, matrix, depth):
        sides = [ctypes.c_float() for _ in range(4)]
        for index in range(count):
            item = get_object(parent, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                self.read(item, pdfium.FPDFFormObj_CountObjects(item), pdfium.FPDFFormObj_GetObject, _multiplied(_matrix(item), matrix), depth + 1)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                if self.texts < LOOKED_AT:
                    self.unseen += pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
                self.texts += 1
            elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE) and pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, sides)):
                left, bottom, right, top = _moved_box(matrix, *(side.value for side in sides))
                if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    area = (right - left) * (top - bottom)
                    self.image_area += area
                    if area > self.largest:
                        self.largest, self.covered = area, self.texts
                elif self.segments < MOST_SEGMENTS:
                    self._path(item, (left, bottom, right, top), matrix)

    def _path(self, path, box, matrix):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            self.segments += 1
            self.boxes.append(box)
            return
        for points in self._outlines(path, _multiplied(_matrix(path), matrix)):
            xs, ys = [point[0] for point in points], [point[1] for point in points]
            if min(max(xs) - min(xs), max(ys) - min(ys)) <= THIN:
                self.boxes.append((min(xs), min(ys), max(xs), max(ys)))
            elif stroke.value:
                for (x0, y0), (x1, y1) in itertools.pairwise(points):
                    if min(abs(x1 - x0), abs(y1 - y0)) < 0.5:
                        self.boxes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _outlines(self, path, matrix):
        """Points of each part of a path that is drawn without lifting the pen; curves count as straight."""
        count = pdfium.FPDFPath_CountSegments(path)
        self.segments += count
        points, x, y = [], ctypes.c_float(), ctypes.c_float()
        for index in range(min(count, MOST_SEGMENTS)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points
                points = []
            points.append(_moved(matrix, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points


def _matrix(item):
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiplied(first, then):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _moved(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved_box(matrix, left, bottom, right, top):
    (x0, y0), (x1, y1) = _moved(matrix, left, bottom), _moved(matrix, right, top)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

"""Web pages to canonical markup. The parser is lexbor, which mends a page as browsers do.

Belongs here: what is special about pages: head, scripts, inline elements. The way from markup to blocks is markup.py;
what counts as page furniture stands in codebook/furniture.yml.
"""

import re
from collections import Counter
from html import escape, unescape

import polars as pl
from selectolax.lexbor import LexborHTMLParser

from pipeline.readers import markup
from pipeline.readers.blocks import HAN, ReadError, read_each
from pipeline.readers.decoding import decode
from pipeline.readers.text import read_all as read_texts
from schemas.codebook import codebook

# Elements that do not end a line: all others do.
INLINE = "a|abbr|acronym|b|bdi|bdo|big|cite|code|em|font|i|img|ins|kbd|label|mark|meta|link|nobr|o:[a-z]+|q|s|samp|small|span|st1:[a-z]+|strike|strong|sub|sup|time|tt|u|v:[a-z]+|var|w:[a-z]+|wbr"
FEW_CELLS, MOST_PICTURES, MOST_PARENTS, LONGEST_SOURCE = 60, 40, 30, 100
FEW_PARAGRAPHS, LEAST_ARTICLE = 10, 300  # paragraphs and cells of a page; characters of what its scripts write
CONTROLS = {"n": "\n", "r": "\n", "t": "\t"}
MANY_TAGS = 5_000  # below that no page is slow
DEEPEST = 5_000  # open elements; elements that end by themselves (p, li, td …) are not counted
NEST = ("svg", "object", "template", "noscript")  # skipped elements that may lie in their like; the others end with the first closing tag
_nesting = re.compile(r"<(/?)(?!(?:p|li|td|tr|th|dd|dt|option|br|hr|img|input|meta|link|col|area|base|embed|param|wbr)\b)[a-z]", re.I)
_opens = re.compile("<(?:html|body)[ >]", re.I)
_folded = re.compile(r'<iframe\b[^>]*?\bsrcdoc="([^"]*)"[^>]*>(?:</iframe>)?|<textarea\b[^>]*\bdisplay:\s*none[^>]*>(.*?)</textarea>', re.I | re.S)
_page = re.compile("<(?:html|body|div)[ >]", re.I)
_not_shown = re.compile(r"display:\s*none", re.I)
PARTS, SHOWN_TOO = "div[style], section[style], table[style], li[style]", 0.8  # what may be hidden, and the share of its labels that is shown elsewhere
MAY_HIDE = ("display:none", "display: none", "DISPLAY: none", "DISPLAY:none", ' height="0"')
_literal = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`[^`]*`', re.S)  # of JavaScript and JSON
_escaped = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_paragraph = re.compile(r"(?:<|\\u003[cC]|\\x3[cC]|&lt;)(?:p|td|div|span)\b")
STRUCK = ("s>", "s ", "del", "strike")  # how elements with text that is struck through begin
_struck = re.compile(r"<(s|del|strike)(?:\s[^>]*)?>(?:<(?:span|font|b|strong)\b[^>]*>)*[^<]{0,30}(?:</(?:span|font|b|strong)>)*</\1>")  # <s>5</s>2 is 2
_struck_before = re.compile(_struck.pattern + r"(?=\s*(?:<(?:ins|span|u|font)\b[^>]*>)*\s*[^<\s])")  # and what stands for it now
MOST_STRUCK = 20  # beyond that a page forgot to end the element, and all of its text is in it
_raised = re.compile(r"<sup\b[^>]*>(?:<[^>]*>)*\s*[\[［]?([0-9]{1,2})[\]］]?\s*(?:<[^>]*>)*?</sup>")  # the mark of a note: 8<sup>2</sup> is not 82
_preformatted = re.compile("<pre\\b[^>]*>(.*?)</pre>", re.S)
_tag = re.compile("<[^>]*>")
ROLES = {
    "table": "table",
    "grid": "table",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
}  # of elements without a tag of tables
_role = re.compile(r'\brole="([a-z]+)"')
_aria_span = re.compile(r'\baria-(col|row)span="([0-9]+)"')
_element = re.compile("<(/?)(div|span|ul|ol|li|section)\\b([^>]*)>")
FIELDS = ("<input", "<textarea", "<select")
_bracket_in_value = re.compile(r'="[^"]*[<>][^"]*"')


def read_pages(page, documents):
    """As read_all, of documents that `page` makes bytes of a page from; raises ReadError where it cannot."""
    pages, errors = read_each(page, documents)
    frame, more_errors = read_all(pages)
    return frame, errors | more_errors


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    furniture = codebook().furniture
    heads, bodies, errors = [], [], {}
    for report_id, data in documents:
        try:
            page = LexborHTMLParser(_whole(_not_too_deep(_unfolded(decode(data)))))
            has_tables = page.body is not None and len(page.body.css("td")) >= FEW_CELLS
            article = "" if has_tables else _scripted(page)
        except ReadError as error:
            errors[report_id] = error
            continue
        heads += [(report_id, *line) for line in (*_head(page), *(() if has_tables else _pictures(page, furniture)))]
        bodies.append((report_id, _body(page, furniture.skipped_tags) + article))
    pages = pl.DataFrame(bodies, schema={"report_id": pl.String, "markup": pl.String}, orient="row")
    frame, more_errors = markup.blocks(pages.with_columns(_without_inline(pl.col("markup"), furniture.skipped_tags)), furniture)
    head = pl.DataFrame(heads, schema={"report_id": pl.String, "kind": pl.String, "text": pl.String}, orient="row")
    return markup.led_by(head, frame, [report_id for report_id, _ in bodies]), errors | more_errors


def _unfolded(source):
    """The source with the pages that it holds as text in place of the frames and hidden fields that show them; Markdown with tables of HTML, and the answer
    of an interface (JSON), as a page."""
    if source.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") and not _page.match(source):
        return "".join(f"<div>{text}</div>" for text in _literals(source) if HAN.search(text))
    if "<table" in source and not _page.search(source):
        source = re.sub(r"\n\s*\n", "\n<p>\n", re.sub(r"(?m)^#{1,6} +|\*\*", "", source))
    return _folded.sub(lambda found: unescape(found[1] or found[2]) if "&lt;" in found[0] or "<p" in found[0] else found[0], source)


def _literals(source):
    """The texts that stand as strings in JavaScript or JSON."""
    for found in _literal.finditer(source):
        text = _escaped.sub(lambda sign: chr(int(sign[1] or sign[2], 16)) if sign[1] or sign[2] else CONTROLS.get(sign[3], sign[3]), found[0][1:-1])
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # signs beyond the first plane are written as two
        yield unescape(text) if "&lt;" in text and "<" not in text else text


def _scripted(page):
    """The markup that the scripts of a page with hardly a paragraph write into it."""
    if page.body is None or len(page.body.css("td, p")) >= FEW_PARAGRAPHS:
        return ""
    scripts = [script.text() for script in page.css("script") if _paragraph.search(script.text())]
    article = "".join(text for script in scripts for text in _literals(script) if len(text) > LEAST_ARTICLE and _paragraph.search(text))
    return _body(LexborHTMLParser(_not_too_deep(article)), codebook().furniture.skipped_tags) if article else ""


def _not_too_deep(source):
    """The source of a page. Raises ReadError 'bomb': the parser takes time by the square of the depth, minutes for 100,000."""
    if source.count("<") > MANY_TAGS:
        depth = 0
        for match in _nesting.finditer(source):
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > DEEPEST:
                raise ReadError("bomb", f"elements nested more than {DEEPEST} deep")
    return source


def _whole(source):
    """The source of a page. Raises ReadError 'broken' where it breaks off within a word or a tag: what it says last may be half a number."""
    end = source[-2_000:].rstrip().lower()
    if not end.endswith(">") and _opens.search(source[:5_000]) and "</body" not in end and "</html" not in end:
        raise ReadError("broken", f"the page breaks off: …{end[-30:]}")
    return source


def _head(page):
    """Title and named metadata of a page, which browsers do not show."""
    found = page.head.css("title, meta[name][content]") if page.head is not None else []
    if len(found) < 2:  # behind a slip the parser takes metadata for part of the body
        found = page.css("head > title, meta[name][content]")
    for title in (element for element in found if element.tag == "title"):
        if title.text().strip():
            yield "title", " ".join(title.text().split())
    for meta in (element for element in found if element.tag == "meta"):
        if meta.attributes["content"]:
            yield "metadata", f"{meta.attributes['name']}={' '.join(meta.attributes['content'].split())}"


def _pictures(page, furniture):
    """The pictures of a page that has hardly a table, those of its frame aside: its tables may be among them. None is ever fetched."""
    if page.body is None:
        return
    for picture in page.body.css("img[src]")[:MOST_PICTURES]:
        around, element = [], picture.parent
        while element is not None and len(around) < MOST_PARENTS:
            around.append(element)
            element = element.parent
        names = " ".join(f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}" for element in around)
        if not any(element.tag in furniture.tags for element in around) and not re.search(furniture.names, names, re.I):
            yield "metadata", f"picture={(picture.attributes['src'] or '')[:LONGEST_SOURCE]}"


def _body(page, skipped_tags):
    """Markup of the body as the parser mends it."""
    if page.body is None:
        return ""
    source = page.body.html
    if any(field in source for field in FIELDS):
        _filled_in(page)
        source = page.body.html
    if any(style in source for style in MAY_HIDE):
        _without_hidden(page)
        source = page.body.html
    nested = [tag for tag in NEST if tag in skipped_tags and f"<{tag}" in source]
    if nested:
        page.body.strip_tags(nested)
        source = page.body.html
    if any(f"<{tag}" in source for tag in STRUCK):
        struck = len(_struck.findall(source))
        if struck <= MOST_STRUCK or len(_struck_before.findall(source)) > struck / 2:
            source = _struck.sub("", source)
    if "<sup" in source:
        source = _raised.sub(lambda mark: f"[{mark[1]}]", source)
    if 'role="row"' in source:
        source = _with_tables(source)
    if "<pre" in source:
        source = _preformatted.sub(lambda block: _as_lines(block[1]), source)
    if source.count("<") != source.count(">"):  # only attribute values may hold either
        source = _bracket_in_value.sub(lambda match: match[0].replace("<", "&lt;").replace(">", "&gt;"), source)
    return source


def _filled_in(page):
    """Puts what stands in the fields of a form in a table in place of the fields."""
    for field in page.body.css("td input[value]"):
        if (field.attributes.get("type") or "text").lower() in ("text", "number"):
            field.replace_with(field.attributes["value"] or "")
    for field in page.body.css("td textarea"):
        field.replace_with(field.text())
    for field in page.body.css("td select"):
        chosen = field.css_first("option[selected]") or field.css_first("option")
        field.replace_with(chosen.text() if chosen is not None else "")


def _with_tables(source):
    """Markup as the parser mends it with tags of tables for elements that only their roles tell to be tables: <div role="row">."""
    opened = {}

    def renamed(found):
        closes, name, attributes = found.groups()
        stack = opened.setdefault(name, [])
        if closes:
            tag = stack.pop() if stack else None
            return f"</{tag}>" if tag else found[0]
        role = _role.search(attributes)
        stack.append(ROLES.get(role[1]) if role else None)
        spans = "".join(f' {way}span="{size}"' for way, size in _aria_span.findall(attributes))
        return f"<{stack[-1]}{spans}>" if stack[-1] else found[0]

    return _element.sub(renamed, source)


def _as_lines(preformatted):
    """Markup of preformatted text: its lines as paragraphs, and the tables in it as tables, as text files have them."""
    frame, _ = read_texts([("", unescape(_tag.sub("", preformatted)).encode())])
    out, table, row = [], None, None
    for block in frame.select("kind", "table", "row", "text").iter_rows(named=True):
        if table is not None and block["table"] != table:
            out.append("</tr></table>")
        if block["table"] is None:
            out.append(f"<p>{escape(block['text'], quote=False)}</p>")
        else:
            out.append("<table><tr>" if block["table"] != table else "</tr><tr>" if block["row"] != row else "")
            out.append(f"<td>{escape(block['text'], quote=False)}</td>")
        table, row = block["table"], block["row"]
    return "".join([*out, "</tr></table>" if table is not None else ""])


def _without_hidden(page):
    """Takes hidden rows and cells, and hidden words in cells, out of a page: spreadsheets come with last year's figures in them. Whole parts stay, for pages
    show one after the other, but not a part whose table is shown elsewhere: the report of another year."""
    for element in page.body.css("tr[style], td[style], th[style], td span[style], td i[style], td em[style], td b[style], td label[style], td a[style]"):
        if _is_hidden(element):
            element.decompose()
    for row in page.body.css('tr[height="0"]'):  # Word keeps the widths of columns in one
        row.decompose()
    parts = [part for part in page.body.css(PARTS) if _is_hidden(part) and len(part.css("td")) >= FEW_CELLS and not _lies_in_hidden(part)]
    if parts:
        hidden = [_cell_texts(part) for part in parts]
        shown = _cell_texts(page.body)
        for texts in hidden:
            shown.subtract(texts)
        for part, texts in zip(parts, hidden, strict=True):
            labels = [text for text in texts if HAN.search(text)]
            if sum(shown[text] > 0 for text in labels) >= SHOWN_TOO * len(labels):
                part.decompose()


def _is_hidden(element):
    return bool(_not_shown.search(element.attributes.get("style") or ""))


def _lies_in_hidden(element):
    above = element.parent
    while above is not None and above.tag != "body" and not _is_hidden(above):
        above = above.parent
    return above is not None and above.tag != "body"


def _cell_texts(element):
    """How often each text stands in a cell of a part of a page."""
    return Counter("".join(cell.text().split()) for cell in element.css("td, th"))


def _without_inline(body, skipped_tags):
    """Canonical markup of a body (expression): without scripts and the like, comments and inline elements."""
    skipped = "|".join(f"<{tag}(?: [^>]*)?>.*?</{tag}>" for tag in skipped_tags if tag not in NEST)
    return (
        body.str.replace_all(f"(?s){skipped}", "")
        .str.replace_all(rf"(?s)</?(?:{INLINE})(?: [^>]*)?>|<!--.*?-->", "")
        .str.replace_all("&nbsp;", " ", literal=True)
        .str.replace_all(markup.BOXED, "$1$2</td>")
    )

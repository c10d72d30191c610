"""Web archives (.mht): the page in them, read as any page. Pictures and whatever else they carry are not looked at.

Belongs here: finding the page in the message. Not here: the page (html.py, text.py).
"""

from email import message_from_bytes, policy

from pipeline.readers import html
from pipeline.readers.blocks import ReadError


def read_all(documents):
    """(report_id, bytes) pairs → the layer `documents`, and a dict report_id → ReadError."""
    return html.read_pages(page, documents)


def page(data):
    """Bytes of the largest HTML part of a web archive. Raises ReadError 'broken' or 'no_text'."""
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = [part.get_payload(decode=True) or b"" for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    except (ValueError, LookupError, AttributeError, RecursionError) as error:
        raise ReadError("broken", str(error)) from error
    if not any(parts):
        raise ReadError("no_text", "no page in the web archive")
    return max(parts, key=len)

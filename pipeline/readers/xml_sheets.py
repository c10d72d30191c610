"""What readers of the XML of office programs share, which they make pages of.

Belongs here: opening such XML safely, and which rows of a sheet are none of its table. Not here: what its elements mean (sheet_xml.py, flat_odf.py).
"""

from lxml import etree

from pipeline.readers.blocks import HAN, ReadError
from pipeline.readers.form_labels import is_label


def root_of(data):
    """The root of an XML document without comments. Raises ReadError 'broken', or 'bomb' where it declares entities or is too deep."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("bomb" if "xcessive" in str(error) or "huge" in str(error) else "broken", str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError("bomb", "it declares entities")
    return root


def is_line(texts):
    """Whether the filled cells of a row of a sheet are one text that no form knows as a label: a line above or below the table."""
    return len(texts) == 1 and HAN.search(texts[0]) is not None and not is_label(texts[0])

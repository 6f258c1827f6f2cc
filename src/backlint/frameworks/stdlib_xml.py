"""The standard library: XML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks

_ELEMENT = "xml.etree.ElementTree.Element"
_TREE = "xml.etree.ElementTree.ElementTree"

LIBRARY = LibraryModel(
    name="stdlib_xml",
    distribution="",
    packages=("xml",),
    sinks=(
        *sinks(
            SinkKind.XPATH,
            "0:path",
            *methods("xml.etree.ElementTree.Element", "find findall iterfind findtext"),
            *methods("xml.etree.ElementTree.ElementTree", "find findall iterfind findtext"),
        ),
        *sinks(
            SinkKind.XXE,
            "0:source",
            "xml.sax.expatreader.ExpatParser.parse",
            *methods("xml.etree.ElementTree", "parse iterparse"),
            shape="any",
            confidence="low",
        ),
        # Never fetches external entities; entity expansion only, limited by expat >= 2.4.1.
        *sinks(
            SinkKind.XXE, "0:text", *methods("xml.etree.ElementTree", "fromstring XML"), shape="any", confidence="low"
        ),
    ),
    sanitizers=(
        # Quotes are left alone.
        *sanitizers({SinkKind.HTML}, "0:data", *methods("xml.sax.saxutils", "escape quoteattr")),
    ),
    propagators=(
        # What stands in a document is the document's author's.
        *propagators("0:text", *methods("xml.etree.ElementTree", "fromstring XML")),
        *propagators("0:sequence", "xml.etree.ElementTree.fromstringlist"),
        *propagators("0:source", *methods("xml.etree.ElementTree", "parse iterparse")),
        *propagators("self", *methods(_TREE, "getroot find findall findtext iter iterfind")),
        *propagators("self", *methods(_ELEMENT, "find findall findtext iter iterfind itertext get items keys")),
        *propagators("0:string", "xml.dom.minidom.parseString"),
        *propagators("0:file", "xml.dom.minidom.parse"),
    ),
    returns={
        **returning(
            _ELEMENT,
            *methods("xml.etree.ElementTree", "fromstring XML fromstringlist"),
            *methods(_TREE, "getroot find"),
            f"{_ELEMENT}.find",
        ),
        "xml.etree.ElementTree.parse": _TREE,
        **returning("builtins.str", *methods("xml.sax.saxutils", "escape quoteattr")),
    },
)

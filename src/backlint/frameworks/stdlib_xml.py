"""The standard library: XML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sanitizers, sinks

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
    returns={
        **returning(
            "xml.etree.ElementTree.Element",
            *methods("xml.etree.ElementTree", "fromstring XML"),
            *methods("xml.etree.ElementTree.ElementTree", "getroot find"),
            "xml.etree.ElementTree.Element.find",
        ),
        "xml.etree.ElementTree.parse": "xml.etree.ElementTree.ElementTree",
        **returning("builtins.str", *methods("xml.sax.saxutils", "escape quoteattr")),
    },
)

"""defusedxml: XML parsers that refuse entities."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers

LIBRARY = LibraryModel(
    name="defusedxml",
    distribution="defusedxml",
    packages=("defusedxml",),
    sanitizers=(
        # Deprecated helper.
        *sanitizers(
            {SinkKind.XXE}, "0:text", *methods("defusedxml.ElementTree", "fromstring XML"), "defusedxml.lxml.fromstring"
        ),
        *sanitizers(
            {SinkKind.XXE}, "0:source", *methods("defusedxml.ElementTree", "parse iterparse"), "defusedxml.sax.parse"
        ),
        *sanitizers({SinkKind.XXE}, "0:file", "defusedxml.minidom.parse"),
        *sanitizers({SinkKind.XXE}, "0:string", "defusedxml.minidom.parseString", "defusedxml.sax.parseString"),
        *sanitizers({SinkKind.XXE}, "0:", "defusedxml.pulldom.parse"),
    ),
    propagators=(
        *propagators("0:text", *methods("defusedxml.ElementTree", "fromstring XML"), "defusedxml.lxml.fromstring"),
        *propagators("0:source", *methods("defusedxml.ElementTree", "parse iterparse"), "defusedxml.lxml.parse"),
        *propagators("0:string", "defusedxml.minidom.parseString"),
        *propagators("0:file", "defusedxml.minidom.parse"),
    ),
    returns={
        **returning("xml.etree.ElementTree.Element", *methods("defusedxml.ElementTree", "fromstring XML")),
        "defusedxml.ElementTree.parse": "xml.etree.ElementTree.ElementTree",
        "defusedxml.lxml.fromstring": "lxml.etree._Element",
        "defusedxml.lxml.parse": "lxml.etree._ElementTree",
    },
)

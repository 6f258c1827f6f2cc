"""lxml: XML, XPath and HTML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Guess, LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks

_ELEMENT = "lxml.etree._Element"
_SEARCHES = "find findall iterfind findtext"

LIBRARY = LibraryModel(
    name="lxml",
    distribution="lxml",
    packages=("lxml", "lxml_html_clean"),
    sinks=(
        # A string is a path or URL.
        *sinks(SinkKind.PATH, "0:source", "lxml.etree.parse", rule="string"),
        *sinks(
            SinkKind.XPATH,
            "0:path",
            *methods("lxml.etree", "XPath ETXPath"),
            *methods("lxml.etree._Element", _SEARCHES),
            *methods("lxml.etree._ElementTree", _SEARCHES),
        ),
        *sinks(SinkKind.XPATH, "0:_path", "lxml.etree._Element.xpath", "lxml.etree._ElementTree.xpath"),
        *sinks(
            SinkKind.XXE,
            "0:text",
            *methods("lxml.etree", "fromstring XML"),
            shape="any",
            rule="xml-parser",
        ),
        *sinks(SinkKind.XXE, "0:source", "lxml.etree.parse", shape="any", rule="xml-parser"),
        # From 5.0 on a parser resolves the entities of the document itself only.
        *sinks(
            SinkKind.XXE,
            "0:text",
            *methods("lxml.etree", "fromstring XML"),
            shape="any",
            rule="no-parser",
            versions="<5.0",
        ),
        *sinks(
            SinkKind.XXE, "0:source", *methods("lxml.etree", "parse"), shape="any", rule="no-parser", versions="<5.0"
        ),
        *sinks(SinkKind.XXE, "0:source", "lxml.etree.iterparse", shape="any", confidence="medium", versions="<5.0"),
        *sinks(SinkKind.XXE, "0:xml", "lxml.objectify.fromstring", shape="any", confidence="medium", versions="<5.0"),
        *sinks(SinkKind.XXE, "0:xslt_input", "lxml.etree.XSLT", shape="any"),
    ),
    sanitizers=(*sanitizers({SinkKind.HTML}, "0:", "lxml.html.clean.clean_html", "lxml_html_clean.clean_html"),),
    propagators=(
        *propagators("0:text", *methods("lxml.etree", "fromstring XML HTML")),
        *propagators("0:html", "lxml.html.fromstring"),
        *propagators("0:xml", "lxml.objectify.fromstring"),
        *propagators("0:source", *methods("lxml.etree", "parse iterparse")),
        *propagators("self", *methods("lxml.etree._ElementTree", f"{_SEARCHES} getroot iter xpath")),
        *propagators(
            "self",
            *methods(_ELEMENT, f"{_SEARCHES} iter iterchildren iterdescendants itertext get items keys values xpath"),
            *methods(_ELEMENT, "getparent getnext getprevious getchildren text_content cssselect"),
        ),
    ),
    guesses=(Guess("xpath", SinkKind.XPATH, ("0:",), distributions=("lxml", "parsel", "elementpath")),),
    returns={
        **returning(
            _ELEMENT,
            *methods("lxml.etree", "fromstring XML HTML"),
            "lxml.html.fromstring",
            "lxml.objectify.fromstring",
            *methods("lxml.etree._ElementTree", "getroot find"),
            *methods(_ELEMENT, "find getparent getnext getprevious"),
        ),
        f"{_ELEMENT}.getroottree": "lxml.etree._ElementTree",
        "lxml.etree.parse": "lxml.etree._ElementTree",
    },
)

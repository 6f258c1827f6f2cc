"""xmltodict: dictionaries from XML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import propagators, sinks

LIBRARY = LibraryModel(
    name="xmltodict",
    distribution="xmltodict",
    packages=("xmltodict",),
    sinks=(
        *sinks(
            SinkKind.XXE,
            "0:xml_input",
            "xmltodict.parse",
            shape="any",
            confidence="low",
            unless=((":disable_entities", True),),
        ),
    ),
    propagators=(*propagators("0:xml_input", "xmltodict.parse"),),
)

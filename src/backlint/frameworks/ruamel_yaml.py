"""ruamel.yaml: YAML, which makes objects only when it is told to."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange, Sunk
from backlint.execution.values import CallEvent, Produced, string_of
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators
from backlint.frameworks.selectors import first


def loads(event: CallEvent) -> Exchange | None:
    """What loading means: a reader that was made with `typ="unsafe"` makes any object that the text names."""
    reader = event.receiver
    stream = first(event, "0:stream")
    if not isinstance(reader, Produced) or stream is None:
        return None
    if string_of(reader.call.arguments.keyword("typ")) != "unsafe":
        return None
    return Exchange(sinks=(Sunk(SinkKind.DESERIALIZATION, "stream", stream),))


LIBRARY = LibraryModel(
    name="ruamel_yaml",
    distribution="ruamel-yaml",
    packages=("ruamel",),
    aliases={"ruamel.yaml.main.YAML": "ruamel.yaml.YAML"},
    propagators=propagators("0:stream", *methods("ruamel.yaml.YAML", "load load_all")),
    calls={"ruamel.yaml.YAML.load": loads, "ruamel.yaml.YAML.load_all": loads},
)

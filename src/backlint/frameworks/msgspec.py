"""msgspec: typed records from JSON and MessagePack."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning
from backlint.frameworks.validation import parses

LIBRARY = LibraryModel(
    name="msgspec",
    distribution="msgspec",
    packages=("msgspec",),
    propagators=(
        *propagators("0:obj", *methods("msgspec.json", "encode"), *methods("msgspec", "to_builtins")),
        *propagators("0:struct", *methods("msgspec.structs", "asdict astuple")),
    ),
    returns=returning("builtins.bytes", "msgspec.json.encode", "msgspec.msgpack.encode"),
    calls={
        "msgspec.json.decode": parses("0:buf"),
        "msgspec.msgpack.decode": parses("0:buf"),
        "msgspec.convert": parses("0:obj"),
        "msgspec.json.Decoder.decode": parses("0:buf"),
    },
)

"""ItsDangerous: signed data."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks, methods, sanitizers

_SERIALIZER = "itsdangerous.Serializer"
_SIGNER = "itsdangerous.Signer"

LIBRARY = LibraryModel(
    name="itsdangerous",
    distribution="itsdangerous",
    packages=("itsdangerous",),
    aliases={
        "itsdangerous.serializer": "itsdangerous",
        "itsdangerous.timed": "itsdangerous",
        "itsdangerous.url_safe": "itsdangerous",
        "itsdangerous.signer": "itsdangerous",
    },
    parents={
        **children(_SERIALIZER, *methods("itsdangerous", "URLSafeSerializer TimedSerializer")),
        **children("itsdangerous.TimedSerializer", "itsdangerous.URLSafeTimedSerializer"),
        **children(_SIGNER, "itsdangerous.TimestampSigner"),
    },
    # Only who holds the key can have made what is given back.
    sanitizers=(
        *sanitizers(EVERY_SINK, "0:s", f"{_SERIALIZER}.loads"),
        *sanitizers(EVERY_SINK, "0:signed_value", f"{_SIGNER}.unsign"),
    ),
    marks=(
        *marks("token", f"{_SERIALIZER}.dumps", f"{_SIGNER}.sign"),
        *marks("authentication", f"{_SERIALIZER}.loads", f"{_SIGNER}.unsign"),
    ),
)

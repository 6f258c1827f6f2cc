"""python-jose: tokens."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.frameworks.jwt import unverified, verified
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, propagators, sources

LIBRARY = LibraryModel(
    name="jose",
    distribution="python-jose",
    packages=("jose",),
    sources=sources(SourceKind.SECRET, "str", "jose.jwt.encode", "jose.jws.sign", called=True),
    propagators=propagators("0:token", "jose.jwt.get_unverified_header"),
    marks=marks("token", "jose.jwt.encode", "jose.jws.sign"),
    calls={
        "jose.jwt.decode": verified,
        "jose.jws.verify": verified,
        "jose.jwt.get_unverified_claims": unverified,
        "jose.jws.get_unverified_claims": unverified,
    },
)

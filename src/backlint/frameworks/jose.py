"""python-jose: tokens."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.program import UNVERIFIED
from backlint.frameworks.jwt import verified
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, propagators, sources

LIBRARY = LibraryModel(
    name="jose",
    distribution="python-jose",
    packages=("jose",),
    sources=sources(SourceKind.SECRET, "str", "jose.jwt.encode", "jose.jws.sign", called=True),
    # Read without looking at the signature.
    propagators=propagators("0:token", *methods("jose.jwt", "get_unverified_claims get_unverified_header")),
    marks=(
        *marks("token", "jose.jwt.encode", "jose.jws.sign"),
        *marks(UNVERIFIED, "jose.jwt.get_unverified_claims"),
    ),
    calls={"jose.jwt.decode": verified, "jose.jws.verify": verified},
)

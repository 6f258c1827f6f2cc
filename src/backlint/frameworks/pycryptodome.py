"""PyCryptodome: signatures."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, returning

_SCHEMES = {"pkcs1_15": "PKCS115_SigScheme", "pss": "PSS_SigScheme", "PKCS1_v1_5": "PKCS115_SigScheme"}

LIBRARY = LibraryModel(
    name="pycryptodome",
    distribution="pycryptodome",
    packages=("Crypto",),
    returns={
        name: kind
        for module, scheme in _SCHEMES.items()
        for name, kind in returning(f"Crypto.Signature.{module}.{scheme}", f"Crypto.Signature.{module}.new").items()
    },
    marks=tuple(
        mark
        for module, scheme in _SCHEMES.items()
        for mark in marks("authentication", f"Crypto.Signature.{module}.{scheme}.verify")
    ),
)

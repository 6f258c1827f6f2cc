"""cryptography: encrypted and signed data."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sanitizers

LIBRARY = LibraryModel(
    name="cryptography",
    distribution="cryptography",
    packages=("cryptography",),
    sanitizers=(*sanitizers({SinkKind.DESERIALIZATION}, "0:token", "cryptography.fernet.Fernet.decrypt"),),
)

"""asgiref: from asynchronous code to other code and back."""

from __future__ import annotations

from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import LibraryModel

LIBRARY = LibraryModel(
    name="asgiref",
    distribution="asgiref",
    packages=("asgiref",),
    calls={
        "asgiref.sync.sync_to_async": returns_argument("0:func"),
        "asgiref.sync.async_to_sync": returns_argument("0:awaitable"),
    },
)

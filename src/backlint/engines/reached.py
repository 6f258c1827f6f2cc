"""Which passwords of a file of Compose somebody outside can use: those of services to which a port of the machine leads.

What everybody has as a password (`postgres`) opens a database that only the containers beside it reach to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from backlint.facts.entries import Entry
from backlint.placeholder import default_of, is_placeholder
from backlint.secrecy import is_usual, purpose_of

_PUBLISHED = re.compile(r"services\.(?P<service>[\w.-]+?)\.(?:ports|network_mode)(?:\.|$)")
_BUILT = re.compile(r"services\.(?P<service>[\w.-]+?)\.build(?:\.|$)")
_SERVICE = re.compile(r"services\.(?P<service>[\w.-]+?)\.environment\.")


def unreached(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the usual passwords that no service has to which a port leads; of what is built here the program decides."""
    entries = tuple(entries)
    published = {one["service"] for entry in entries if (one := _PUBLISHED.match(entry.key))}
    built = {one["service"] for entry in entries if (one := _BUILT.match(entry.key))}
    held: dict[str, bool] = {}
    for entry in entries:
        service = _SERVICE.match(entry.key)
        value = entry.value.strip()
        if service is None or service["service"] in built or purpose_of(entry.key.rpartition(".")[2]) != "password":
            continue
        said = default_of(value) or value
        if is_usual(said) or is_placeholder(said):
            held[value] = held.get(value, False) or service["service"] in published
    return frozenset(value for value, reached in held.items() if not reached)

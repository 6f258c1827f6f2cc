"""HTTP statuses as programs write them: 401, "401 UNAUTHORIZED", `HTTPStatus.UNAUTHORIZED`, `status.HTTP_401_UNAUTHORIZED`."""

from __future__ import annotations

import re
from http import HTTPStatus

from backlint.execution.values import AnyValue, Constant, External, Member

_NAMED = re.compile(r"HTTP_(\d{3})(?:_|$)")


def status_of(value: AnyValue | None) -> int | None:
    """Return the HTTP status that a value is, or None when it is not known."""
    if isinstance(value, Constant):
        return _status(value.value)
    if isinstance(value, (External, Member)):
        name = value.name.removesuffix(".value").rpartition(".")[2]
        if isinstance(value, Member) and value.name == "value":
            return status_of(value.base)
        named = _NAMED.match(name)
        if named:
            return int(named[1])
        return int(HTTPStatus[name]) if name in HTTPStatus.__members__ else None
    return None


def _status(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 100 <= value <= 599 else None
    if isinstance(value, str) and re.match(r"[1-5][0-9][0-9]\b", value):
        return int(value[:3])
    return None

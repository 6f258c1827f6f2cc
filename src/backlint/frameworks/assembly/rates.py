"""Rate limits as requests a minute, in the spellings of the libraries."""

from __future__ import annotations

import re

from backlint.concepts import Evidence, RateLimit

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_WORDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "month": 2592000.0, "year": 31104000.0}
# `5/minute`, `5 per 1 minute`, `10/5m`: the `limits` library's grammar and django-ratelimit's.
_LIMIT = re.compile(r"([0-9]{1,9}+)\s*(?:/|\s+per\s+)\s*([0-9]{0,9})\s*([a-z]+)", re.IGNORECASE)


_NAME = re.compile(r"rate_?limit|throttle|limit_?rate", re.IGNORECASE)


def says_limit(name: str) -> bool:
    """Tell whether a decorator of a library that nobody knows says by its own name that it limits rates."""
    return bool(_NAME.search(name.rpartition(".")[2]))


def per_minute(text: str) -> float | None:
    """Return the strictest of the limits in a text, in requests a minute; None when there is none to be read."""
    rates = []
    for count, multiple, unit in _LIMIT.findall(text):
        seconds = _seconds(unit.lower())
        if seconds is not None:
            rates.append(int(count) * 60.0 / (seconds * (int(multiple or 1) or 1)))
    return min(rates, default=None)


def _seconds(unit: str) -> float | None:
    for word, seconds in _WORDS.items():
        if unit.startswith(word):
            return seconds
    # Django REST framework and django-ratelimit read the first letter only.
    return _SECONDS.get(unit[:1])


def limit(text: object, evidence: Evidence) -> RateLimit:
    """Return the limit that a text says; its rate is None when the text is not known."""
    if isinstance(text, str):
        return RateLimit(per_minute(text), Evidence(evidence.name, evidence.file, evidence.line, text))
    return RateLimit(None, evidence)

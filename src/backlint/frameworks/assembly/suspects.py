"""What something of a library may do of which nothing but its name is known: middleware, a dependency, a decorator."""

from __future__ import annotations

import re

from backlint.concepts import Evidence, ProtectionKind
from backlint.frameworks.routes import Cover

_EVERYTHING = (
    *(ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION),
    *(ProtectionKind.RATE_LIMIT, ProtectionKind.CSRF),
)
_SUSPECTS: tuple[tuple[re.Pattern[str], tuple[ProtectionKind, ...]], ...] = (
    (re.compile(r"csrf|xsrf", re.IGNORECASE), (ProtectionKind.CSRF,)),
    (re.compile(r"rate_?limit|limiter|throttl", re.IGNORECASE), (ProtectionKind.RATE_LIMIT,)),
    (
        re.compile(r"auth(?!or)|login|token|jwt|apikey|permission|oidc|sso|protect", re.IGNORECASE),
        (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION),
    ),
    (re.compile(r"secur|gateway|firewall|shield|guard|harden", re.IGNORECASE), _EVERYTHING),
)
"""The first that fits."""
_HEADERS = re.compile(r"header|secur|helmet|harden|gateway|csp", re.IGNORECASE)


def suspected(evidence: Evidence, name: str) -> Cover | None:
    """Return the cover that a library's middleware may be by its own name, its package's left out; None for none."""
    last = name.rpartition(".")[2]
    kinds = next((kinds for pattern, kinds in _SUSPECTS if pattern.search(last)), ())
    return Cover(evidence=evidence, gives=kinds, certain=False) if kinds else None


_LIMITS = re.compile(
    r"(?<![a-z])rates?(?![a-z])|limit|throttl|quota|bucket|secur|gateway|firewall|shield|harden", re.IGNORECASE
)
_ASKS = re.compile(
    r"auth(?!or)|log_?in|token|jwt|api_?key|permission|scope|role|user|identity|oidc|(?<![a-z])sso(?![a-z])",
    re.IGNORECASE,
)


def guards_perhaps(evidence: Evidence) -> Cover:
    """Return the cover of what is there to ask who is calling, in a way that is not known: it counts nobody's requests."""
    kinds = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
    return Cover(evidence=evidence, gives=kinds, certain=False)


def anything(evidence: Evidence, name: str) -> Cover:
    """Return the cover of what may do anything, unless what it is called, its package included, says what it is for."""
    called = f"{name} {evidence.name}"
    if _ASKS.search(called) and not _LIMITS.search(called):
        return guards_perhaps(evidence)
    return Cover(evidence=evidence)


def may_set_headers(name: str) -> bool:
    """Tell whether a library's middleware may set security headers, by its own name."""
    return _HEADERS.search(name.rpartition(".")[2]) is not None

"""Cookies that a program sets by a header that it writes by hand: `Set-Cookie: session=…; Path=/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import CookieSet, Fact
from backlint.execution.values import AnyValue
from backlint.frameworks.configuration.cookies import is_sensitive
from backlint.frameworks.configuration.headers import headers_set
from backlint.frameworks.configuration.readings import known
from backlint.frameworks.configuration.survey import Survey
from backlint.frameworks.statements import text_of

_COOKIE = re.compile(r"\s*(?P<name>[\w.-]+)=(?P<value>[^;]*)(?P<flags>.*)", re.DOTALL)
_SAME_SITE = re.compile(r";\s*samesite\s*=\s*(\w+)", re.IGNORECASE)
_TAKEN_BACK = re.compile(r"max-age\s*=\s*0|expires\s*=\s*\w+,?\s*0?1[ -]jan[ -]1970", re.IGNORECASE)


def cookie_headers(survey: Survey) -> Iterator[Fact]:
    """Yield the cookies of headers whose text is known, as far as it says their flags."""
    for event, _, value in headers_set(survey, ("set-cookie",)):
        told = _told(value)
        if told is None:
            continue
        name, flags = told
        same_site = _SAME_SITE.search(flags)
        yield CookieSet(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee="Set-Cookie",
            production=survey.production(event.site),
            name=known(name),
            secure=known(_has(flags, "secure")),
            http_only=known(_has(flags, "httponly")),
            same_site=known(same_site.group(1) if same_site else None),
            sensitive=is_sensitive(name),
        )


def _told(value: AnyValue) -> tuple[str, str] | None:
    """Return the name and the flags of a cookie in a header; None where it is taken back, or its flags are not all told.

    Something that is put in behind the first `;` may be a flag.
    """
    found = _COOKIE.fullmatch(text_of(value))
    if found is None or found["value"].strip() in {"", '""'} or "?" in found["flags"]:
        return None
    return None if _TAKEN_BACK.search(found["flags"]) else (found["name"], found["flags"])


def _has(flags: str, name: str) -> bool:
    return any(flag.strip().lower() == name for flag in flags.split(";"))


FACTS = cookie_headers

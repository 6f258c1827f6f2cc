"""dj-rest-auth's cookies that hold tokens: whether another site's page may use them, as the package's settings say."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Fact, Reading, Setting
from backlint.execution.taint import Site
from backlint.execution.values import DictObject, ListObject, Tuple, members, string_of
from backlint.frameworks.configuration.settings import Table
from backlint.frameworks.configuration.survey import Survey

_BY_COOKIE = ("JWTCookieAuthentication",)
_CHECKS = ("JWT_AUTH_COOKIE_USE_CSRF", "JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED")
_GROUP = "REST_AUTH"
_OFF = Reading((False,), complete=True)


def rest_auth(survey: Survey) -> Iterator[Fact]:
    """Yield the switch of the check against forged requests where it is off, and the cookie is sent with every request.

    The package sends it with `SameSite=Lax` unless told otherwise, and asks for no token of forms unless told to (7.0).
    """
    for table in survey.django:
        if not _signs_in_by_cookie(table) or not _said(survey, table, "JWT_AUTH_COOKIE"):
            continue
        if any(
            True in reading.constants or not reading.constants
            for name in _CHECKS
            for reading, _ in _said(survey, table, name)
        ):
            continue
        for reading, site in _said(survey, table, "JWT_AUTH_SAMESITE")[-1:]:
            if any(text.lower() == "none" for text in reading.texts):
                yield Setting(
                    location=survey.location(site),
                    callee="dj_rest_auth.jwt_auth.JWTCookieAuthentication",
                    production=table.production and survey.production(site),
                    framework="dj-rest-auth",
                    name=_CHECKS[0],
                    value=_OFF,
                )


def _signs_in_by_cookie(table: Table) -> bool:
    for entry in table.in_force("REST_FRAMEWORK"):
        listed = entry.value.get("DEFAULT_AUTHENTICATION_CLASSES") if isinstance(entry.value, DictObject) else None
        items = listed.items if isinstance(listed, (ListObject, Tuple)) else ()
        # One of two, as often as not: sessions while it is developed.
        if any((string_of(one) or "").endswith(_BY_COOKIE) for item in items for one in members(item)):
            return True
    return False


def _said(survey: Survey, table: Table, name: str) -> list[tuple[Reading, Site]]:
    """Return what is said of a setting by itself, or in the package's own dictionary of settings."""
    found = [(survey.read(entry.value), entry.site) for entry in table.in_force(name)]
    for entry in table.in_force(_GROUP):
        if isinstance(entry.value, DictObject):
            for key, held in entry.value.entries.items():
                if key.value == name:
                    found.append((survey.read(held), key.site or entry.site))
    return found


FACTS = rest_auth

"""What stands before a GraphQL schema: the guards of the addresses at which it is served hold for each of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.concepts import Application, Endpoint, Protection, ProtectionKind, State

_HANDED_DOWN = (ProtectionKind.AUTHENTICATION, ProtectionKind.CSRF)


def served(applications: Iterable[Application]) -> Iterator[Application]:
    """Yield applications, the fields of schemas with what every address guards that serves one.

    Such an address is told by its last word. Where only some of several are guarded, strangers come by the others.
    """
    applications = tuple(applications)
    doors = [
        endpoint
        for application in applications
        if application.production and not application.inner
        for endpoint in application.endpoints
        if "POST" in endpoint.methods and _serves(endpoint.path)
    ]
    for application in applications:
        if application.inner and doors:
            endpoints = tuple(_behind(one, doors) for one in application.endpoints)
            asked = any(one.protection(ProtectionKind.AUTHENTICATION).state is State.YES for one in endpoints)
            yield replace(
                application,
                endpoints=endpoints,
                has_authentication=application.has_authentication or asked,
                has_accounts=application.has_accounts or asked,
            )
        else:
            yield application


def _serves(path: str) -> bool:
    return "graphql" in path.strip("/").rpartition("/")[2].lower()


def _behind(field: Endpoint, doors: Iterable[Endpoint]) -> Endpoint:
    protections = dict(field.protections)
    for kind in _HANDED_DOWN:
        before = [door.protection(kind) for door in doors]
        if field.protection(kind).state is State.NO and all(one.state is State.YES for one in before):
            protections[kind] = Protection(State.YES, tuple(dict.fromkeys(by for one in before for by in one.by)))
    return replace(field, protections=protections)

"""What FastAPI calls before a handler: dependencies at every level, with what they give and what they make stand there."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Parameter, ProtectionKind
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    External,
    InstanceObject,
    ListObject,
    Member,
    Partial,
    Produced,
    Union,
    Unknown,
    string_of,
)
from backlint.frameworks.assembly.fastapi_parameters import (
    Dependency,
    Reading,
    fill_self,
    is_dependency,
    keyword_arguments,
    read_parameters,
    scopes_of,
    security_value,
    signature_of,
)
from backlint.frameworks.assembly.flask_decorators import OPTIONAL
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import evidence, name_of
from backlint.frameworks.assembly.suspects import anything
from backlint.frameworks.routes import Cover

_MAX_DEPTH = 12
_LIMITERS = "fastapi_limiter."
_LOGINS = (".current_user", ".access_token_required", ".get_current_subject")
_ONLY_READS = "only reads what a caller sends, and nothing checks it"
_ROLES = (".scopes_required",)
"""What libraries' dependencies that guard are made by."""
_SERVICES = ("fastapi_jwt_auth.AuthJWT", "fastapi_jwt_auth2.AuthJWT", "fastapi_jwt_auth3.AuthJWT")
"""Classes of libraries whose objects guard by what the handler calls on them, and by nothing else."""


class Given(msgspec.Struct, frozen=True):
    """What a dependency gives: its value, what it makes stand before the route, and its inputs."""

    value: AnyValue
    covers: tuple[Cover, ...] = ()
    parameters: tuple[Parameter, ...] = ()


class Called(msgspec.Struct, frozen=True):
    """What something is called with by FastAPI: its arguments, and what its dependencies made stand before it."""

    arguments: Arguments
    covers: tuple[Cover, ...]
    parameters: tuple[Parameter, ...]


class Dependencies:
    """Reads the dependencies of one application."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._program: Program = reader.program
        self._given: dict[tuple[int, str, tuple[str | int, ...]], Given] = {}
        self._overrides = tuple(_overrides(reader))

    def listed(self, event: CallEvent) -> tuple[Dependency, ...]:
        """Read `dependencies=[Depends(...), ...]` of a call."""
        value = event.arguments.keyword("dependencies")
        if value is None:
            return ()
        items, complete = self._program.items(value)
        found = [one for item in items for one in self._marked(item)]
        if not complete:
            self._reader.note("what the list of dependencies holds", event.site)
            found.append(Dependency(Unknown(), evidence(self._program, "dependencies", event.site)))
        return tuple(found)

    def _marked(self, item: AnyValue) -> Iterator[Dependency]:
        if isinstance(item, Produced) and is_dependency(item):
            target = item.call.arguments.get(0, "dependency")
            if target is not None:
                name = name_of(self._program, target).rpartition(":")[2]
                shown = evidence(self._program, name, item.call.site)
                yield Dependency(target, shown, scopes_of(self._program, item))

    def called(
        self,
        reading: Reading | None,
        own: tuple[Dependency, ...],
        path: str,
        scopes: tuple[AnyValue, ...] = (),
        depth: int = 0,
    ) -> Called:
        """Return what a function is called with whose parameters were read; `own` are dependencies beside them.

        `scopes` are those that are asked of whoever calls, which dependencies hand on to their own.
        """
        covers: list[Cover] = []
        parameters: list[Parameter] = []
        values: list[tuple[str, AnyValue]] = []

        def take(dependency: Dependency) -> AnyValue:
            given = self._of(dependency, path, (*scopes, *dependency.scopes), depth)
            covers.extend(given.covers)
            parameters.extend(given.parameters)
            return given.value

        for dependency in own:
            take(dependency)
        if reading is not None:
            values.extend(reading.values)
            parameters.extend(reading.parameters)
            for name, dependency in reading.dependencies:
                value = take(dependency)
                if name.startswith("self."):
                    fill_self(values, name, value)
                else:
                    values.append((name, value))
        return Called(keyword_arguments(tuple(values)), tuple(covers), tuple(parameters))

    def _of(self, dependency: Dependency, path: str, scopes: tuple[AnyValue, ...], depth: int) -> Given:
        """Return what a dependency gives; each is run once for all routes, but where it has parts of a path."""
        if depth > _MAX_DEPTH:
            return Given(Unknown())
        for asked, instead in self._overrides:
            if asked is dependency.function:
                dependency = msgspec.structs.replace(dependency, function=instead)
                break
        key = (id(dependency.function), path if "{" in path else "", tuple(string_of(one) or id(one) for one in scopes))
        held = self._given.get(key)
        if held is None:
            held = self._given[key] = self._run(dependency, path, scopes, depth)
        return held

    def _run(self, dependency: Dependency, path: str, scopes: tuple[AnyValue, ...], depth: int) -> Given:
        target = dependency.function
        if isinstance(target, Union):
            return self._either(target, dependency, path, scopes, depth)
        site = (target.site if isinstance(target, (Produced, InstanceObject)) else None) or self._reader.made.site
        credential = security_value(self._program, target, site)
        if credential is not None:
            return Given(credential, (Cover(evidence=dependency.evidence, open=_ONLY_READS),))
        if self._program.type_of(target).startswith(_LIMITERS):
            return Given(Unknown(), (Cover(evidence=dependency.evidence, gives=(ProtectionKind.RATE_LIMIT,)),))
        reading = read_parameters(self._program, target, path, scopes=scopes)
        if reading is None:
            return self._of_a_library(dependency, target)
        called = self.called(reading, (), path, scopes, depth + 1)
        value = self._program.run(target, called.arguments).value
        own = Cover(evidence=dependency.evidence, function=target, arguments=called.arguments, raises=True)
        return Given(_yielded(target, value), (*called.covers, own), called.parameters)

    def _either(
        self, target: Union, dependency: Dependency, path: str, scopes: tuple[AnyValue, ...], depth: int
    ) -> Given:
        """Return what one of several dependencies gives, of which a condition chose one."""
        given = [self._of(Dependency(one, dependency.evidence), path, scopes, depth + 1) for one in target.members]
        every = [one.covers[-1] for one in given if one.covers]
        cover = (Cover(evidence=dependency.evidence, either=tuple(every)),) if len(every) == len(given) else ()
        return Given(Unknown(), cover, tuple(parameter for one in given for parameter in one.parameters))

    def _of_a_library(self, dependency: Dependency, target: AnyValue) -> Given:
        if isinstance(target, ClassObject):
            return Given(self._program.run(target, Arguments()).value)
        if isinstance(target, External) and target.name.startswith("fastapi.security."):
            return Given(Unknown(type=target))
        return Given(Unknown(type=target if isinstance(target, External) else None), _library_covers(dependency))


def _overrides(reader: Reader) -> Iterator[tuple[AnyValue, AnyValue]]:
    """Yield what an application says is to be called in the place of a dependency: an interface's implementation, say."""
    for event in reader.program.calls("fastapi.FastAPI.dependency_overrides.__setitem__"):
        receiver, given = event.receiver, event.arguments.positional
        own = isinstance(receiver, Member) and receiver.base is reader.application
        if own and len(given) == 2 and reader.program.is_production(event.site.path):
            asked, instead = given
            plain = isinstance(instead, Partial) and instead.arguments == Arguments()
            yield asked, instead.function if isinstance(instead, Partial) and plain else instead


def _library_covers(dependency: Dependency) -> tuple[Cover, ...]:
    """Return what is known of a library's dependency: nothing, unless its name or its maker is that of a guard."""
    target = dependency.function
    made = target.call.callee if isinstance(target, Produced) else target.name if isinstance(target, External) else ""
    if made.endswith(_ROLES):
        gives = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
        return (Cover(evidence=dependency.evidence, gives=gives),)
    if made.endswith(_LOGINS):
        if isinstance(target, Produced) and _is_true(target.call.arguments.keyword("optional")):
            return (Cover(evidence=dependency.evidence, open=OPTIONAL),)
        return (Cover(evidence=dependency.evidence, gives=(ProtectionKind.AUTHENTICATION,)),)
    return () if made.endswith(_SERVICES) else (anything(dependency.evidence, made),)


def _is_true(value: AnyValue | None) -> bool:
    return getattr(value, "value", None) is True


def _yielded(target: AnyValue, value: AnyValue) -> AnyValue:
    """Return what a dependency gives that yields instead of returning."""
    function = signature_of(target)
    if function is None or not function.facts.is_generator or isinstance(target, ClassObject):
        return value
    if isinstance(value, ListObject) and value.kind == "generator":
        return value.rest if value.rest is not None else Unknown()
    return value

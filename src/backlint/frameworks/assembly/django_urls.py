"""Django's URL patterns: from a list of `path`, `re_path`, `include` and routers to views with complete paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    Constant,
    DictObject,
    External,
    HeapObject,
    InstanceObject,
    ListObject,
    Member,
    Module,
    Produced,
    Text,
    Tuple,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.assembly.django_included import Included, included
from backlint.frameworks.assembly.django_settings import each
from backlint.frameworks.assembly.ninja import APIS, Operation, operations
from backlint.frameworks.assembly.paths import PathParameter, of_regex, of_route
from backlint.frameworks.assembly.registration import prefix_of
from backlint.frameworks.assembly.rest_framework_routers import ROUTERS, register_calls, router_patterns
from backlint.frameworks.routes import Unresolved

_ROUTE = frozenset({"django.urls.path"})
_REGEX = frozenset({"django.urls.re_path", "django.conf.urls.url", "django.urls.url"})
_INCLUDE = frozenset({"django.urls.include", "django.conf.urls.include"})
_PASSED_ON = {
    # Before 1.10; the first argument is a prefix of the names of views.
    "django.conf.urls.patterns": None,
    "rest_framework.urlpatterns.format_suffix_patterns": 0,
    "django.utils.functional.lazy": None,
}
"""Calls that give back the patterns that they are given: all arguments (None) or the one at a position."""
_BY_LANGUAGE = "django.conf.urls.i18n.i18n_patterns"
_ADMIN = frozenset({"django.contrib.admin.site.urls", "django.contrib.admin.sites.site.urls"})


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One route to a view: its complete path, the parts that the caller chooses, what the view is given besides.

    `actions` maps HTTP methods to methods of a view set where a router or `as_view({...})` does, `given` are what a
    router sets on the view (`detail`, the options of `@action`). `admin` tells that it is Django's own administration,
    `included` that it is another package's.
    `raw` is the path as it is written, converters included: of two that are written alike Django never asks the second.
    """

    path: str
    parameters: tuple[PathParameter, ...]
    view: AnyValue
    site: Site
    extra: tuple[tuple[str, AnyValue], ...] = ()
    actions: Mapping[str, str] = {}
    given: tuple[tuple[str, AnyValue], ...] = ()
    admin: bool = False
    raw: str = ""
    operation: Operation | None = None
    included: Included | None = None


class _Prefix(msgspec.Struct, frozen=True):
    """Where patterns stand; `above` are the lists that they were included in."""

    path: str = "/"
    raw: str = ""
    parameters: tuple[PathParameter, ...] = ()
    extra: tuple[tuple[str, AnyValue], ...] = ()
    above: tuple[object, ...] = ()
    site: Site = Site("", 0)


class UrlReader:
    """Reads the patterns below one root. `unresolved` says which could not be read, `included` which modules were."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.unresolved: dict[Unresolved, None] = {}
        self.included: set[str] = set()

    def module(self, name: str, prefix: _Prefix | None = None) -> Iterator[Pattern]:
        """Yield the routes of a module's `urlpatterns`."""
        value = self.program.resolve(name)
        if not isinstance(value, Module) or value.name.endswith(".*"):
            for one in included(name):
                yield _of_a_package(one, prefix or _Prefix())
            if value is None:
                self._note(f"the routes of {name} were not found", (prefix or _Prefix()).site)
            return
        self.included.add(value.name)
        patterns = self.program.namespace(value.name).get("urlpatterns")
        if patterns is not None:
            yield from self._patterns(patterns, prefix or _Prefix())

    def _note(self, clause: str, site: Site) -> None:
        """Say what could not be read; the project's first patterns stand in its settings."""
        self.unresolved[Unresolved(clause, self.program.location(site) if site.path else None)] = None

    def _patterns(self, value: AnyValue, prefix: _Prefix) -> Iterator[Pattern]:
        """Yield the routes of a list of patterns, however it was put together."""
        for member in members(value):
            if isinstance(member, HeapObject) and any(one is member for one in prefix.above):
                # Django resolves such a path however often it is repeated; each of its routes has been told once.
                self._note("what is included here includes itself", prefix.site)
            elif isinstance(member, (ListObject, Tuple)):
                inner = msgspec.structs.replace(prefix, above=(*prefix.above, member))
                for item, _ in each(self.program, member):
                    yield from self._pattern(item, inner)
            else:
                yield from self._pattern(member, prefix)

    def _pattern(self, item: AnyValue, prefix: _Prefix) -> Iterator[Pattern]:
        if isinstance(item, (ListObject, Tuple)):
            yield from self._patterns(item, prefix)
        elif isinstance(item, Member) and item.name == "urls":
            yield from self._urls_of(item, prefix)
        elif isinstance(item, Produced):
            callee = item.call.callee
            arguments = item.call.arguments
            if callee in _ROUTE or callee in _REGEX:
                yield from self._registered(item.call, prefix)
            elif callee == _BY_LANGUAGE:
                for value in arguments.positional:
                    yield from self._patterns(
                        value, _below_language(prefix, arguments.keyword("prefix_default_language"))
                    )
            elif callee in _PASSED_ON:
                position = _PASSED_ON[callee]
                wanted = arguments.positional if position is None else arguments.positional[position : position + 1]
                for value in wanted:
                    yield from self._patterns(value, prefix)
            elif callee in _INCLUDE:
                yield from self._included(item, prefix)
            elif callee.startswith("operator."):
                for value in arguments.positional:
                    yield from self._patterns(value, prefix)
            elif item.call.receiver is not None and callee.endswith((".__getitem__", ".__next__")):
                # Unpacked or sliced: `*router.urls`, `router.urls[1:]`.
                yield from self._patterns(item.call.receiver, prefix)

    def _registered(self, call: CallEvent, prefix: _Prefix) -> Iterator[Pattern]:
        arguments = call.arguments
        regex = call.callee in _REGEX
        given = arguments.get(0, "regex" if regex else "route")
        text = prefix_of(given)
        if text is None:
            self._note("the path registered is not known", call.site)
            text = _tail(given)
        part, parameters = of_regex(text) if regex else of_route(text)
        extra = _entries(arguments.get(2, "kwargs"))
        inner = _Prefix(
            path=_join(prefix.path, part),
            raw=f"{prefix.raw}{text}\n",
            parameters=(*prefix.parameters, *parameters),
            extra=(*prefix.extra, *extra),
            above=prefix.above,
            site=call.site,
        )
        target = arguments.get(1, "view")
        if target is None:
            return
        for view in members(target):
            if _is_include(view):
                yield from self._included(view, inner)
                continue
            if _is_unknown(view) and string_of(given) is None:
                # Of neither is anything known: it need not be a route at all.
                self._note("what is registered is not known", call.site)
                continue
            named = string_of(view)
            resolved = self.program.resolve(named) if named else view
            if resolved is not None:
                yield Pattern(
                    path=inner.path,
                    raw=inner.raw,
                    parameters=inner.parameters,
                    view=resolved,
                    site=call.site,
                    extra=inner.extra,
                )

    def _included(self, value: AnyValue, prefix: _Prefix) -> Iterator[Pattern]:
        """Yield what is included: a module, by name or itself, a list, or a list with its namespace."""
        target = (
            value.call.arguments.get(0, "arg")
            if isinstance(value, Produced) and value.call.callee in _INCLUDE
            else value
        )
        for member in members(target) if target is not None else ():
            text = string_of(member)
            if text is not None:
                yield from self.module(text, prefix)
            elif isinstance(member, Module):
                yield from self.module(member.name, prefix)
            elif isinstance(member, Tuple) and member.items:
                yield from self._included(member.items[0], prefix)
            elif isinstance(member, Member) and member.name == "urls":
                yield from self._urls_of(member, prefix)
            elif isinstance(member, External):
                if member.name in _ADMIN:
                    yield _admin(member, prefix)
                yield from (_of_a_package(one, prefix) for one in included(member.name))
            else:
                yield from self._patterns(member, prefix)

    def _urls_of(self, value: Member, prefix: _Prefix) -> Iterator[Pattern]:
        """Yield what an object's `urls` are: those of a router, or of a site of Django's administration."""
        base = value.base
        site = base.site if isinstance(base, (Produced, InstanceObject)) and base.site is not None else Site("", 0)
        if self.program.is_a(base, "django.contrib.admin.AdminSite", "django.contrib.admin.sites.AdminSite") or (
            isinstance(base, External) and f"{base.name}.urls" in _ADMIN
        ):
            yield _admin(value, prefix)
        elif self.program.is_a(base, *APIS):
            for one in operations(self.program, base):
                yield Pattern(
                    path=_join(prefix.path, one.path),
                    raw=f"{prefix.raw}{one.path} {[part.kind for part in one.parameters]} {one.methods}",
                    parameters=(*prefix.parameters, *one.parameters),
                    view=one.function,
                    site=one.site,
                    extra=prefix.extra,
                    operation=one,
                )
        elif self.program.is_a(base, *ROUTERS) or register_calls(self.program, base):
            for route in router_patterns(self.program, base):
                yield Pattern(
                    path=_join(prefix.path, route.path),
                    raw=f"{prefix.raw}{route.path} {[one.kind for one in route.parameters]}",
                    parameters=(*prefix.parameters, *route.parameters),
                    view=route.view,
                    site=route.site,
                    extra=prefix.extra,
                    actions=route.actions,
                    given=route.given,
                )
        else:
            self._note("the routes of an object made here are not known", site)


def _of_a_package(one: Included, prefix: _Prefix) -> Pattern:
    return Pattern(
        path=_join(prefix.path, one.path),
        raw=f"{prefix.raw}{one.path}",
        parameters=prefix.parameters,
        view=External(one.view),
        site=prefix.site,
        included=one,
    )


def _admin(view: AnyValue, prefix: _Prefix) -> Pattern:
    return Pattern(path=prefix.path, parameters=prefix.parameters, view=view, site=prefix.site, admin=True)


def _tail(value: AnyValue | None) -> str:
    """Return what is known of a path that begins with something unknown, as an optional prefix from the settings."""
    parts = value.parts[1:] if isinstance(value, Text) else ()
    known = "".join(string_of(part) or "{…}" for part in parts)
    return known or "{…}"


def _is_unknown(view: AnyValue) -> bool:
    """Tell whether nothing is known of a view, whatever is called with it on the way."""
    if isinstance(view, Produced):
        inner = view.call.receiver or view.call.arguments.get(0)
        return inner is not None and _is_unknown(inner)
    return isinstance(view, Unknown) and view.type is None


def _is_include(value: AnyValue) -> bool:
    if isinstance(value, Produced):
        return value.call.callee in _INCLUDE
    if isinstance(value, (Tuple, ListObject)):
        return True
    if isinstance(value, Member):
        return value.name == "urls"
    return isinstance(value, External) and value.name in _ADMIN


def _entries(value: AnyValue | None) -> tuple[tuple[str, AnyValue], ...]:
    if not isinstance(value, DictObject):
        return ()
    return tuple((key.value, held) for key, held in value.entries.items() if isinstance(key.value, str))


def _below_language(prefix: _Prefix, for_default: AnyValue | None) -> _Prefix:
    """Return the prefix with the language in it, which the default one may not have."""
    if isinstance(for_default, Constant) and for_default.value is False:
        return prefix
    return msgspec.structs.replace(prefix, path=prefix.path + "{language}/", raw=prefix.raw + "{language}")


def _join(prefix: str, path: str) -> str:
    """Put a path behind a prefix as Django does: the slashes are the writer's own."""
    joined = prefix + path
    while "//" in joined:
        joined = joined.replace("//", "/")
    return joined

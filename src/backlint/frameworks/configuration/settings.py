"""The settings in force, and what a program puts into Flask's `app.config`.

A setting may be set several times (a base, an environment's own, a test's); each is an `Entry`, in order, and says
whether it is for production.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from backlint.concepts import Reading
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Descriptor,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Member,
    Module,
    members,
    string_of,
)
from backlint.frameworks.configuration.arguments import last_name, site_of
from backlint.frameworks.configuration.readings import incomplete, merge
from backlint.stages import is_development_name


class Entry(msgspec.Struct, frozen=True):
    """One place that sets a setting. `certain` is False where it may not be run, or where it stands in one of several
    objects that may be `chosen`.

    `application` tells applications apart that one project makes in several functions; "" stands for all of them.
    """

    name: str
    value: AnyValue
    site: Site
    production: bool = True
    certain: bool = True
    application: str = ""
    chosen: bool = False


class Table(msgspec.Struct, frozen=True):
    """The settings of one application or settings module, by name, each in the order of setting.

    `complete` is False when something else may set any of them, `named` where the project's scripts and start files name
    other settings and not these.
    """

    key: str
    entries: Mapping[str, Sequence[Entry]]
    complete: bool
    production: bool = True
    named: bool = True

    def in_force(self, name: str) -> tuple[Entry, ...]:
        """Return the entries that may decide: the last certain one for production, and those after it.

        What one application is given does not replace what another one was.
        """
        every = self.entries.get(name, ())
        chosen = [entry for entry in every if entry.production] or list(every)
        found: list[Entry] = []
        for application in dict.fromkeys(entry.application for entry in chosen):
            own = [entry for entry in chosen if entry.application == application]
            start = max((index for index, entry in enumerate(own) if entry.certain), default=0)
            found.extend(own[start:])
        return tuple(found)

    def of(self, application: str) -> Table:
        """Return the settings of one application, those that all have included."""
        entries = {
            name: [entry for entry in entries if entry.application in {"", application}]
            for name, entries in self.entries.items()
        }
        return msgspec.structs.replace(self, entries=entries)

    def read(self, program: Program, name: str) -> Reading | None:
        """Return what is known of a setting; None when nothing sets it."""
        entries = self.in_force(name)
        if not entries:
            return None
        reading = merge(program.reading(entry.value) for entry in entries)
        certain = any(entry.certain for entry in entries)
        return reading if certain and self.complete else incomplete(reading)


# --- Flask (and Quart, which has the same)

FLASK_TYPES = ("flask.Flask", "flask.app.Flask", "quart.Quart", "quart.app.Quart", "flask.sansio.app.App")
_CONFIG_TYPES = ("flask.Config", "flask.config.Config", "quart.Config", "quart.config.Config")
_CURRENT_APP = ("flask.current_app", "flask.globals.current_app", "quart.current_app")
_ATTRIBUTES = {
    "secret_key": "SECRET_KEY",
    "debug": "DEBUG",
    "testing": "TESTING",
    "permanent_session_lifetime": "PERMANENT_SESSION_LIFETIME",
}
_WRITES = frozenset(
    {"__setitem__", "update", "from_mapping", "from_object", "setdefault", "from_envvar", "from_prefixed_env"}
    | {"from_pyfile", "from_file", "from_json", "load_dotenv", "__setattr__"}
)


def is_flask_config(program: Program, value: AnyValue | None) -> bool:
    """Tell whether a value is the configuration of a Flask application."""
    if value is None:
        return False
    if program.is_a(value, *_CONFIG_TYPES):
        return True
    return isinstance(value, Member) and value.name == "config" and is_flask_application(program, value.base)


def is_flask_application(program: Program, value: AnyValue | None) -> bool:
    """Tell whether a value is a Flask application, or `current_app`."""
    if value is None:
        return False
    if isinstance(value, External) and value.name in _CURRENT_APP:
        return True
    return program.is_a(value, *FLASK_TYPES)


def flask_table(program: Program) -> Table:
    """Return the settings of a program's Flask applications, all of them together."""
    found: list[Entry] = []
    holders: list[tuple[CallEvent, AnyValue]] = []
    complete = True
    for event in program.iterate_events():
        method = last_name(event.callee)
        if method not in _WRITES:
            continue
        if method == "__setattr__":
            found.extend(_attribute_set(program, event))
        elif is_flask_config(program, event.receiver):
            if method == "from_object":
                objects = _objects(program, event)
                holders.extend((event, holder) for holder in objects)
                complete = complete and bool(objects)
            else:
                written, whole = _written(event, method)
                found.extend(written)
                complete = complete and whole
    found.extend(_held(program, holders))
    makers = {function_of(event.site) for event in program.calls(*FLASK_TYPES)}
    orders: dict[str, list[Entry]] = {}
    for entry in found:
        maker = function_of(entry.site)
        own = len(makers) > 1 and maker in makers
        orders.setdefault(entry.name, []).append(msgspec.structs.replace(entry, application=maker if own else ""))
    return Table("flask", orders, complete)


def function_of(site: Site) -> str:
    """Return the function, or the module, in which a place lies."""
    return f"{site.path}:{site.scope}"


def _attribute_set(program: Program, event: CallEvent) -> Iterator[Entry]:
    name = string_of(event.arguments.get(0))
    value = event.arguments.get(1)
    if name in _ATTRIBUTES and value is not None and is_flask_application(program, event.receiver):
        yield Entry(_ATTRIBUTES[name], value, event.site, program.is_production(event.site.path), event.certain)


def _written(event: CallEvent, method: str) -> tuple[list[Entry], bool]:
    """Return what a call puts into a configuration, and whether that is all that it can put there."""
    arguments = event.arguments
    if method in {"__setitem__", "setdefault"}:
        name, value = string_of(arguments.get(0)), arguments.get(1)
        if name is None or value is None:
            return [], False
        return [Entry(name, value, event.site, certain=event.certain and method == "__setitem__")], True
    if method not in {"update", "from_mapping"}:
        return [], False
    pairs = list(arguments.keywords)
    whole = not arguments.opaque
    for mapping in arguments.positional:
        if isinstance(mapping, DictObject) and mapping.rest is None:
            pairs.extend((str(key.value), value) for key, value in mapping.entries.items())
        else:
            whole = False
    return [Entry(name, value, event.site, certain=event.certain) for name, value in pairs], whole


def _objects(program: Program, event: CallEvent) -> tuple[AnyValue, ...]:
    """Return the classes, instances or modules that `from_object` may be given."""
    value = event.arguments.get(0, "obj")
    found: list[AnyValue] = []
    for member in members(value) if value is not None else ():
        text = string_of(member)
        resolved = program.resolve(text.replace(":", ".")) if text is not None else member
        if isinstance(resolved, (ClassObject, InstanceObject, Module)):
            found.append(resolved)
    return tuple(found)


def _held(program: Program, holders: Sequence[tuple[CallEvent, AnyValue]]) -> Iterator[Entry]:
    """Yield what configuration objects hold. Where several may be chosen, those named for development are set apart, and
    with them what builds on such.
    """
    names = [_holder_names(holder) for _, holder in holders]
    developed = [any(map(is_development_name, one)) for one in names]
    alternatives = len(set(names)) > 1 and not all(developed)
    for (event, holder), for_development in zip(holders, developed, strict=True):
        production = not (alternatives and for_development)
        for name, value in uppercase(program, holder):
            site = site_of(value) or event.site
            yield Entry(name, value, site, production, certain=event.certain and not alternatives, chosen=alternatives)


def _holder_names(holder: AnyValue) -> tuple[str, ...]:
    """Return the names of what holds settings: of a class, and of the classes that it builds on; of a module."""
    cls = holder.cls if isinstance(holder, InstanceObject) else holder
    if isinstance(cls, ClassObject):
        return tuple(one.facts.name for one in cls.ancestors() if isinstance(one, ClassObject))
    return (last_name(holder.name),) if isinstance(holder, Module) else ()


def uppercase(program: Program, holder: AnyValue) -> Iterator[tuple[str, AnyValue]]:
    """Yield the settings of a class, instance or module: names in capitals, as the program would read them."""
    names: dict[str, None] = {}
    if isinstance(holder, Module):
        names = dict.fromkeys(program.namespace(holder.name))
    cls = holder.cls if isinstance(holder, InstanceObject) else holder
    if isinstance(cls, ClassObject):
        for ancestor in cls.ancestors():
            if isinstance(ancestor, ClassObject):
                names.update(dict.fromkeys([*ancestor.namespace, *ancestor.annotations]))
    if isinstance(holder, InstanceObject):
        names.update(dict.fromkeys(holder.fields))
    for name in names:
        if name.isupper() and not name.startswith("_"):
            value = program.attribute(holder, name)
            if not isinstance(value, (FunctionObject, Descriptor, ClassObject)):
                yield name, value

"""Finds every library's model by walking this package, and merges the rows of all of them by dotted name."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import msgspec

import backlint.frameworks
from backlint.execution.values import AnyValue, Arguments, ClassObject
from backlint.frameworks.model import (
    Answer,
    CallModel,
    Guess,
    Handler,
    LibraryModel,
    Propagator,
    Sanitizer,
    Sink,
    Source,
)


class Meaning(msgspec.Struct):
    """All rows under one dotted name."""

    source: Source | None = None
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    propagators: tuple[Propagator, ...] = ()
    marks: tuple[str, ...] = ()
    model: CallModel | None = None
    answer: Answer | None = None
    returns: str = ""
    attribute: str | None = None


class Registry(msgspec.Struct):
    """The rows of all libraries, merged; the tables have the meaning of `LibraryModel`'s fields."""

    meanings: dict[str, Meaning] = {}
    aliases: dict[str, str] = {}
    instances: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    decorators: dict[str, str] = {}
    contents: dict[str, tuple[str, ...]] = {}
    classes: set[str] = set()
    schemas: set[str] = set()
    queries: set[str] = set()
    settings: set[str] = set()
    closed: set[str] = set()
    columns: set[str] = set()
    texts: set[str] = set()
    defaults: dict[str, str] = {}
    rows: set[str] = set()
    constants: dict[str, tuple[str, ...]] = {}
    readings: dict[str, Callable[[AnyValue], AnyValue | None]] = msgspec.field(default_factory=dict)
    guesses: dict[str, tuple[Guess, ...]] = {}
    handlers: dict[str, tuple[Handler, ...]] = {}
    registrars: dict[str, tuple[Handler, ...]] = {}
    applications: set[str] = set()
    before: dict[str, tuple[str, ...]] = {}
    takes: dict[str, Callable[[ClassObject, Arguments], Arguments]] = {}


@cache
def libraries() -> tuple[LibraryModel, ...]:
    """Return every library's model, sorted by its module's name."""
    return tuple(_walk())


def _walk() -> Iterator[LibraryModel]:
    package = backlint.frameworks
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        library = getattr(module, "LIBRARY", None)
        if isinstance(library, LibraryModel):
            yield library


def merge(models: Iterable[LibraryModel], versions: Mapping[str, str | None]) -> Registry:
    """Merge the rows of these libraries, leaving out what does not hold in the versions that the project uses."""
    registry = Registry()
    for model in models:
        registry.aliases.update(model.aliases)
        registry.instances.update(model.instances)
        registry.parents.update(model.parents)
        registry.decorators.update(model.decorators)
        registry.contents.update(model.contents)
        registry.classes |= model.classes
        registry.schemas |= model.schemas
        registry.queries |= model.queries
        registry.settings |= model.settings
        registry.closed |= model.closed
        registry.columns.update(model.columns)
        registry.texts.update(model.texts)
        registry.defaults.update(model.defaults)
        registry.rows.update(model.rows)
        registry.constants.update(model.constants)
        registry.readings.update(model.readings)
        registry.applications |= model.applications
        registry.before.update(model.before)
        registry.takes.update(model.takes)
        for handler in model.handlers:
            rows = registry.registrars if handler.argument else registry.handlers
            rows[handler.owner] = (*rows.get(handler.owner, ()), handler)
        for guess in model.guesses:
            registry.guesses[guess.method] = (*registry.guesses.get(guess.method, ()), guess)
        _add_rows(registry.meanings, model, versions.get(model.distribution))
    return registry


def _add_rows(meanings: dict[str, Meaning], model: LibraryModel, version: str | None) -> None:
    """Put the rows of one library under their names."""

    def at(name: str) -> Meaning:
        return meanings.setdefault(name, Meaning())

    for source in model.sources:
        at(source.name).source = source
    for row in model.sinks:
        sink = in_version(row, version)
        if sink is not None:
            at(sink.name).sinks += (sink,)
    for sanitizer in model.sanitizers:
        at(sanitizer.name).sanitizers += (sanitizer,)
    for propagator in model.propagators:
        at(propagator.name).propagators += (propagator,)
    for mark in model.marks:
        at(mark.name).marks += (mark.word,)
    for answer in model.answers:
        at(answer.name).answer = answer
    for name, call in model.calls.items():
        at(name).model = call
    for name, type_name in model.returns.items():
        at(name).returns = type_name
    for name, type_name in model.attributes.items():
        at(name).attribute = type_name


def nearest(found: Sequence[Meaning]) -> Meaning | None:
    """Return one meaning made of the first of these that has each part, nearest class first; None for none."""
    if len(found) < 2:
        return found[0] if found else None
    # What a class says of a method's result stands in place of all that its bases say of it.
    result = next((one for one in found if one.sanitizers or one.propagators), found[0])
    return Meaning(
        source=next((one.source for one in found if one.source is not None), None),
        sinks=next((one.sinks for one in found if one.sinks), ()),
        sanitizers=result.sanitizers,
        propagators=result.propagators,
        marks=tuple(dict.fromkeys(word for one in found for word in one.marks)),
        model=next((one.model for one in found if one.model is not None), None),
        answer=next((one.answer for one in found if one.answer is not None), None),
        returns=next((one.returns for one in found if one.returns), ""),
        attribute=next((one.attribute for one in found if one.attribute is not None), None),
    )


def in_version(sink: Sink, version: str | None) -> Sink | None:
    """Return the row as it holds in a version: None where it does not, less sure where the version is not known."""
    if not sink.versions:
        return sink
    if version is None:
        return msgspec.structs.replace(sink, confidence="low")
    return sink if holds(version, sink.versions) else None


def holds(version: str, condition: str) -> bool:
    """Tell whether a version satisfies `<2.0` or `>=2.0`; only the numbers of both count."""
    before = condition.startswith("<")
    return (_numbers(version) < _numbers(condition)) is before


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", version)[:3])

"""What a library means, as rows. One library is one module with one `LIBRARY`; the package is walked, no list to edit.

Dotted names are canonical: the name under which the library documents a thing; other names of the same thing are
`aliases`. A method's row holds for subclasses (`parents` for library classes, bases for the project's own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import CallEvent

if TYPE_CHECKING:
    from backlint.concepts import Fact
    from backlint.execution.program import Program
    from backlint.frameworks.routes import Assembly


class Source(msgspec.Struct, frozen=True):
    """An attribute, call result or item that holds data from outside.

    `yields`: `str`, `bytes`, `map` (string keys, strings or lists of them), `json` (any structure), `files`, `file`,
    `stream`, `object` or `any`.
    """

    name: str
    kinds: tuple[SourceKind, ...]
    yields: str = "any"
    confidence: str = "high"


class Sink(msgspec.Struct, frozen=True):
    """Arguments of a call that must not be chosen by a stranger.

    `arguments` are selectors: `0:sql` (position 0 or keyword sql), `0:`, `:body`, `*`, `**`, `self`.
    `shape`: `text` (a tainted string), `structure` (a tainted mapping or untyped JSON), `keys` (tainted names) or
    `any`. `rule` names a special handling: `shell-or-argv0`, `argv0`, `tar-filter`, `tainted-attr-name`.
    `unless` are keywords with a constant that make the call safe.
    """

    name: str
    kind: SinkKind
    arguments: tuple[str, ...]
    shape: str = "text"
    confidence: str = "high"
    rule: str = ""
    unless: tuple[tuple[str, object], ...] = ()


class Sanitizer(msgspec.Struct, frozen=True):
    """A call whose result is its argument made safe for some kinds of sink."""

    name: str
    neutralizes: frozenset[SinkKind] = EVERY_SINK
    arguments: tuple[str, ...] = ("0:",)


class Propagator(msgspec.Struct, frozen=True):
    """A call that passes taints on: from the selected arguments to the result (or `to` another selector)."""

    name: str
    origins: tuple[str, ...]
    to: str = "return"
    kills: frozenset[SinkKind] = frozenset()


class Mark(msgspec.Struct, frozen=True):
    """A call that does something that matters for an endpoint; `word` as in `execution.library.Exchange.marks`."""

    name: str
    word: str


CallModel = Callable[[CallEvent], Exchange | None]
"""A call that rows cannot describe: from the event to what it means, or None where the default is right."""


class LibraryModel(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one library.

    `distribution` is its name on the package index, normalised. `aliases` maps another name of a thing to the
    canonical one (the tail after a matching prefix is kept). `instances` maps an object to its class, `returns` a call,
    method or attribute to the class of what it gives, `parents` a class to its nearest bases. `classes` are
    names whose call makes an instance though they do not begin with a capital letter.
    `assemble` reads routes from a program that has been run; `facts` yields what it says of its configuration.
    """

    name: str
    distribution: str
    packages: tuple[str, ...]
    aliases: Mapping[str, str] = {}
    instances: Mapping[str, str] = {}
    returns: Mapping[str, str] = {}
    parents: Mapping[str, tuple[str, ...]] = {}
    classes: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    propagators: tuple[Propagator, ...] = ()
    marks: tuple[Mark, ...] = ()
    calls: Mapping[str, CallModel] = {}
    assemble: Callable[[Program], Iterator[Assembly]] | None = None
    facts: Callable[[Program], Iterator[Fact]] | None = None

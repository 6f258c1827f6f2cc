"""What a library means, as rows. One library is one module with one `LIBRARY`; the package is walked, no list to edit.

Dotted names are canonical: the name under which the library documents a thing; other names of the same thing are
`aliases`. What is built in stands in `builtins` (`builtins.open`, `builtins.str.format`). A method's row holds for
subclasses (`parents` for library classes, bases for the project's own).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import AnyValue, Arguments, CallEvent, ClassObject, FunctionObject

if TYPE_CHECKING:
    from backlint.concepts import Fact
    from backlint.execution.program import Program
    from backlint.frameworks.routes import Assembly


class Source(msgspec.Struct, frozen=True):
    """An attribute or object that holds data from outside, or (`called`) a call that gives some.

    `yields`: `str`, `path` (a text that begins with a slash), `local-path` (with one, so that no other server's name follows),
    `file-name` (a text without folders), `bytes`, `int`, `map` (string keys, strings or lists of them), `json` (any structure), `object` or `any`;
    a row in `attributes` (or `returns`) under the same name says the class more exactly.
    """

    name: str
    kinds: tuple[SourceKind, ...]
    yields: str = "any"
    confidence: str = "high"
    called: bool = False


class Sink(msgspec.Struct, frozen=True):
    """Arguments of a call that must not be chosen by a stranger.

    `arguments` are selectors: `0:sql` (position 0 or keyword sql), `0:` (position only), `:body` (keyword only), `*`
    (every positional), `1*` (every positional from 1), `**` (every keyword; for `keys` the names in an unpacked
    mapping), `self` (the receiver).
    `shape`: `text` (a tainted string), `structure` (a tainted mapping or untyped JSON), `keys` (tainted names), `names` (a mapping
    with tainted names) or `any`.
    `rule` names a special handling: `shell-or-argv0` (a string with `shell=True`, else the program), `argv0` (the
    program), `tar-filter` (safe with a filter), `assigned` (an attribute that is set: `Response.text = …`),
    `filled-in` (a format that is given something to put into it), `html` (unless a content type that is not HTML is given), `html-if-declared` (only if one that is HTML is given),
    `xml-parser` (only with a parser that resolves entities), `no-parser` (unless with one that does not), `string` (a
    string, not an object built for it), `secret-named` (under a name that announces a secret), `right-named`
    (under one that says what a user may do), `backtracks` (if the
    regular expression that the call tries is one that can take exponential time).
    `unless` are keywords with a constant (a library's name as string) that make the call safe, `when` such that make it
    dangerous. `versions` says for which versions of the distribution it holds (`<2.0`).
    """

    name: str
    kind: SinkKind
    arguments: tuple[str, ...]
    shape: str = "text"
    confidence: str = "high"
    rule: str = ""
    unless: tuple[tuple[str, object], ...] = ()
    when: tuple[tuple[str, object], ...] = ()
    versions: str = ""


class Sanitizer(msgspec.Struct, frozen=True):
    """A call (or attribute, with the argument `self`) whose value is its argument made safe for some kinds of sink."""

    name: str
    neutralizes: frozenset[SinkKind] = EVERY_SINK
    arguments: tuple[str, ...] = ("0:",)


class Propagator(msgspec.Struct, frozen=True):
    """A call that passes taints on: from the selected arguments to the result, or `to` the receiver (`self`) or another
    argument. `kills` are kinds of sink that the taints can no longer harm, `revives` such that they can again.
    """

    name: str
    origins: tuple[str, ...]
    to: str = "return"
    kills: frozenset[SinkKind] = frozenset()
    revives: frozenset[SinkKind] = frozenset()


class Mark(msgspec.Struct, frozen=True):
    """A call that does something that matters for an endpoint; `word` as in `execution.library.Exchange.marks`."""

    name: str
    word: str


class Answer(msgspec.Struct, frozen=True):
    """A response, an exception that becomes one, or (`raises`) a call that raises such an exception.

    `argument` selects the status; `status` is the one without it, 0 when there is none.
    """

    name: str
    status: int = 0
    argument: str = ""
    redirects: bool = False
    raises: bool = False


class Guess(msgspec.Struct, frozen=True):
    """A method so telling that it is believed on a receiver of unknown type, at lower confidence.

    `receiver` is a regular expression for the receiver's last name (its attribute or parameter); a receiver without
    a name matches only `.*`. `distributions` are libraries of which the project must use one, where its dependencies
    are known.
    """

    method: str
    kind: SinkKind
    arguments: tuple[str, ...]
    receiver: str = ".*"
    shape: str = "text"
    confidence: str = "low"
    distributions: tuple[str, ...] = ()


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """Functions of the project that a library calls with data from outside.

    `owner` is a library class, for those methods of its descendants whose names `methods` (a regular expression)
    matches in whole, or a decorator of functions, without `methods`; with `argument` (a selector) it is a call that is given
    the function, or an object or class whose `methods` are meant. `kinds` and `text` are those of the data, `own`
    tells how many parameters before it are the library's, `self` not counted, and `passed` their classes. `types` gives the classes of parameters
    by name where they are declared elsewhere than in annotations. `html` tells that a text which they return is a page.
    """

    owner: str
    methods: str = ""
    argument: str = ""
    kinds: tuple[SourceKind, ...]
    text: str
    own: int = 0
    passed: tuple[str, ...] = ()
    types: Callable[[FunctionObject], Mapping[str, str]] | None = None
    html: bool = False


CallModel = Callable[[CallEvent], Exchange | None]
"""A call that rows cannot describe: from the event to what it means; what it leaves out is taken from the rows, and all
of it when it gives None.
"""


class LibraryModel(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one library.

    `distribution` is its name on the package index, normalised ("" for the standard library). `aliases` maps another
    name of a thing to the canonical one (the tail after a matching prefix is kept). `instances` maps an object to its
    class, `returns` a call to the class of what it gives (`self`: that of its receiver; `[]` after it: several),
    `attributes` an attribute to the class of what it holds, `parents` a class to its nearest bases, `decorators` a
    decorator of classes to the class that it lets them descend from, one of functions to what it makes of them. `contents` maps a
    mapping or sequence to the classes of what it holds ("" for anything). `classes` are names whose call makes an
    instance though they do not begin with a capital letter. `schemas` are classes whose instances have passed
    validation, `queries` such whose items are objects of the class that they ask for, `settings` such whose fields are
    read from the environment, `closed` such that take values from a fixed set only (enumerations). `columns` are
    patterns (`fnmatch`) of what declares in a class body that its instances have a value of their own.
    `texts` are those of them, or of the types that they are given, that hold whatever text they are given.
    `defaults` maps a call that declares a field (`Field(8, ge=1)`) to the argument that holds the field's default.
    `rows` are such patterns of what gives rows of a database, or one, whose columns are read by their names.
    `applications` are classes whose objects handlers are given to: functions that make one are run before all others.
    `before` maps a class to its methods that the library calls before those that answer, in their order.
    `takes` maps a class to what tells of which arguments an instance of its descendants is made.
    `constants` maps a name to the strings that it holds (a tuple of method names, say).
    `readings` maps two attributes of a class of the project (`_meta.app_label`) to what gives their value.
    `assemble` reads routes from a program that has been run; `facts` yields what it says of its configuration.
    """

    name: str
    distribution: str
    packages: tuple[str, ...]
    aliases: Mapping[str, str] = {}
    instances: Mapping[str, str] = {}
    returns: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}
    parents: Mapping[str, tuple[str, ...]] = {}
    decorators: Mapping[str, str] = {}
    contents: Mapping[str, tuple[str, ...]] = {}
    classes: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()
    queries: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    defaults: Mapping[str, str] = {}
    rows: tuple[str, ...] = ()
    constants: Mapping[str, tuple[str, ...]] = {}
    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    propagators: tuple[Propagator, ...] = ()
    marks: tuple[Mark, ...] = ()
    answers: tuple[Answer, ...] = ()
    guesses: tuple[Guess, ...] = ()
    handlers: tuple[Handler, ...] = ()
    applications: frozenset[str] = frozenset()
    before: Mapping[str, tuple[str, ...]] = {}
    takes: Mapping[str, Callable[[ClassObject, Arguments], Arguments]] = {}
    calls: Mapping[str, CallModel] = {}
    readings: Mapping[str, Callable[[AnyValue], AnyValue | None]] = {}
    assemble: Callable[[Program], Iterator[Assembly]] | None = None
    facts: Callable[[Program], Iterator[Fact]] | None = None

"""A program after its modules ran: what frameworks and engines may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

import msgspec

from backlint.concepts import Reading, Records, SourceKind
from backlint.execution.library import Sunk
from backlint.execution.taint import Site, Taints
from backlint.execution.values import AnyValue, Arguments, CallEvent, ClassObject, FunctionObject
from backlint.findings import Location, Step

_T = TypeVar("_T")

PLAIN_ANSWER = "plain-answer"
"""The mark of an effect, and the word of a check: what a handler sends itself is declared to be no HTML."""

HTML_ANSWER = "html-answer"
"""The word of a check: what a handler sends itself is declared to be HTML, whatever its class says."""


class Check(msgspec.Struct, frozen=True, cache_hash=True):
    """A condition that holds at some point of a run, or that ended it.

    `taints` are what the condition depends on. `holds` tells whether it affirms what it asks about (`x is None` that is
    true does not); `site` is its place, `text` what it is for people. `certain` is False for the parts of a condition of
    which at least one came out like this. A library call that raises unless something is right (a token's verification) is a check with
    `word` (`authentication`, `authorization`, `csrf`, `rate-limit`); the word `entered` tells that a view was called.
    `missing` tells that what was asked for is not there: who comes without a credential is refused nowhere by that.
    `formal` tells that it asks no more than whether something is there, or what it looks like.
    `new` tells whether a record comes this way that was just made and that nobody has given anything (None: not known).
    """

    site: Site
    holds: bool
    taints: Taints
    text: str = ""
    word: str = ""
    certain: bool = True
    missing: bool = False
    formal: bool = False
    new: bool | None = None


def order(check: Check) -> tuple[object, ...]:
    """Return a key by which conditions are ordered, their places first: a set has no order to rely on."""
    return (check.site, check.holds, check.text, check.word, check.certain, check.missing, check.formal)


UNVERIFIED = "unverified"
"""The mark of a call that reads a token without checking who has made it."""

SWALLOWED = "swallowed"
"""The mark of a check of a credential whose failure is caught, and has no consequence there."""

SIGNED_IN = "session-login"
"""The word of a check, and the mark of a call: from here on a caller is signed in."""
ENTERED = "entered"
"""The word of a check: a view that stands behind wrappers was called on the way."""


class Exit(msgspec.Struct, frozen=True, cache_hash=True):
    """One way in which a run ended. `kind` is `return` or `raise`; `status` is the HTTP status where one is known.

    `redirects` tells that the answer is a redirect, `empty` that nothing (None) is returned. `checks` are all that held
    on the way. `truth` is whether what is returned is true (None: not known), `taints` what it comes from.
    """

    kind: str
    status: int | None
    redirects: bool
    checks: frozenset[Check]
    site: Site
    exception: str = ""
    empty: bool = False
    truth: bool | None = None
    taints: Taints = frozenset()


def is_redirect(status: int | None) -> bool:
    """Tell whether an answer with this status sends the caller on."""
    return status is not None and 300 <= status < 400


class Effect(msgspec.Struct, frozen=True, cache_hash=True):
    """Something that a run did: reached a sink (`sunk`), or called something marked (`mark`).

    `taints` are what flowed in, `trace` the calls on the way, outermost first. `parameter` tells that a sink got the value
    of that parameter of the function as it came; `handed` is the call that such a function, or several in a row, was
    handed the value by. `about` are the records that a write changes, as far as they are known.
    """

    mark: str
    callee: str
    site: Site
    taints: Taints
    sunk: Sunk | None = None
    trace: tuple[Step, ...] = ()
    built: bool = False
    parameter: str = ""
    handed: Site | None = None
    about: Records | None = None


class Run(msgspec.Struct, frozen=True):
    """What came of calling something: its value, how it ended, what it did.

    `asked` are the attributes of a library's objects that it asked for, by dotted name; `left` what it set of them.
    `returned` are the values that it may return, each with the place of its `return`; `complete` is
    False when a budget or a fault of the machine ended the run before its time.
    """

    value: AnyValue
    exits: tuple[Exit, ...]
    effects: tuple[Effect, ...]
    validated: Taints = frozenset()
    used: Taints = frozenset()
    asked: frozenset[str] = frozenset()
    left: Mapping[str, AnyValue] = {}
    returned: tuple[tuple[AnyValue, Site], ...] = ()
    complete: bool = True


class Program(Protocol):
    """What the machine knows once every module body and every application factory has been run."""

    @property
    def dependencies(self) -> Mapping[str, str | None]:
        """Libraries and their versions where the project pins them, by normalised name."""
        ...

    def modules(self) -> tuple[str, ...]:
        """Return the dotted names of all modules of the project, sorted."""
        ...

    def begun(self) -> tuple[str, ...]:
        """Return the dotted names of the modules whose bodies have been run, sorted: not those of tests, say, which
        nothing imports.
        """
        ...

    def path_of(self, module: str) -> str:
        """Return the file of a module, relative to the root."""
        ...

    def namespace(self, module: str) -> Mapping[str, AnyValue]:
        """Return what a module's body bound, running it if that has not happened."""
        ...

    def bindings(self, module: str) -> Mapping[str, Site]:
        """Return where a module's body assigns each name last; names that it imports are not among them."""
        ...

    def resolve(self, dotted: str) -> AnyValue | None:
        """Return what a dotted path in a string names (`app.urls`, `app.middleware.Audit`): in the project, or in a
        library as `External`; None when the project has the package but not the name.
        """
        ...

    def document(self, name: str, importer: str) -> tuple[str, str] | None:
        """Return the path and the text of the file that a name means in the file `importer`: a description of an
        interface, a template; None where it is none of the project's.
        """
        ...

    def documents(self) -> Mapping[str, str]:
        """Return the texts by path of the files that take part in the program without being Python."""
        ...

    def calls(self, *callees: str) -> tuple[CallEvent, ...]:
        """Return the calls into libraries with these canonical names, in the order of place.

        A name that ends in `.*` stands for every callee with that prefix.
        """
        ...

    def calls_on(self, receiver: AnyValue) -> tuple[CallEvent, ...]:
        """Return the method calls and writes on one object, in the order in which they ran."""
        ...

    def calls_with(self, value: AnyValue) -> tuple[CallEvent, ...]:
        """Return the library calls that were given this very object as an argument, in the order they ran."""
        ...

    def results(self, *types: str) -> tuple[AnyValue, ...]:
        """Return every object that a library call produced whose class is, or descends from, one of these."""
        ...

    def classes(self) -> tuple[ClassObject, ...]:
        """Return every class of the project that was defined, in the order of place."""
        ...

    def type_of(self, value: AnyValue) -> str:
        """Return the dotted name of the library class that a value is an instance of, or ""."""
        ...

    def is_a(self, value: AnyValue, *types: str) -> bool:
        """Tell whether a value is an instance of one of these library classes or of what descends from them."""
        ...

    def attribute(self, value: AnyValue, name: str) -> AnyValue:
        """Evaluate `value.name` as the program would."""
        ...

    def items(self, value: AnyValue) -> tuple[tuple[AnyValue, ...], bool]:
        """Return the items of a list, tuple, set or of the keys of a dictionary, and whether there are no others."""
        ...

    def annotation(self, function: FunctionObject, parameter: str) -> AnyValue | None:
        """Return the value of a parameter's annotation (`Annotated[...]` as a `Produced` subscript), or None."""
        ...

    def field_types(self, cls: ClassObject) -> tuple[tuple[str, AnyValue], ...]:
        """Return the annotated fields of a class, inherited ones first."""
        ...

    def run(self, function: AnyValue, arguments: Arguments, known: Mapping[str, AnyValue] | None = None) -> Run:
        """Call something with these arguments, in the abstract.

        `known` says what attributes of a library's objects hold during the run, by dotted name
        (`flask.request.endpoint`), what stands for such an object as a whole (`flask.current_app`), or what calling
        an object does that a library made (`flask.views.View.as_view()@817`: its callee and when it was born).
        """
        ...

    def expect_view(self, view: AnyValue, handler: AnyValue) -> None:
        """Note that `view` is what a request is meant to reach through `handler`, where that stands around it."""
        ...

    def input(
        self,
        kinds: frozenset[SourceKind],
        text: str,
        site: Site,
        *,
        name: str = "",
        type_of: AnyValue | None = None,
        default: AnyValue | None = None,
    ) -> AnyValue:
        """Make a value from outside: unknown, tainted, of a type where one is declared.

        A boolean, UUID, date, Enum or Literal type makes it harmless, and so does a number's but for its size, which
        the `default` may limit (`Query(10, le=100)`); a class of the project gives an object whose fields carry what
        their own types guarantee.
        """
        ...

    def instance(self, cls: AnyValue, fields: Mapping[str, AnyValue]) -> AnyValue:
        """Make an instance of a class of the project without running `__init__`, with these fields set."""
        ...

    def reading(self, value: AnyValue | None) -> Reading:
        """Return what is known of a value for a rule: constants (lists as tuples), environment, place."""
        ...

    def refused(self) -> frozenset[Site]:
        """Return where the texts stand that the program does not go on with: they are no readings of any value."""
        ...

    def location(self, site: Site) -> Location:
        """Turn a site into a place for a report."""
        ...

    def definition(self, value: AnyValue) -> Location | None:
        """Return the `def` or `class` line of a function, method or class."""
        ...

    def is_production(self, path: str) -> bool:
        """Tell whether a file's code runs in production, as far as its path and place say (not tests, not a
        development settings module).
        """
        ...

    def attempt(self, work: Callable[[], _T], otherwise: _T) -> _T:
        """Do work that must not cost the rest of a run: when it fails that becomes a gap, and `otherwise` is given."""
        ...

    def iterate_events(self) -> Iterator[CallEvent]:
        """Yield every call into a library, in the order of place."""
        ...

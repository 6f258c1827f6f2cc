"""The protocol between the machine and those who know libraries. The machine knows no library by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import msgspec

from backlint.concepts import Records, SinkKind, SourceKind
from backlint.execution.taint import Origin, Site, Taints
from backlint.execution.values import AnyValue, Arguments, CallEvent, ClassObject, FunctionObject, InstanceObject

NEW = -1
"""When an object was born that a model of a call makes: just now. The machine puts its clock's time there."""


ROWS = "rows "
"""Begins the mark of a call that finds, lists, makes or changes rows; how, and what they are rows of, follow."""

FOUND, LISTED, MADE, CHANGED = "found", "listed", "made", "changed"


def row_mark(how: str, of: str, *columns: str) -> str:
    """Return the mark of a call on the rows of a class or table; `columns` are those that its statement speaks of."""
    return f"{ROWS}{how} {of} {','.join(columns)}"


class Sunk(msgspec.Struct, frozen=True):
    """A call whose argument is a sink: the kind, the parameter's name for people, and the value that reached it.

    `strict` tells that data harms it only as it came: what an unknown call has made of it is most often markup. `whole` is
    the argument where the value is but a part of it, such as the address in a command.
    """

    kind: SinkKind
    argument: str
    value: AnyValue
    confidence: str = "high"
    strict: bool = False
    whole: AnyValue | None = None


class Queried(msgspec.Struct, frozen=True):
    """The objects that a view shows: what a function gives, or those of a class; one of them, or `several`.

    Templates know them as `object` or `object_list`, by the name of their class, and by `name` ("": by none).
    """

    function: AnyValue | None
    model: ClassObject | None
    several: bool = False
    name: str = ""


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """A template that a call renders: its `name`, or its text as `source`, and what it is given.

    `values` are given by name and `mappings` as a whole; `known` is what the library itself gives to every template.
    `escapes` are the endings of names (in lower case) whose values are escaped, "" for all of them, and
    `escapes_strings` tells whether those of a template given as text are. `django` tells its language from Jinja's.
    `contexts` are functions that give further values, each with its arguments, and `queried` are the objects of a view.
    """

    name: AnyValue | None = None
    source: AnyValue | None = None
    values: tuple[tuple[str, AnyValue], ...] = ()
    mappings: tuple[AnyValue, ...] = ()
    known: tuple[tuple[str, AnyValue], ...] = ()
    queried: Queried | None = None
    escapes: tuple[str, ...] = ("",)
    escapes_strings: bool = True
    django: bool = False
    contexts: tuple[tuple[AnyValue, Arguments], ...] = ()

    def escapes_name(self, name: str) -> bool:
        """Tell whether the values of a template of that name are escaped."""
        return name.lower().endswith(self.escapes)


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What a field of a form or schema has accepted: a value of a type ("" where that is not known), one of those that it
    lists, or what the method `cleaner` of the project's own field `declared` makes of what was sent.
    """

    type: str = ""
    listed: bool = False
    declared: InstanceObject | None = None
    cleaner: str = ""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What a call into a library means for the run.

    `result` is what it returns (None: a `Produced` of type `type`, tainted by `taint`). `sinks` are arguments that
    reach a sink. `marks` are words for what it does that matters later (`log`, `audit`, `write`, `authentication`,
    `rate-limit`, `validation`, `password-check`, `token`, …). `raises` tells that it never returns, `status` with
    which HTTP status (0: no response). `validated` are taints that a schema has accepted. `calls` are functions
    that it calls back, each with its arguments (a task, an executor's function, a key function); `returns_call` that
    the result is what the first of them returns, and `later` that they are called once the caller has gone on: how they end is
    nothing to it. A function may be named by its dotted path. `into` are objects that take taints on (a buffer that is written to). `renders` are templates.
    `withdraws` are objects whose making reached a sink that does no harm after all (a response that is declared to be
    no HTML once it is made), with the kind of sink.
    `plain` tells that the answer that the receiver is, or is sent by, is declared to be no HTML (False: to be HTML).
    `sets` are attributes of the receiver, an instance of a class of the project, that the call sets.
    `names` is the dotted path of what the call gives back (`import_module`); `package.*` is any module of a package.
    `rows` are marks of calls on rows, as `row_mark` makes them, with the taints of what chooses the rows.
    `then` tells what follows the `calls`, made from what the last of them has returned.
    `asks` are attributes of what the entry point was given that the answer depends on, by dotted name.
    """

    result: AnyValue | None = None
    type: str = ""
    taint: Taints = frozenset()
    sinks: tuple[Sunk, ...] = ()
    marks: tuple[str, ...] = ()
    raises: bool = False
    status: int = 0
    validated: Taints = frozenset()
    calls: tuple[tuple[AnyValue, Arguments], ...] = ()
    returns_call: bool = False
    later: bool = False
    into: tuple[tuple[AnyValue, Taints], ...] = ()
    renders: tuple[Rendering, ...] = ()
    withdraws: tuple[tuple[AnyValue, SinkKind], ...] = ()
    plain: bool | None = None
    sets: tuple[tuple[str, AnyValue], ...] = ()
    names: str = ""
    rows: tuple[tuple[str, Taints], ...] = ()
    then: Callable[[AnyValue], Exchange] | None = None
    asks: tuple[str, ...] = ()


class Filled(msgspec.Struct, frozen=True):
    """With what a library calls a function of the project: data of these kinds, called `text` and its name for people.

    `own` tells how many parameters before that data are the library's, `self` not counted, and `passed` the classes of
    those, as far as they matter; `types` gives the classes of parameters that are declared elsewhere than in annotations.
    `html` tells that a text which it returns is a page.
    """

    kinds: frozenset[SourceKind]
    text: str
    own: int
    passed: tuple[str, ...]
    types: Mapping[str, str]
    html: bool = False


class Tag(msgspec.Struct, frozen=True):
    """A tag that a program adds to its templates: what it calls, the template that it renders with the result ("" where
    it prints the result), and whether it is given the context first.
    """

    function: AnyValue
    template: str = ""
    takes_context: bool = False


class TemplateAdditions(msgspec.Struct, frozen=True):
    """What a program adds to its templates: filters and tags by name, and functions that add to every context."""

    filters: Mapping[str, AnyValue] = {}
    tags: Mapping[str, Tag] = {}
    processors: tuple[AnyValue, ...] = ()


class Library(Protocol):
    """What the libraries that a program uses mean, all of them together."""

    def canonical(self, name: str) -> str:
        """Return the one name by which the models know what `name` is an alias of (`flask.app.Flask`)."""
        ...

    def constant(self, name: str) -> AnyValue | None:
        """Return the constant that the library object `name` is (a tuple of strings); None when no model says."""
        ...

    def instance_type(self, name: str) -> str:
        """Return the class of the library object `name` (`flask.request`), or ""."""
        ...

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the library classes from which the library class `name` inherits models, nearest first."""
        ...

    def base_given(self, decorator: str) -> str:
        """Return the library class that a class descends from once it went through this decorator, "" for none."""
        ...

    def base_told(self, cls: ClassObject) -> str:
        """Return the library class that a class descends from by what it declares, "" for none beside its bases."""
        ...

    def is_known(self, name: str) -> bool:
        """Tell whether models speak of the library that a name belongs to."""
        ...

    def is_class(self, name: str) -> bool:
        """Tell whether calling `name` makes an instance of it."""
        ...

    def attribute(self, base: AnyValue, type_name: str, name: str, site: Site) -> AnyValue | None:
        """Return what the attribute of a library object is (a source, say); None when no model says."""
        ...

    def item(self, base: AnyValue, type_name: str, key: AnyValue, site: Site) -> AnyValue | None:
        """Return what `base[key]` of a library object is; None when no model says."""
        ...

    def call(self, event: CallEvent, type_name: str, method: str) -> Exchange | None:
        """Return what a call means; None when no model knows it.

        `type_name` and `method` are set for a method call whose receiver has a known library class.
        """
        ...

    def template_additions(self, events: Mapping[str, list[CallEvent]]) -> TemplateAdditions:
        """Return what the program adds to its templates, by the calls that it made into libraries."""
        ...

    def own(self) -> frozenset[str]:
        """Return the dotted names of the project's own functions and classes of which models speak, and perhaps others."""
        ...

    def own_call(self, event: CallEvent, returned: AnyValue) -> Exchange:
        """Return what the models say of a call of one of those, which returned `returned` when it was run."""
        ...

    def instantiate(self, bases: tuple[str, ...], event: CallEvent) -> Exchange | None:
        """Return what instantiating a class of the project with these library bases means (a pydantic model)."""
        ...

    def initial(self, declared: AnyValue) -> AnyValue | None:
        """Return what a column that is declared so holds in a record that was just made; None where that is not known."""
        ...

    def taken(self, cls: ClassObject, arguments: Arguments) -> Arguments:
        """Return those arguments of which an instance of a class of the project is made by a library's constructor."""
        ...

    def field(self, bases: tuple[str, ...], name: str, origin: Taints) -> Taints | None:
        """Return the taints of a field of a validated object whose type is not a model; None when no model says."""
        ...

    def accepted(self, cls: ClassObject, name: str) -> Mapping[str, Accepted] | None:
        """Return what each declared field of a class of the project accepts, where its attribute `name` holds what they
        have accepted (`cleaned_data`); None for any other attribute.
        """
        ...

    def is_column(self, callee: str) -> bool:
        """Tell whether what a call gives in a class body declares that instances have a value of their own."""
        ...

    def keeps_text(self, column: CallEvent) -> bool:
        """Tell whether a column that this call declares holds whatever text it is given."""
        ...

    def touched(self, event: CallEvent) -> Records | None:
        """Return the stored records that a writing call changes; None where that is not known."""
        ...

    def gives_rows(self, callee: str) -> bool:
        """Tell whether a call gives rows of a database, or one, whose columns are read by their names."""
        ...

    def before_answers(self, bases: tuple[str, ...]) -> tuple[str, ...]:
        """Return the methods that are called before any other of a class with these library bases, in their order."""
        ...

    def called_with(self, function: FunctionObject) -> Filled | None:
        """Return with what a library calls a function of the project; None when no model says that one does."""
        ...

    def applications(self) -> frozenset[str]:
        """Return the classes whose objects are given functions to call."""
        ...

    def registrars(self) -> tuple[str, ...]:
        """Return the names of calls that are given functions to call with data from outside."""
        ...

    def registered(self, event: CallEvent) -> Iterator[tuple[FunctionObject, Filled]]:
        """Yield the functions of the project that such a call is given, each with what it will be called."""
        ...

    def default(self, bases: tuple[str, ...], name: str, value: AnyValue | None, site: Site) -> AnyValue | None:
        """Return what a declared field with this default gives when it is read through an instance of a class of the
        project with these library bases (a settings class takes it from the environment); None for the default.
        """
        ...

    def is_validator(self, callee: str) -> bool:
        """Tell whether a decorator with this name makes a method check and rewrite the fields that it names."""
        ...

    def exception_status(self, name: str, arguments: Arguments) -> int | None:
        """Return the HTTP status with which raising the library's exception class `name` answers a request.

        0 when it answers with one that is not known; None when no model says that it answers at all.
        """
        ...

    def response_status(self, event: CallEvent) -> tuple[int | None, bool]:
        """Return the HTTP status of the response that a call makes, None when not known, and whether it redirects."""
        ...


def source(kinds: frozenset[SourceKind], text: str, site: Site, *, name: str = "", confidence: str = "high") -> Taints:
    """Make the taints of one source."""
    from backlint.execution.taint import Taint

    return frozenset({Taint(Origin(kinds, text, site, name, confidence))})

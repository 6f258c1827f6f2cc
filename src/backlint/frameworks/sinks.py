"""Which arguments of one call reach a sink, as its rows say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Sunk
from backlint.execution.stored_secrets import shown_passwords
from backlint.execution.taint import Origin, Taint
from backlint.execution.types import NUMBERS
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    Descriptor,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Text,
    Tuple,
    Unknown,
    Value,
    members,
    string_of,
)
from backlint.frameworks.backtracking import backtracks
from backlint.frameworks.command_lines import program_of, taken_for_options
from backlint.frameworks.fetching_programs import addresses
from backlint.frameworks.model import Sink
from backlint.frameworks.selectors import constant_name, dangerous, first, is_fixed, select
from backlint.frameworks.whole_rows import whole_accounts
from backlint.secrecy import purpose_of

_LOWER = {"high": "medium", "medium": "low", "low": "low"}
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_CONTENT_TYPES = ("content_type", "mimetype", "media_type")


def reached(rows: Iterable[Sink], event: CallEvent) -> Iterator[Sunk]:
    """Yield every argument of a call that reaches one of these sinks, constants left out."""
    for row in rows:
        confidence = _applies(row, event)
        if not confidence:
            continue
        rule = _RULES.get(row.rule)
        if rule is not None:
            yield from rule(row, event, confidence)
        else:
            yield from _plain(row, event, confidence)
        if row.kind is SinkKind.COMMAND:
            yield from _called(row, event, confidence)


def _called(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield the addresses that a program such as `curl` calls, whether or not a shell reads the command."""
    for selector in row.arguments:
        for name, command in select(event, selector):
            for address in _parts(addresses(command), SinkKind.SSRF):
                yield Sunk(SinkKind.SSRF, name, address, confidence, whole=command)


def _applies(row: Sink, event: CallEvent) -> str:
    """Return with what confidence a row holds for a call, "" when a keyword rules it out."""
    confidence = row.confidence
    for selector, expected in row.unless:
        value = first(event, selector)
        if value is None:
            continue
        known = constant_name(value)
        if known == expected and type(known) is type(expected):
            return ""
        # A class of the project's own is as safe as the library's class that it extends.
        if isinstance(value, ClassObject) and expected in value.library_bases():
            return ""
        if known is None and not is_fixed(value):
            confidence = _LOWER[row.confidence]
    if row.when:
        return _required(row, event)
    return confidence


def _required(row: Sink, event: CallEvent) -> str:
    """Return with what confidence one of the keywords is given that make a call dangerous."""
    unknown = False
    for selector, expected in row.when:
        value = first(event, selector)
        if value is None:
            continue
        known = constant_name(value)
        if known == expected and type(known) is type(expected):
            return row.confidence
        unknown = unknown or (known is None and not is_fixed(value))
    return "low" if unknown else ""


def _plain(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    for selector in row.arguments:
        for name, value in select(event, selector):
            if row.kind is SinkKind.PASSWORD_STORE and _is_rewritten(event, name):
                continue
            if row.kind is SinkKind.SSRF and _has_own_transport(event.receiver):
                continue
            # A header's value is told by the header that it is for: which one decides what harm it does.
            key = (
                string_of(event.arguments.get(0)) if row.kind is SinkKind.HEADER and selector.startswith("1:") else None
            )
            kind = row.kind
            if key is not None and key.lower() in _DECISIVE:
                kind, confidence = _DECISIVE[key.lower()], "high"
            if kind is SinkKind.SECRET_LOG:
                value = with_credentials(value)  # noqa: PLW2901 -- the same value, as a log sees it
            for part in _parts(dangerous(value, row.shape, selector, name), kind):
                if kind is not SinkKind.PATH or not (_is_open_file(part) or _is_below_folder(part)):
                    yield Sunk(kind, key or name, part, "low" if _has_no_parents(kind, part) else confidence)
                    if kind is SinkKind.ERROR_LEAK:
                        # What goes to the caller must hold neither details of errors nor a password's hash.
                        shown = shown_passwords(part) | whole_accounts(part)
                        yield Sunk(SinkKind.RESPONSE, name, Unknown(part.taint | shown) if shown else part, confidence)


_MAPPINGS = re.compile(r"(?:.*[._])?(?:headers|dict|multidict|dict\[str, str\])", re.IGNORECASE)
_HEADERS = frozenset({SourceKind.HEADER})


def with_credentials(value: AnyValue) -> AnyValue:
    """Return a value as one that holds credentials where it is all headers of a request: the cookies are among them."""
    if isinstance(value, Text):
        parts = [with_credentials(part) for part in value.parts]
        return Text(tuple(part for part in parts if isinstance(part, Value)))
    if isinstance(value, DictObject):
        held = _all_headers(value.rest) if value.rest is not None and not value.entries else None
        return Unknown(held) if held else value
    named = isinstance(value, Unknown) and isinstance(value.type, External) and _MAPPINGS.fullmatch(value.type.name)
    if not named:
        return value
    return Unknown(_all_headers(value) or value.taint)


def _all_headers(value: AnyValue) -> frozenset[Taint]:
    """Return the taints of all headers of a request as those of a credential; none where a value is something else."""
    return frozenset(
        Taint(Origin(origin.kinds | {SourceKind.CREDENTIAL}, "all headers of the request", origin.site), taint.safe)
        for taint in value.taint
        if isinstance(origin := taint.origin, Origin) and origin.kinds == _HEADERS and not origin.name
    )


_DECISIVE = {"location": SinkKind.REDIRECT, "access-control-allow-origin": SinkKind.HEADER}
"""Headers whose value harms by what it says, whatever the server does about line breaks."""
_OPERATOR = frozenset({SourceKind.ENVIRONMENT, SourceKind.COMMAND_LINE})
_ADDRESSED = frozenset({SinkKind.SSRF, SinkKind.REDIRECT})
_FIXED_HOST = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//[^/?#@\\]+[/?#]|/[^/\\]|[?#]|[^:/?#@\\\0]+/|\0[^/?#@]*[/?#]")
"""The beginning of an address that decides on the host: `https://host/`, `/path`, `../path`, `?query`, or what the program
alone knows (a setting, shown as NUL) and a slash after it."""


def _parts(values: Iterable[AnyValue], kind: SinkKind) -> Iterator[AnyValue]:
    """Yield what can do harm in a kind of sink: of an address what decides on the host, of anything else all of it."""
    for value in values:
        if kind in _ADDRESSED:
            for member in members(value):
                deciding = before_fixed_host(member, kind)
                if deciding is not None:
                    yield deciding
        else:
            yield value


def before_fixed_host(value: AnyValue, kind: SinkKind) -> AnyValue | None:
    """Return that part of an address in which somebody else decides on the host; None where the program alone does."""
    if not isinstance(value, Text):
        return value if _is_from_outside(value, kind) else None
    before = ""
    deciding: list[Value] = []
    for part in value.parts:
        # No program calls an address without a host; a browser takes what follows for one.
        nowhere = kind is SinkKind.SSRF and _NO_HOST.match(before) is not None
        if nowhere or _FIXED_HOST.match(before) is not None or (before == "/" and _is_stripped(part)):
            break
        deciding.append(part)
        text = string_of(part)
        before += "\0" if text is None else text
    return Text(tuple(deciding)) if any(_is_from_outside(part, kind) for part in deciding) else None


_NO_HOST = re.compile(r"[A-Za-z][\w+.-]*:///")
"""The beginning of an address whose host a setting leaves empty until it is set."""


def _is_stripped(value: AnyValue) -> bool:
    """Tell whether the slashes were taken with which a text began, so that it names no host behind a slash."""
    return bool(value.taint) and all(SinkKind.NOT_ROOTED in taint.safe for taint in value.taint)


def _is_below_folder(value: AnyValue) -> bool:
    """Tell whether a path is safe by where its tainted parts stand: behind a folder, and without `..`."""
    if len(members(value)) > 1:
        return all(_is_below_folder(member) for member in members(value))
    if not value.taint:
        return True
    return isinstance(value, Text) and not value.parts[0].taint and _has_no_parents(SinkKind.PATH, value)


def _has_no_parents(kind: SinkKind, value: AnyValue) -> bool:
    """Tell whether a path can only lead out of its folder by beginning at the root, which few servers let through."""
    return (
        kind is SinkKind.PATH and bool(value.taint) and all(SinkKind.NO_PARENTS in taint.safe for taint in value.taint)
    )


def _is_from_outside(value: AnyValue, kind: SinkKind) -> bool:
    """Tell whether anybody but the operator, who sets the environment and the command line, chose a value."""
    return any(
        kind not in one.safe and (not isinstance(one.origin, Origin) or not one.origin.kinds <= _OPERATOR)
        for one in value.taint
    )


_OPEN_FILES = ("io.", "tempfile.")


def _is_open_file(value: AnyValue) -> bool:
    """Tell whether a value is an open file, or bytes that are read like one, instead of a file's name."""
    kind = value.type if isinstance(value, (Produced, Unknown)) else ""
    name = kind.name if isinstance(kind, External) else kind
    return isinstance(name, str) and (name.startswith(_OPEN_FILES) or name in _UPLOADS)


_UPLOADS = frozenset(
    {
        "werkzeug.datastructures.FileStorage",
        "starlette.datastructures.UploadFile",
        "django.core.files.uploadedfile.UploadedFile",
    }
)


def _has_own_transport(client: AnyValue | None) -> bool:
    """Tell whether a client connects by a class of the project's own, which sees every address before it is called."""
    if not isinstance(client, Produced):
        return False
    given = (client.call.arguments.keyword(name) for name in ("transport", "resolver", "connector"))
    return any(
        isinstance(one, InstanceObject) or (isinstance(one, Produced) and _has_own_transport(one))
        for one in given
        if one is not None
    )


_REWRITES = re.compile(r"(hash|encrypt)_?(the_)?(password|pw|secret)", re.IGNORECASE)
_REWRITTEN = re.compile(r"encrypt|hash|cipher|vault", re.IGNORECASE)
_CONVERTING = (
    "process_bind_param",
    "db_value",
    "get_prep_value",
    "get_db_prep_save",
    "bind_processor",
    "bind_expression",
)


def _is_rewritten(event: CallEvent, name: str) -> bool:
    """Tell whether a model rewrites what one of its fields is set to: by `@validates("password")`, by the type of the
    column, or by a method of its own that takes nothing and hashes the password, as listeners call.
    """
    held = event.receiver
    owner = held.cls if isinstance(held, InstanceObject) else held.type if isinstance(held, Unknown) else event.function
    if not isinstance(owner, ClassObject):
        return False
    if _is_schema(owner):
        return True
    field = string_of(event.arguments.get(0)) if event.callee.endswith(".__setattr__") else name
    if field and (_is_no_column(owner, field) or (event.function is owner and _takes(owner, field))):
        return True
    if _converts(owner.lookup(field or name)) or _hashes_itself(owner):
        return True
    return any(
        isinstance(made.function, Produced)
        and made.function.call.callee.endswith(".validates")
        and any(string_of(given) == (field or name) for given in made.function.call.arguments.positional)
        for cls in owner.ancestors()
        if isinstance(cls, ClassObject)
        for method in cls.namespace.values()
        if isinstance(method, FunctionObject)
        for made in method.decorations
    )


_MAYBE_TABLE = "sqlmodel.SQLModel"


def _is_schema(owner: ClassObject) -> bool:
    """Tell whether a model of SQLModel only validates: without `table=True` it has no table."""
    own = [cls for cls in owner.ancestors() if isinstance(cls, ClassObject)]
    return _MAYBE_TABLE in owner.library_bases() and not any(
        one.name == "table" for cls in own for one in cls.facts.bases
    )


def _takes(owner: ClassObject, name: str) -> bool:
    """Tell whether a class's own constructor takes an argument of that name: what it does with it is seen there."""
    made = owner.lookup("__init__")
    return isinstance(made, FunctionObject) and any(one.name == name for one in made.facts.parameters)


def _is_no_column(owner: ClassObject, name: str) -> bool:
    """Tell whether a model that declares its columns itself has none of a name: what is set there is not stored."""
    own = [cls for cls in owner.ancestors() if isinstance(cls, ClassObject)]
    if isinstance(owner.lookup(name), Descriptor):
        # What its setter does with it is seen there.
        return True
    declares = any(_is_declared(value) for cls in own for value in cls.namespace.values())
    return declares and not any(name in cls.namespace or name in cls.annotations for cls in own)


def _is_declared(value: AnyValue) -> bool:
    """Tell whether an attribute of a class is a column that its body declares."""
    return isinstance(value, Produced) and value.call.callee.rpartition(".")[2] in {"Column", "mapped_column"}


def _converts(column: AnyValue | None) -> bool:
    """Tell whether a column has a type that encrypts or converts what is stored: of the project's own, or named so."""
    cls: AnyValue | None = column.cls if isinstance(column, InstanceObject) else column
    if isinstance(cls, ClassObject):
        return any(cls.lookup(method) is not None for method in _CONVERTING)
    if isinstance(cls, External):
        return _REWRITTEN.search(cls.name.rpartition(".")[2]) is not None
    if isinstance(cls, Produced):
        return _converts(External(cls.call.callee)) or any(map(_converts, cls.call.arguments.positional))
    return False


def _hashes_itself(owner: ClassObject) -> bool:
    return any(
        isinstance(method, FunctionObject) and len(method.facts.parameters) == 1 and _REWRITES.search(name) is not None
        for cls in owner.ancestors()
        if isinstance(cls, ClassObject)
        for name, method in cls.namespace.items()
    )


def _shell_or_program(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """A command as a string is a script with `shell=True`; a list harms only by the program that it names."""
    shell = event.arguments.keyword("shell")
    by_shell = isinstance(shell, Constant) and bool(shell.value)
    uncertain = shell is not None and not isinstance(shell, Constant)
    for selector in row.arguments:
        for name, value in select(event, selector):
            program = program_of(value)
            if program is not value:
                part: AnyValue | None = program
            elif selector.startswith(":") or by_shell or uncertain or shell is None or is_fixed(shell):
                part = value
            else:
                part = None
            if part is not None and not is_fixed(part):
                yield Sunk(row.kind, name, part, _LOWER[confidence] if uncertain else confidence)
            if isinstance(value, (ListObject, Tuple)) and not by_shell:
                yield from _options(value.items)


def _options(items: Sequence[AnyValue]) -> Iterator[Sunk]:
    """A program that a list names takes what begins with a dash for an option."""
    for program, item in taken_for_options(items):
        yield Sunk(SinkKind.OPTION, program, item, "medium")


def _only_program(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    for selector in row.arguments:
        for name, value in select(event, selector):
            program = program_of(value)
            if program is not None and not is_fixed(program):
                yield Sunk(row.kind, name, program, confidence)
    # A program with its arguments beside it, as in `create_subprocess_exec`.
    yield from _options(event.arguments.positional)


def _tar(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Unpacking is safe with a filter that refuses paths outside: `data` or `tar`."""
    chosen = constant_name(event.arguments.keyword("filter"))
    if chosen in {"data", "tar", "tarfile.data_filter", "tarfile.tar_filter"}:
        return
    yield from _plain(row, event, confidence)


def _html(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """A response is HTML unless it says that it is something else; a mapping becomes JSON."""
    declared = declares_html(event)
    if declared is False:
        return
    for sunk in _plain(row, event, confidence):
        if not isinstance(sunk.value, DictObject) and not _is_response(sunk.value):
            yield sunk


def _is_response(value: AnyValue) -> bool:
    """Tell whether a value is a response already, whose own making says what it sends."""
    return isinstance(value, Produced) and value.type.endswith("Response")


def _html_if_declared(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    if declares_html(event):
        yield from _plain(row, event, confidence)


def _html_of_receiver(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """What is written to a response is HTML unless the response was made to be something else."""
    made = event.receiver.call if isinstance(event.receiver, Produced) else None
    if made is None or declares_html(made) is not False:
        yield from _plain(row, event, confidence)


def declares_html(event: CallEvent) -> bool | None:
    """Tell whether a response's content type is one that a browser runs scripts in; None when none is given."""
    for value in _content_types(event):
        # One of several, where paths have met: HTML is what one of them says.
        known = [constant_name(one) for one in members(value)]
        if not all(isinstance(one, str) for one in known):
            return None
        return any(word in str(one).lower() for one in known for word in ("html", "svg", "xml"))
    return None


def _content_types(event: CallEvent) -> Iterator[AnyValue]:
    for keyword in _CONTENT_TYPES:
        value = event.arguments.keyword(keyword)
        if value is not None and not (isinstance(value, Constant) and value.value is None):
            yield value
    for value in event.arguments.positional[1:]:
        text = string_of(value)
        if text is not None and _MEDIA_TYPE.match(text):
            yield value
    headers = event.arguments.keyword("headers")
    if isinstance(headers, DictObject):
        for key, value in headers.entries.items():
            if isinstance(key.value, str) and key.value.lower() == "content-type":
                yield value


def _xml_parser(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Harmful when a parser is given that resolves entities."""
    parser = event.arguments.get(1, "parser")
    if not isinstance(parser, Produced):
        return
    resolves = parser.call.arguments.keyword("resolve_entities")
    loads = parser.call.arguments.keyword("load_dtd")
    if any(isinstance(value, Constant) and value.value is True for value in (resolves, loads)):
        yield from _plain(row, event, confidence)


def _no_parser(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Harmful when no parser is given that leaves entities alone."""
    parser = event.arguments.get(1, "parser")
    resolves = parser.call.arguments.keyword("resolve_entities") if isinstance(parser, Produced) else None
    if not (isinstance(resolves, Constant) and resolves.value is False):
        yield from _plain(row, event, confidence)


def _string(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Only a string is run as it is; an object that was built for it was looked at where it was made."""
    for sunk in _plain(row, event, confidence):
        built = isinstance(sunk.value, Produced) and sunk.value.type
        if not built and not (isinstance(sunk.value, Unknown) and _is_other(sunk.value)):
            yield sunk


def _is_other(value: Unknown) -> bool:
    """Tell whether a value's type is known and no string."""
    return isinstance(value.type, External) and value.type.name != "builtins.str"


_CODES = frozenset({"code", "otp", "pin", "nonce", "invite", "verification", "activation", "csrf"})


def _secret_named(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Only what is given under a name that announces a secret or a code: a keyword, or the attribute that is set."""
    attribute = string_of(event.arguments.get(0))
    for sunk in _plain(row, event, confidence):
        name = sunk.argument if row.arguments == ("**",) else attribute
        if name is not None and (purpose_of(name) or name.lower().rpartition("_")[2] in _CODES):
            yield Sunk(sunk.kind, name, sunk.value, sunk.confidence)


_RIGHTS = frozenset(
    "is_admin admin is_staff is_superuser superuser role roles user_role permissions is_administrator".split()
)


def _right_named(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Only what is given under a name that says what a user may do."""
    attribute = string_of(event.arguments.get(0))
    for sunk in _plain(row, event, confidence):
        name = sunk.argument if row.arguments == ("**",) else attribute
        if name in _RIGHTS:
            yield Sunk(sunk.kind, name, sunk.value, sunk.confidence)


def _backtracks(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Only where the pattern is known, and is one that some text keeps busy for ever."""
    made = event
    if isinstance(event.receiver, Produced) and event.receiver.type == "re.Pattern":
        made = event.receiver.call
    pattern = string_of(made.arguments.get(0, "pattern"))
    if pattern is None:
        return
    verbose = constant_name(made.arguments.keyword("flags") or made.arguments.get(1)) in _VERBOSE
    if backtracks(pattern, verbose=verbose, whole=event.callee.endswith(".fullmatch")):
        yield from _plain(row, event, confidence)


_VERBOSE = frozenset({"re.VERBOSE", "re.X"})


def _module(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """A name that begins with a package of the program's choice leads to the modules of that package alone."""
    for sunk in _plain(row, event, confidence):
        begins = string_of(sunk.value.parts[0]) if isinstance(sunk.value, Text) else None
        if begins is None or not begins.strip(".") or not begins.endswith("."):
            yield sunk


def _nothing(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """An attribute that is set is no argument of a call of the same name."""
    del row, event, confidence
    yield from ()


def _size(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield arguments that are numbers: a size, where others would be what is put in (`bytes(size)`, `bytes(text)`)."""
    for selector in row.arguments:
        for name, value in select(event, selector):
            for one in members(value):
                if isinstance(one, Unknown) and one.type in NUMBERS:
                    yield Sunk(row.kind, name, one, confidence, strict=True)


def _count(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield arguments that say how many rows there are to be; text that reads as a number is taken for one."""
    for selector in row.arguments:
        for name, value in select(event, selector):
            yield from (Sunk(row.kind, name, one, confidence, strict=True) for one in members(value) if _is_count(one))


_TEXT = External("builtins.str")


def _filled_in(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield a format that something is put into: without that it shows nothing, or is a date's and no text's."""
    if any(True for _ in event.arguments.values()):
        yield from _plain(row, event, confidence)


def _is_count(value: AnyValue) -> bool:
    return isinstance(value, Unknown) and (value.type is None or value.type in NUMBERS or value.type == _TEXT)


def _slice(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield the end of a slice that begins at a fixed place: how many there are to be."""
    given = event.arguments.get(0)
    if isinstance(given, Produced) and given.call.callee == "builtins.slice":
        ends = given.call.arguments.positional
        if len(ends) > 1 and isinstance(ends[0], Constant):
            yield from (Sunk(row.kind, "stop", one, confidence, strict=True) for one in members(ends[1]))


_COUNTS = frozenset({"operator.+", "operator.-", "operator.*"})


def _computed(row: Sink, event: CallEvent, confidence: str) -> Iterator[Sunk]:
    """Yield what was added to, taken from or multiplied with a number of the program's own before it is kept."""
    for selector in row.arguments:
        for name, value in select(event, selector):
            for one in members(value):
                if not isinstance(one, Produced) or one.call.callee not in _COUNTS:
                    continue
                sides = [*_operands(one)]
                own = [side for side in sides if not isinstance(side, Constant) and not _is_counted(side)]
                counted = [part for side in sides for part in members(side) if _is_counted(part)]
                kept = string_of(event.arguments.get(0)) if event.callee.endswith(".__setattr__") else name
                for part in counted if own else ():
                    if isinstance(part, Unknown) and (part.type in NUMBERS or one.call.callee == "operator.-"):
                        yield Sunk(row.kind, kept or name, part, confidence, strict=True)


def _operands(value: AnyValue, depth: int = 0) -> Iterator[AnyValue]:
    """Yield what a number was calculated from: `count * price * (share / 100)`."""
    callee = value.call.callee if isinstance(value, Produced) else ""
    if isinstance(value, Produced) and depth < _MAX_OPERANDS and (callee in _COUNTS or callee == "operator./"):
        for side in value.call.arguments.positional:
            yield from _operands(side, depth + 1)
    else:
        yield value


_MAX_OPERANDS = 4
_TEXT = External("builtins.str")


def _is_counted(value: AnyValue) -> bool:
    """Tell whether a value is a number that comes from outside, and may be below zero."""
    return any(SinkKind.AMOUNT not in taint.safe for taint in value.taint)


_RULES: dict[str, Callable[[Sink, CallEvent, str], Iterator[Sunk]]] = {
    "shell-or-argv0": _shell_or_program,
    "argv0": _only_program,
    "tar-filter": _tar,
    "html": _html,
    "html-if-declared": _html_if_declared,
    "html-of-receiver": _html_of_receiver,
    "xml-parser": _xml_parser,
    "no-parser": _no_parser,
    "string": _string,
    "secret-named": _secret_named,
    "right-named": _right_named,
    "backtracks": _backtracks,
    "module": _module,
    "assigned": _nothing,
    "size": _size,
    "count": _count,
    "slice": _slice,
    "computed": _computed,
    "filled-in": _filled_in,
}

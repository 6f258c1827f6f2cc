"""What one Python file says, as plain records: no path, no module name, no decision.

A `ModuleFacts` comes from a file's bytes alone and is cached under their hash. It knows no framework and no
rule, so that a new rule never empties the cache. Bodies are kept as `Raw` MessagePack and decoded on demand:
most of them are never asked for twice.

Every record is a `msgspec.Struct` with `array_like=True`: on disk a node is an array whose first item is its tag.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Region(NamedTuple):
    """A place in a file: lines and columns from 1, columns in code points, the end column exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


# A region travels as one integer, since every node holds one: 20 bits for the line, then 12 each for the column,
# the height in lines and the end column. What does not fit is clipped, which moves a caret, never a line below 2**20.
_LINE_BITS = 20
_SMALL_BITS = 12
_LINE_MAX = (1 << _LINE_BITS) - 1
_SMALL_MAX = (1 << _SMALL_BITS) - 1


def pack_region(line: int, column: int, end_line: int, end_column: int) -> int:
    """Fold a region into one integer, clipping what is too large for its bits."""
    height = end_line - line
    return (
        (min(line, _LINE_MAX) << 36)
        | (min(column, _SMALL_MAX) << 24)
        | (min(max(height, 0), _SMALL_MAX) << 12)
        | min(end_column, _SMALL_MAX)
    )


def unpack_region(at: int) -> Region:
    """Unfold what `pack_region` folded."""
    line = at >> 36
    return Region(line, (at >> 24) & _SMALL_MAX, line + ((at >> 12) & _SMALL_MAX), at & _SMALL_MAX)


class _Node(msgspec.Struct, array_like=True, frozen=True, gc=False, tag=True):
    """A node of the tree; `at` is its packed region."""

    at: int


# --- expressions ------------------------------------------------------------------------------------------------


class Literal(_Node, tag=1):
    """None, a boolean, a number or a string of at most 64 KB."""

    value: bool | int | float | str | None


class Bytes(_Node, tag=23):
    """A bytes constant of at most 64 KB."""

    value: bytes


class OtherLiteral(_Node, tag=2):
    """A constant that it cannot hold, or not whole.

    `kind` is `ellipsis`, `complex`, `integer` (beyond 64 bits), `str` or `bytes` (over 64 KB). `text` is the source
    text of the first two kinds and of an integer, and the SHA-256 of a long string; `length` is the string's length.
    """

    kind: str
    text: str
    length: int = 0


# Where a name is bound, as Python's compiler would decide.
LOCAL, CELL, GLOBAL, BUILTIN, CLASS = 0, 1, 2, 3, 4


class Name(_Node, tag=3):
    """A name that is read or bound; `scope` is LOCAL, CELL (an enclosing function's), GLOBAL, BUILTIN or CLASS.

    GLOBAL is said of names that the module binds somewhere or that a star import may bind; BUILTIN of names that
    Python itself has and the module does not bind. CLASS is a name read or bound in a class body, which falls back
    to the enclosing function's or the module's.
    """

    id: str
    scope: int


class Attribute(_Node, tag=4):
    """`value.name`."""

    value: Expression
    name: str


class Subscript(_Node, tag=5):
    """`value[index]`; several indexes come as one `Display` of kind `tuple`."""

    value: Expression
    index: Expression


class Slice(_Node, tag=6):
    """`lower:upper:step` inside a subscript."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Argument(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One argument of a call or a base of a class; `star` is 0, 1 for `*value` and 2 for `**value`."""

    value: Expression
    name: str | None = None
    star: int = 0


class Call(_Node, tag=7):
    """`function(arguments)`."""

    function: Expression
    arguments: tuple[Argument, ...]


class Display(_Node, tag=8):
    """A `list`, `tuple` or `set` written out; an item may be `Starred`."""

    kind: str
    items: tuple[Expression, ...]


class Starred(_Node, tag=9):
    """`*value` inside a display or on the left of an assignment."""

    value: Expression


class DictDisplay(_Node, tag=10):
    """A dictionary written out; a key of None stands for `**value`."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Formatted(_Node, tag=11):
    """`{value!conversion:spec}` inside a formatted string; `spec` is a `Formatting`."""

    value: Expression
    conversion: str | None = None
    spec: Expression | None = None


class Formatting(_Node, tag=12):
    """A formatted string: its parts in order, `Literal` strings and `Formatted` ones.

    Implicit concatenation is folded in. `template` says that it is a t-string, which interpolates nothing itself.
    """

    parts: tuple[Expression, ...]
    template: bool = False


class Unary(_Node, tag=13):
    """`op operand`; `op` is `not`, `-`, `+` or `~`."""

    op: str
    operand: Expression


class Binary(_Node, tag=14):
    """`left op right`; `op` as written, such as `+` or `//`."""

    op: str
    left: Expression
    right: Expression


class Boolean(_Node, tag=15):
    """`left op right`, where `op` is `and` or `or`; the right side is not always evaluated."""

    op: str
    left: Expression
    right: Expression


class Compare(_Node, tag=16):
    """A chain of comparisons; each `ops[i]` is as written, such as `==`, `not in` or `is not`."""

    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


class Conditional(_Node, tag=17):
    """`body if test else orelse`."""

    test: Expression
    body: Expression
    orelse: Expression


class Lambda(_Node, tag=18):
    """A lambda; `function` is its index in `ModuleFacts.functions`."""

    function: int


class Clause(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One `for target in iterable if condition …` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...] = ()
    is_async: bool = False


class Comprehension(_Node, tag=19):
    """A comprehension; `kind` is `list`, `set`, `generator` or `dict`, and `value` is there for a `dict` only.

    The targets are bound in a scope of their own in Python; here they are LOCAL names of the enclosing scope
    (or CLASS in a class body, GLOBAL at module level), which no well-behaved program can tell apart.
    """

    kind: str
    element: Expression
    value: Expression | None
    clauses: tuple[Clause, ...]


class Await(_Node, tag=20):
    """`await value`."""

    value: Expression


class Yield(_Node, tag=21):
    """`yield value`; `delegates` for `yield from`."""

    value: Expression | None
    delegates: bool = False


class Walrus(_Node, tag=22):
    """`target := value`."""

    target: Expression
    value: Expression


Expression = (
    Literal
    | Bytes
    | OtherLiteral
    | Name
    | Attribute
    | Subscript
    | Slice
    | Call
    | Display
    | Starred
    | DictDisplay
    | Formatted
    | Formatting
    | Unary
    | Binary
    | Boolean
    | Compare
    | Conditional
    | Lambda
    | Comprehension
    | Await
    | Yield
    | Walrus
)


# --- patterns of `match` ----------------------------------------------------------------------------------------


class MatchValue(_Node, tag=80):
    """A value pattern, or a singleton: equal to `value`."""

    value: Expression


class MatchCapture(_Node, tag=81):
    """`pattern as name`, a bare capture (no pattern) or the wildcard (neither)."""

    pattern: Pattern | None
    name: Name | None


class MatchSequence(_Node, tag=82):
    """A list or tuple pattern; `star` is the position of the starred item, or -1."""

    items: tuple[Pattern, ...]
    star: int = -1


class MatchMapping(_Node, tag=83):
    """A mapping pattern; `rest` binds what is left."""

    keys: tuple[Expression, ...]
    items: tuple[Pattern, ...]
    rest: Name | None = None


class MatchClass(_Node, tag=84):
    """A class pattern."""

    cls: Expression
    items: tuple[Pattern, ...]
    names: tuple[str, ...] = ()
    named: tuple[Pattern, ...] = ()


class MatchOr(_Node, tag=85):
    """Alternatives."""

    items: tuple[Pattern, ...]


Pattern = MatchValue | MatchCapture | MatchSequence | MatchMapping | MatchClass | MatchOr


# --- statements -------------------------------------------------------------------------------------------------


class Evaluate(_Node, tag=40):
    """An expression as a statement."""

    value: Expression


class Assign(_Node, tag=41):
    """`targets[0] = targets[1] = value`; a target may be a `Display` with `Starred` items."""

    targets: tuple[Expression, ...]
    value: Expression


class Annotated(_Node, tag=42):
    """`target: annotation = value`; a string annotation comes parsed."""

    target: Expression
    annotation: Expression
    value: Expression | None = None


class Augment(_Node, tag=43):
    """`target op= value`; `op` without the equals sign."""

    target: Expression
    op: str
    value: Expression


class Delete(_Node, tag=44):
    """`del targets`."""

    targets: tuple[Expression, ...]


class Return(_Node, tag=45):
    """`return value`."""

    value: Expression | None = None


class Raise(_Node, tag=46):
    """`raise exception from cause`."""

    exception: Expression | None = None
    cause: Expression | None = None


class Assert(_Node, tag=47):
    """`assert test, message`."""

    test: Expression
    message: Expression | None = None


class If(_Node, tag=48):
    """`if`; an `elif` is an `If` in `orelse`."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...] = ()


class While(_Node, tag=49):
    """`while … else`."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...] = ()


class For(_Node, tag=50):
    """`for … else`."""

    target: Expression
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...] = ()
    is_async: bool = False


class WithItem(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`context as target`."""

    context: Expression
    target: Expression | None = None


class With(_Node, tag=51):
    """`with items: body`."""

    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]
    is_async: bool = False


class Handler(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`except type as name: body`; `type` is None for a bare `except`."""

    at: int
    type: Expression | None
    name: Name | None
    body: tuple[Statement, ...]


class Try(_Node, tag=52):
    """`try … except … else … finally`; `group` for `except*`."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...] = ()
    final: tuple[Statement, ...] = ()
    group: bool = False


class Case(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """`case pattern if guard: body`."""

    at: int
    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(_Node, tag=53):
    """`match subject: cases`."""

    subject: Expression
    cases: tuple[Case, ...]


class DefineFunction(_Node, tag=54):
    """A `def`; `function` is its index in `ModuleFacts.functions`, `target` the name that it binds."""

    function: int
    target: Name


class DefineClass(_Node, tag=55):
    """A `class`; `cls` is its index in `ModuleFacts.classes`, `target` the name that it binds."""

    cls: int
    target: Name


class Imported(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One name of an import: what is imported and the name that it binds.

    `import a.b` binds `a`, and `import a.b as c` binds `c` to `a.b`; a star binds None.
    """

    name: str
    target: Name | None


class Import(_Node, tag=56):
    """`import a.b as c, d`."""

    names: tuple[Imported, ...]


class ImportFrom(_Node, tag=57):
    """`from ..module import name as other`; `level` counts the dots, a star is an `Imported("*", None)`."""

    module: str
    level: int
    names: tuple[Imported, ...]


class Jump(_Node, tag=58):
    """`break`, `continue` or `pass`, as `kind` says."""

    kind: str


class Alias(_Node, tag=59):
    """`type target = value`."""

    target: Name
    value: Expression


Statement = (
    Evaluate
    | Assign
    | Annotated
    | Augment
    | Delete
    | Return
    | Raise
    | Assert
    | If
    | While
    | For
    | With
    | Try
    | Match
    | DefineFunction
    | DefineClass
    | Import
    | ImportFrom
    | Jump
    | Alias
)


# --- definitions ------------------------------------------------------------------------------------------------

# Kinds of parameters, in the order in which they are written.
POSITIONAL_ONLY, POSITIONAL, STAR, KEYWORD_ONLY, DOUBLE_STAR = 0, 1, 2, 3, 4


class Parameter(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One parameter; `kind` is POSITIONAL_ONLY, POSITIONAL, STAR, KEYWORD_ONLY or DOUBLE_STAR."""

    at: int
    name: str
    kind: int
    annotation: Expression | None = None
    default: Expression | None = None


class FunctionFacts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One `def` or lambda, at whatever depth; `owner` is the index of the class whose body holds it, or -1.

    `at` covers the `def` line's name (for a lambda the whole of it), `span` everything from the first decorator to
    the last line. `body` decodes to a tuple of statements; a lambda's body is one `Return`. `digest` is of the
    function without positions, comments and blank lines. `cells` are its own names that inner functions use.
    """

    name: str
    qualname: str
    at: int
    span: int
    owner: int
    is_async: bool
    is_generator: bool
    decorators: tuple[Expression, ...]
    parameters: tuple[Parameter, ...]
    returns: Expression | None
    docstring: str | None
    body: msgspec.Raw
    digest: str
    cells: tuple[str, ...] = ()


class ClassFacts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One class; `bases` are its bases and keywords, `at` its name, `span` all of it with decorators."""

    name: str
    qualname: str
    at: int
    span: int
    decorators: tuple[Expression, ...]
    bases: tuple[Argument, ...]
    docstring: str | None
    body: msgspec.Raw


class Comment(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A comment with its `#`; `alone` when nothing else stands on its line."""

    line: int
    column: int
    text: str
    alone: bool


class Problem(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Why a file, or a part of it, could not be read; `line` is 0 where the whole file is meant."""

    kind: str
    message: str
    line: int = 0


class ModuleFacts(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One file.

    `functions` and `classes` are in the order of the source, the outer before the inner. `defined` are the names
    that the module body binds, `exports` the strings of `__all__` where it is written out. `imports` are the absolute
    or dotted modules that it may import at any depth, as (level, module, name or ""), for look-ups without decoding.
    `problem` is set when nothing could be read; all else is then empty.
    """

    lines: int
    docstring: str | None
    body: msgspec.Raw
    functions: tuple[FunctionFacts, ...]
    classes: tuple[ClassFacts, ...]
    imports: tuple[tuple[int, str, str], ...]
    defined: tuple[str, ...]
    exports: tuple[str, ...] | None
    comments: tuple[Comment, ...]
    problem: Problem | None = None


_BODY = msgspec.msgpack.Decoder(tuple[Statement, ...])
_ENCODER = msgspec.msgpack.Encoder()


def decode_body(raw: msgspec.Raw) -> tuple[Statement, ...]:
    """Decode the body of a module, class or function."""
    return _BODY.decode(raw)


def encode_body(statements: tuple[Statement, ...]) -> msgspec.Raw:
    """Encode a body for the record that will hold it."""
    return msgspec.Raw(_ENCODER.encode(statements))

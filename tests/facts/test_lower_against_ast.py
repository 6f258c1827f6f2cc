"""The lowering against Python's own parser: what both name must stand in the same place."""

from __future__ import annotations

import ast
import collections
import random
import re
import symtable
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from backlint.facts import model
from backlint.facts.lower import lower_source
from backlint.facts.source_text import decode

Seen = tuple[str, tuple[int, int, int, int], str]

_STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
_SYNTAX = [
    "test_generators",
    "test_patma",
    "test_named_expressions",
    "test_unpack_ex",
    "test_listcomps",
    "test_scope",
    "test_class",
    "test_string_literals",
    "test_keywordonlyarg",
    "test_positional_only_arg",
    "test_except_star",
    "test_dictcomps",
    "test_coroutines",
]


def _sample(count: int) -> list[Path]:
    """Modules of the standard library, always the same ones for the same Python."""
    found = [path for path in sorted(_STANDARD_LIBRARY.rglob("*.py")) if 500 < path.stat().st_size < 60_000]
    found = [path for path in found if not {"site-packages", "test", "tests", "lib2to3"} & set(path.parts)]
    return random.Random(20).sample(found, min(count, len(found)))


def _syntax_files() -> list[Path]:
    return [path for name in _SYNTAX if (path := _STANDARD_LIBRARY / "test" / f"{name}.py").exists()]


def _parsed(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


# --- what Python's parser sees ----------------------------------------------------------------------------------


class _Places:
    """From the byte columns of `ast` to columns in code points, from 1."""

    def __init__(self, text: str) -> None:
        self._lines = re.split(r"\r\n?|\n", text)

    def region(self, node: ast.AST) -> tuple[int, int, int, int]:
        line, end_line = node.lineno, node.end_lineno
        return line, self._column(line, node.col_offset), end_line, self._column(end_line, node.end_col_offset)

    def _column(self, line: int, offset: int) -> int:
        text = self._lines[line - 1]
        return 1 + (offset if text.isascii() else len(text.encode()[:offset].decode()))


_STATEMENTS = {
    ast.Expr: "Evaluate",
    ast.AnnAssign: "Annotated",
    ast.AugAssign: "Augment",
    ast.AsyncFor: "For",
    ast.AsyncWith: "With",
    ast.TryStar: "Try",
    ast.FunctionDef: "DefineFunction",
    ast.AsyncFunctionDef: "DefineFunction",
    ast.ClassDef: "DefineClass",
    ast.Pass: "Jump",
    ast.Break: "Jump",
    ast.Continue: "Jump",
}
_DETAILS = {
    ast.Name: ("Name", lambda node: node.id),
    ast.Attribute: ("Attribute", lambda node: node.attr),
    ast.Call: ("Call", lambda node: str(len(node.args) + len(node.keywords))),
    ast.Subscript: ("Subscript", lambda _: ""),
    ast.Slice: ("Slice", lambda _: ""),
    ast.BinOp: ("Binary", lambda node: type(node.op).__name__),
    ast.UnaryOp: ("Unary", lambda node: type(node.op).__name__),
    ast.Compare: ("Compare", lambda node: " ".join(type(op).__name__ for op in node.ops)),
    ast.IfExp: ("Conditional", lambda _: ""),
    ast.Lambda: ("Lambda", lambda _: ""),
    ast.List: ("Display", lambda node: f"list {len(node.elts)}"),
    ast.Tuple: ("Display", lambda node: f"tuple {len(node.elts)}"),
    ast.Set: ("Display", lambda node: f"set {len(node.elts)}"),
    ast.Dict: ("DictDisplay", lambda node: str(len(node.keys))),
    ast.ListComp: ("Comprehension", lambda _: "list"),
    ast.SetComp: ("Comprehension", lambda _: "set"),
    ast.DictComp: ("Comprehension", lambda _: "dict"),
    ast.Await: ("Await", lambda _: ""),
    ast.Yield: ("Yield", lambda _: ""),
    ast.YieldFrom: ("Yield", lambda _: ""),
    ast.NamedExpr: ("Walrus", lambda _: ""),
    ast.JoinedStr: ("Formatting", lambda _: ""),
    ast.ExceptHandler: ("Handler", lambda node: node.name or ""),
    ast.MatchValue: ("MatchValue", lambda _: ""),
    ast.MatchSingleton: ("MatchValue", lambda _: ""),
    ast.MatchAs: ("MatchCapture", lambda node: node.name or ""),
    ast.MatchStar: ("MatchCapture", lambda node: node.name or ""),
    ast.MatchSequence: ("MatchSequence", lambda node: str(len(node.patterns))),
    ast.MatchMapping: ("MatchMapping", lambda node: str(len(node.patterns))),
    ast.MatchClass: ("MatchClass", lambda node: str(len(node.patterns))),
    ast.MatchOr: ("MatchOr", lambda node: str(len(node.patterns))),
}


def _constant(value: object) -> str:
    if value is ...:
        return "ellipsis"
    if isinstance(value, complex):
        return "complex"
    if isinstance(value, int) and value >= 2**64:
        return "integer"
    if isinstance(value, str) and (len(value) > 60_000 or re.search("[\ud800-\udfff]", value)):
        return "str"
    return "bytes" if isinstance(value, bytes) and len(value) > 60_000 else repr(value)


def _expected(tree: ast.Module, places: _Places) -> Iterator[Seen]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            yield "Constant", places.region(node), _constant(node.value)
        elif type(node) in _DETAILS:
            if isinstance(node, ast.MatchSingleton):
                yield "Constant", places.region(node), _constant(node.value)
            kind, detail = _DETAILS[type(node)]
            yield kind, places.region(node), detail(node)
        elif isinstance(node, ast.stmt) and not isinstance(node, ast.Global | ast.Nonlocal):
            yield _STATEMENTS.get(type(node), type(node).__name__), places.region(node), ""


def _left_out(tree: ast.Module, places: _Places) -> set[tuple[int, int, int, int]]:
    """Regions within which the two cannot agree: strings in annotations, and formatted strings."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.add(places.region(node))
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for note in notes:
            if note is not None and any(
                isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(note)
            ):
                found.add(places.region(note))
    return found


# --- what the lowering sees -------------------------------------------------------------------------------------

_BINARY = {
    "+": "Add",
    "-": "Sub",
    "*": "Mult",
    "/": "Div",
    "//": "FloorDiv",
    "%": "Mod",
    "**": "Pow",
    "<<": "LShift",
    ">>": "RShift",
    "|": "BitOr",
    "&": "BitAnd",
    "^": "BitXor",
    "@": "MatMult",
}
_UNARY = {"not": "Not", "-": "USub", "+": "UAdd", "~": "Invert"}
_COMPARE = {
    "==": "Eq",
    "!=": "NotEq",
    "<": "Lt",
    "<=": "LtE",
    ">": "Gt",
    ">=": "GtE",
    "is": "Is",
    "is not": "IsNot",
    "in": "In",
    "not in": "NotIn",
}


def _walk(value: object) -> Iterator[msgspec.Struct]:
    if isinstance(value, tuple):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from _walk(getattr(value, name))


def _records(facts: model.ModuleFacts) -> Iterator[msgspec.Struct]:
    yield from _walk(model.decode_body(facts.body))
    for function in facts.functions:
        yield from _walk((function.decorators, function.parameters, function.returns))
        body = model.decode_body(function.body)
        # The return of a lambda is ours.
        yield from _walk(body[0].value if function.name == "<lambda>" else body)
    for cls in facts.classes:
        yield from _walk((cls.decorators, cls.bases, model.decode_body(cls.body)))


_OUR_DETAILS = {
    model.Literal: lambda node: _constant(node.value),
    model.Bytes: lambda node: _constant(node.value),
    model.OtherLiteral: lambda node: node.kind,
    model.Name: lambda node: node.id,
    model.Attribute: lambda node: node.name,
    model.Call: lambda node: str(len(node.arguments)),
    model.Binary: lambda node: _BINARY[node.op],
    model.Unary: lambda node: _UNARY[node.op],
    model.Compare: lambda node: " ".join(_COMPARE[op] for op in node.ops),
    model.Display: lambda node: f"{node.kind} {len(node.items)}",
    model.DictDisplay: lambda node: str(len(node.keys)),
    model.Comprehension: lambda node: node.kind,
    model.Handler: lambda node: node.name.id if node.name else "",
    model.MatchCapture: lambda node: node.name.id if node.name else "",
    model.MatchSequence: lambda node: str(len(node.items)),
    model.MatchMapping: lambda node: str(len(node.items)),
    model.MatchClass: lambda node: str(len(node.items)),
    model.MatchOr: lambda node: str(len(node.items)),
}


def _detail(node: msgspec.Struct) -> tuple[str, str]:
    kind = "Constant" if isinstance(node, model.Literal | model.Bytes | model.OtherLiteral) else type(node).__name__
    return kind, _OUR_DETAILS[type(node)](node) if type(node) in _OUR_DETAILS else ""


# Names that a statement binds are no nodes of their own in `ast`.
_NOT_IN_AST = {"Boolean", "Starred", "Parameter", "Case", "Formatted", "Alias"}


def _seen(facts: model.ModuleFacts) -> Iterator[Seen]:
    hidden = set()
    records = list(_records(facts))
    for node in records:
        match node:
            case model.DefineFunction() | model.DefineClass() | model.Imported() if node.target:
                hidden.add(node.target.at)
            case model.Handler() | model.MatchCapture() if node.name:
                hidden.add(node.name.at)
            case model.MatchMapping() if node.rest:
                hidden.add(node.rest.at)
            case _:
                pass
    for node in records:
        at = getattr(node, "at", None)
        kind, detail = _detail(node)
        if at is None or kind in _NOT_IN_AST or (kind == "Comprehension" and detail == "generator"):
            continue
        if kind == "Name" and at in hidden:
            continue
        yield kind, tuple(model.unpack_region(at)), detail


def _within(inner: tuple[int, int, int, int], outer: tuple[int, int, int, int]) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _difference(source: bytes) -> tuple[list[Seen], list[Seen]]:
    """What only Python sees, and what only the lowering sees."""
    text = decode(source)
    assert isinstance(text, str)
    facts = lower_source(source)
    assert facts.problem is None
    tree = _parsed(source)
    places = _Places(text)
    out = _left_out(tree, places)

    def kept(seen: Iterator[Seen]) -> collections.Counter[Seen]:
        # A pattern that is a value holds it in the same place, in `ast` only.
        return collections.Counter(item for item in seen if not any(_within(item[1], region) for region in out))

    expected, got = kept(_expected(tree, places)), kept(_seen(facts))
    return sorted((expected - got).elements()), sorted((got - expected).elements())


@pytest.mark.parametrize("path", [*_sample(60), *_syntax_files()], ids=lambda path: path.name)
def test_every_node_stands_where_pythons_parser_puts_it(path: Path) -> None:
    missing, added = _difference(path.read_bytes())
    assert missing[:5] == []
    assert added[:5] == []


# --- scopes ---------------------------------------------------------------------------------------------------------


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _names(value: object) -> Iterator[model.Name]:
    """The names of a body, but those inside comprehensions, which are scopes of their own to Python 3.11."""
    if isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif isinstance(value, model.Name):
        yield value
    elif isinstance(value, msgspec.Struct) and not isinstance(value, model.Comprehension):
        for name in value.__struct_fields__:
            yield from _names(getattr(value, name))


def _allowed(symbol: symtable.Symbol, own: int) -> set[int]:
    if symbol.is_free():
        return {model.CELL}
    return {model.GLOBAL, model.BUILTIN} if symbol.is_global() or not symbol.is_local() else {own}


# The facts know no scopes of comprehensions, of which this one is full.
_SCOPED = [path for path in _syntax_files() if path.stem != "test_listcomps"]


@pytest.mark.parametrize("path", [*_sample(60), *_SCOPED], ids=lambda path: path.name)
def test_every_name_is_bound_where_pythons_compiler_binds_it(path: Path) -> None:
    source = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = list(_tables(symtable.symtable(decode(source), path.name, "exec")))
    facts = lower_source(source)
    by_place = collections.defaultdict(list)
    for table in tables:
        by_place[table.get_type(), table.get_name().replace("lambda", "<lambda>"), table.get_lineno()].append(table)
    bodies = [("function", model.LOCAL, item) for item in facts.functions]
    bodies += [("class", model.CLASS, item) for item in facts.classes]
    checked = 0
    for kind, own, item in bodies:
        found = by_place[kind, item.name, model.unpack_region(item.at).line]
        for name in _names(model.decode_body(item.body)) if len(found) == 1 else ():
            # Unknown to the table are mangled names, and those in annotations that are strings.
            if name.id in found[0].get_identifiers():
                assert name.scope in _allowed(found[0].lookup(name.id), own), (item.qualname, name.id)
                checked += 1
    assert checked or not bodies

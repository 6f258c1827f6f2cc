"""What names of a file mean: those that are bound by imports and by nothing else; and imports that a fix adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import libcst as cst

from backlint.fixes.code import Change, Code, DoesNotFit
from backlint.fixes.plan import LINE_END


def dotted(node: cst.BaseExpression | None) -> str:
    """Return `a.b.c` as it is written, or "" for anything else."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    return ".".join((node.value, *reversed(parts)))


class Names:
    """The names of one file."""

    def __init__(self, code: Code) -> None:
        """Collect what binds names, wherever in the file."""
        self._code = code
        self._imported: dict[str, set[str]] = {}
        self._top: dict[str, str] = {}
        self._bound: set[str] = set()
        top = set(_simple(code.module.body))
        self._stars = False
        statements: Iterable[cst.Import | cst.ImportFrom] = chain(code.nodes(cst.Import), code.nodes(cst.ImportFrom))
        for statement in statements:
            for name, target in _bindings(statement):
                self._imported.setdefault(name, set()).add(target)
                if statement in top:
                    self._top[name] = target
            self._stars |= isinstance(statement, cst.ImportFrom) and isinstance(statement.names, cst.ImportStar)
        self._bound.update(_other_bindings(code))

    def meaning(self, node: cst.BaseExpression) -> str:
        """Return the qualified name of an expression such as `yaml.load`; "" where it cannot be told."""
        first, _, rest = dotted(node).partition(".")
        targets = self._imported.get(first, set())
        if not first or len(targets) != 1 or first in self._bound:
            return ""
        (target,) = targets
        return f"{target}.{rest}" if rest else target

    def module(self, name: str) -> tuple[str, tuple[Change, ...]]:
        """Return how a top-level module is called in the file, and the change that imports it where it is not.

        Raises DoesNotFit when its name means something else somewhere in the file.
        """
        for bound, target in sorted(self._top.items()):
            if target == name and bound not in self._bound and self._imported[bound] == {name}:
                return bound, ()
        taken = self._imported.get(name, set()) - {name}
        if taken or name in self._bound or self._stars:
            raise DoesNotFit
        return name, (_import_of(self._code, name),)


def _simple(body: object) -> Iterator[cst.CSTNode]:
    for statement in body if isinstance(body, (list, tuple)) else ():
        if isinstance(statement, cst.SimpleStatementLine):
            yield from statement.body


def _bindings(statement: cst.Import | cst.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, with what they mean; relative ones mean nothing that is known."""
    if isinstance(statement.names, cst.ImportStar):
        return
    module = ""
    if isinstance(statement, cst.ImportFrom):
        module = "." * len(statement.relative) + dotted(statement.module) + "."
    for alias in statement.names:
        path = dotted(alias.name)
        if alias.asname is not None:
            yield dotted(alias.asname.name), module + path
        elif module:
            yield path, module + path
        else:
            first = path.partition(".")[0]
            yield first, first


def _other_bindings(code: Code) -> Iterator[str]:
    """Yield the names that anything but an import binds somewhere in the file."""
    for parameter in code.nodes(cst.Param):
        yield parameter.name.value
    definitions: Iterable[cst.FunctionDef | cst.ClassDef] = chain(code.nodes(cst.FunctionDef), code.nodes(cst.ClassDef))
    yield from (definition.name.value for definition in definitions)
    patterns: Iterable[cst.MatchAs | cst.MatchStar] = chain(code.nodes(cst.MatchAs), code.nodes(cst.MatchStar))
    yield from (pattern.name.value for pattern in patterns if pattern.name is not None)
    for rest in code.nodes(cst.MatchMapping):
        if rest.rest is not None:
            yield rest.rest.value
    for target in _targets(code):
        yield from _names_in(target)


def _targets(code: Code) -> Iterator[cst.CSTNode]:
    assigned = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor)
    for node in code.all_nodes():
        if isinstance(node, assigned):
            yield node.target
    imported = {alias.asname for alias in code.nodes(cst.ImportAlias)}
    for name in code.nodes(cst.AsName):
        if name not in imported:
            yield name.name
    for deleted in code.nodes(cst.Del):
        yield deleted.target


def _names_in(target: cst.CSTNode) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _names_in(element.value)
    elif isinstance(target, cst.StarredElement):
        yield from _names_in(target.value)


# --- imports --------------------------------------------------------------------------------------------------------


def _import_of(code: Code, name: str) -> Change:
    """Return the change that imports a module: in its place among the first imports, or before the first statement."""
    line = f"import {name}{code.newline}"
    body = [statement for statement in code.module.body if not _is_docstring(code, statement)]
    later = [statement for statement in body if not _is_future(statement)]
    if not later:
        raise DoesNotFit
    block: list[cst.CSTNode] = []
    for statement in later:
        if not _is_import(statement):
            break
        block.append(statement)
    if not block:
        # A blank line goes between the import and what is no import.
        first = later[0]
        decorators = getattr(first, "decorators", ())
        start = code.line_start(code.span(decorators[0] if decorators else first)[0])
        return Change(start, start, line + code.newline)
    follower = next((statement for statement in block if not _is_before(statement, name)), None)
    if follower is not None:
        start = code.line_start(code.span(follower)[0])
        return Change(start, start, line)
    stop = LINE_END.search(code.text, code.span(block[-1])[1])
    if stop is None:
        raise DoesNotFit
    return Change(stop.end(), stop.end(), line)


def _is_docstring(code: Code, statement: cst.CSTNode) -> bool:
    return (
        code.module.body[0] is statement
        and isinstance(statement, cst.SimpleStatementLine)
        and isinstance(statement.body[0], cst.Expr)
        and isinstance(statement.body[0].value, (cst.SimpleString, cst.ConcatenatedString))
    )


def _is_future(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        isinstance(one, cst.ImportFrom) and dotted(one.module) == "__future__" for one in statement.body
    )


def _is_import(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(one, (cst.Import, cst.ImportFrom)) for one in statement.body
    )


def _is_before(statement: cst.CSTNode, name: str) -> bool:
    """Tell whether a statement is a plain import of a module whose name sorts before another."""
    first = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(first, cst.Import) and dotted(first.names[0].name) < name

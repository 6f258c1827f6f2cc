"""From the bytes of one Python file to its `ModuleFacts`.

The tree is LibCST's, which reads the syntax of Python up to 3.14 whatever Python runs. Only the fields that mean
something are walked, in source order and beside the tokens, which give the places; see `tokens`.
"""

from __future__ import annotations

import ast
import gc
import hashlib
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import libcst as cst
import msgspec

# Imported for the kinds of node that they register.
from backlint.facts import lower_compound, lower_comprehensions, lower_literals, lower_simple, scopes
from backlint.facts.lower_blocks import docstring, statements
from backlint.facts.lower_context import MAX_DEPTH, ClassDraft, Context, FunctionDraft, TooDeep, Unpaired
from backlint.facts.model import (
    Assign,
    Attribute,
    Augment,
    Call,
    ClassFacts,
    Display,
    Evaluate,
    Expression,
    FunctionFacts,
    If,
    Literal,
    ModuleFacts,
    Name,
    Problem,
    Statement,
    Try,
    encode_body,
)
from backlint.facts.source_text import decode
from backlint.facts.tokens import Tokens, scan, tokens_of_tree

__all__ = ["lower_source", "unread"]

_REGISTERED = (lower_compound, lower_comprehensions, lower_literals, lower_simple)

# The lowering takes up to five Python calls for each level of nesting, and the encoder two.
_RECURSION_LIMIT = 20_000

_NO_BODY = encode_body(())


def unread(problem: Problem, lines: int = 0) -> ModuleFacts:
    """The facts of a file that could not be read."""
    return ModuleFacts(lines, None, _NO_BODY, (), (), (), (), None, (), problem)


def lower_source(source: bytes) -> ModuleFacts:
    """Read one file; never raises: what is wrong with the file is said by `ModuleFacts.problem`.

    A file that overflows the parser's stack ends the process, so unknown files are read by `read.read_files`.
    """
    text = decode(source)
    if isinstance(text, Problem):
        return unread(text, _count_lines(source.decode("latin-1")))
    lines = _count_lines(text)
    try:
        with _undisturbed():
            return _lower_text(text, lines)
    except cst.ParserSyntaxError as error:
        return unread(_syntax_problem(error, text), lines)
    except (TooDeep, RecursionError):
        return unread(Problem("too-deep", "its code nests too deeply"), lines)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs this one file, and the report says so
        return unread(Problem("crash", f"reading it failed: {type(error).__name__}: {error}"), lines)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without what costs time or stands in the way while a file is read.

    The garbage collector takes two thirds of the time. The validation of nodes takes a sixth of the parser's; it is
    for trees that are made by hand, and refuses some that are right, such as that of `0if x else.5`. Warnings are
    about the code that is read.
    """
    collecting, limit, validate = gc.isenabled(), sys.getrecursionlimit(), cst.CSTNode.__post_init__
    gc.disable()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    setattr(cst.CSTNode, _VALIDATE, _accept)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        setattr(cst.CSTNode, _VALIDATE, validate)
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


# What a node's constructor calls last.
_VALIDATE = "__post_init__"


def _accept(_node: cst.CSTNode) -> None:
    """Take a node from the parser as it is."""


def _accept_normalized(node: cst.CSTNode) -> None:
    """Take a node from the parser, a name as Python knows it."""
    if isinstance(node, cst.Name) and not node.value.isascii():
        object.__setattr__(node, "value", unicodedata.normalize("NFKC", node.value))


def _normalize(tokens: Tokens) -> bool:
    """Write names as Python knows them (`ｅval` is `eval`: NFKC, says its reference); tell whether any was another."""
    changed = False
    for place, text in enumerate(tokens.texts):
        if not text.isascii() and text.isidentifier():
            name = unicodedata.normalize("NFKC", text)
            changed = changed or name != text
            tokens.texts[place] = name
    return changed


def _count_lines(text: str) -> int:
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends + (text[-1:] not in ("", "\n", "\r"))


def _lower_text(text: str, lines: int) -> ModuleFacts:
    tokens = scan(text)
    _check_brackets(tokens)
    if not text.isascii() and _normalize(tokens):
        setattr(cst.CSTNode, _VALIDATE, _accept_normalized)
    module = cst.parse_module(text)
    try:
        return _lower_module(module, tokens, lines)
    except (Unpaired, IndexError):
        return _lower_module(module, tokens_of_tree(module), lines)


def _check_brackets(tokens: Tokens) -> None:
    """Raise TooDeep where brackets nest so deeply that the tree would.

    The parser takes time and memory by the square of that depth: 9 seconds and 600 MB at 1,600.
    """
    depth = 0
    for text in tokens.texts:
        if text in _OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                raise TooDeep
        elif text in _CLOSING:
            depth -= 1


_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


def _lower_module(module: cst.Module, tokens: Tokens, lines: int) -> ModuleFacts:
    scope = scopes.Scope(scopes.MODULE, None)
    c = Context(tokens, scope)
    body = statements(c, module.body)
    if c.place != len(tokens.texts):
        raise Unpaired("tokens are left over")
    for name, owner in zip(c.names, c.owners, strict=True):
        code = owner.resolve(name.id)
        if code != name.scope:
            msgspec.structs.force_setattr(name, "scope", code)
    return ModuleFacts(
        lines,
        docstring(body),
        encode_body(body),
        tuple([_function_facts(c, draft) for draft in c.functions]),
        tuple([_class_facts(draft) for draft in c.classes]),
        tuple(dict.fromkeys(c.imports)),
        tuple(scope.bound),
        _exports(body),
        tuple(tokens.comments),
    )


def _function_facts(c: Context, draft: FunctionDraft) -> FunctionFacts:
    # The same words mean something else where a name is bound elsewhere.
    names = {f"{name.id}\1{name.scope}" for name in c.names[draft.names[0] : draft.names[1]]}
    digested = draft.shape + "\0".join(sorted(names)).encode("utf-8", "surrogatepass")
    return FunctionFacts(
        draft.name,
        draft.qualname,
        draft.at,
        draft.span,
        draft.owner,
        draft.is_async,
        draft.scope.is_generator,
        draft.decorators,
        draft.parameters,
        draft.returns,
        draft.docstring,
        encode_body(draft.body),
        hashlib.blake2b(digested, digest_size=16).hexdigest(),
        tuple(sorted(draft.scope.cells)),
    )


def _class_facts(draft: ClassDraft) -> ClassFacts:
    return ClassFacts(
        draft.name,
        draft.qualname,
        draft.at,
        draft.span,
        draft.decorators,
        draft.bases,
        draft.docstring,
        encode_body(draft.body),
    )


def _exports(body: Sequence[Statement]) -> tuple[str, ...] | None:
    """The strings of `__all__`, or None where it is absent or not written out."""
    found: list[str] = []
    present = False
    for value in _export_values(body):
        present = True
        if not isinstance(value, Display):
            return None
        for item in value.items:
            if not isinstance(item, Literal) or not isinstance(item.value, str):
                return None
            found.append(item.value)
    return tuple(dict.fromkeys(found)) if present else None


def _export_values(body: Sequence[Statement]) -> Iterator[Expression]:
    """What is assigned or added to `__all__` at module level."""
    for statement in body:
        match statement:
            case Assign(targets=targets, value=value) if any(_is_all(target) for target in targets):
                yield value
            case Augment(target=target, value=value) if _is_all(target):
                yield value
            case Evaluate(value=Call(function=Attribute(value=base, name=name), arguments=arguments)) if _is_all(base):
                values = tuple([argument.value for argument in arguments])
                if name == "append":
                    yield Display(statement.at, "list", values)
                else:
                    yield from values
            case If(body=inner, orelse=orelse):
                yield from _export_values((*inner, *orelse))
            case Try(body=inner, handlers=handlers, orelse=orelse, final=final):
                rest = [part for handler in handlers for part in handler.body]
                yield from _export_values((*inner, *rest, *orelse, *final))
            case _:
                pass


def _is_all(node: Expression) -> bool:
    return isinstance(node, Name) and node.id == "__all__"


# What only Python 2 has, each seen on the line where the parser of Python 3 gave up.
_PYTHON2 = re.compile(
    r"""
      ^\s*(?:.*[:;]\s*)?print(?:\s+[^\s=(.,:\[]|\s*>>|\s+\()     # print as a statement
    | ^\s*(?:.*[:;]\s*)?exec\s+[^\s=(.,:\[]                     # exec as a statement
    | ^\s*except\s+[^:]+,\s*\w+\s*:                              # except Error, name
    | ^\s*raise\s+[\w.]+\s*,                                     # raise Error, "message"
    | `[^`]*`                                                    # repr in backticks
    | <>
    | \b0[0-7]+\b | \b(?:0[xX][0-9a-fA-F]+|\d+)[lL]\b            # 0777, 10L
    | \b[uU][rR]["']
    | ^\s*def\s+\w+\s*\([^)]*\([\w\s,]+\)                        # parameters that unpack
    """,
    re.VERBOSE,
)


_ERROR_LINE = re.compile(r"error at (\d+):\d+")
_LINE_END = re.compile(r"\r\n?|\n")


def _syntax_problem(error: cst.ParserSyntaxError, text: str) -> Problem:
    lines = _LINE_END.split(text)
    if "too many indentation levels" in error.message:
        return Problem("too-deep", "its blocks are indented too deeply", _line_of(error, len(lines)))
    try:
        ast.parse(text)
    except SyntaxError as refused:
        number = min(refused.lineno or 0, len(lines))
        if number and _PYTHON2.search(lines[number - 1]):
            return Problem("python2", "it is written for Python 2", number)
        return Problem("syntax", "it cannot be parsed as Python", number)
    except (ValueError, RecursionError, MemoryError):
        return Problem("syntax", "it cannot be parsed as Python", _line_of(error, len(lines)))
    return Problem("syntax", "LibCST cannot parse it, though it is Python", _line_of(error, len(lines)))


def _line_of(error: cst.ParserSyntaxError, last: int) -> int:
    """The line that LibCST blames; it is that of the token behind the fault, and often that below."""
    match = _ERROR_LINE.search(error.message)
    return min(int(match[1]) if match else error.raw_line, last)

from __future__ import annotations

import gc
import textwrap
import warnings

import libcst
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlint.facts import model
from backlint.facts.lower import lower_source
from backlint.facts.lower_context import MAX_DEPTH
from backlint.facts.tokens import scan, tokens_of_tree


def _lower(text: str) -> model.ModuleFacts:
    facts = lower_source(textwrap.dedent(text).encode())
    assert facts.problem is None, facts.problem
    return facts


def _body(text: str) -> tuple[model.Statement, ...]:
    return model.decode_body(_lower(text).body)


def _value(text: str) -> model.Expression:
    (statement,) = _body(text)
    assert isinstance(statement, model.Evaluate)
    return statement.value


def _plain(node: object) -> object:
    """A node without its places."""
    if isinstance(node, msgspec.Struct):
        names = [name for name in node.__struct_fields__ if name != "at"]
        return (type(node).__name__, *(_plain(getattr(node, name)) for name in names))
    return tuple(_plain(item) for item in node) if isinstance(node, tuple) else node


def _scopes(text: str, name: str) -> list[int]:
    """The scopes of a name, in the bodies of all functions and classes, in the order of the source."""
    facts = _lower(text)
    found: list[tuple[int, int]] = []

    def walk(node: object) -> None:
        if isinstance(node, model.Name) and node.id == name:
            found.append((node.at, node.scope))
        if isinstance(node, msgspec.Struct):
            for field in node.__struct_fields__:
                walk(getattr(node, field))
        elif isinstance(node, tuple):
            for item in node:
                walk(item)

    for part in (facts, *facts.functions, *facts.classes):
        walk(part)
        walk(model.decode_body(part.body))
    return [scope for _, scope in sorted(set(found))]


# --- constants and strings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("None", None),
        ("True", True),
        ("0x_ff", 255),
        ("1_000", 1000),
        ("00", 0),
        ("1_0.5e-1_0", 1_0.5e-1_0),
        ("18446744073709551615", 2**64 - 1),
        (r"'a\n\x41'", "a\nA"),
        (r"r'a\n'", "a\\n"),
        ("u'é'", "é"),
        ("'''a\n b'''", "a\n b"),
        ("''", ""),
        ("''''''", ""),
        ("'a' \"b\" r'\\c'", "ab\\c"),
        (r"'\N{DIGIT ONE}'", "1"),
        ("'a\\\nb'", "ab"),
    ],
)
def test_constants(source: str, value: object) -> None:
    node = _value(source)
    assert isinstance(node, model.Literal)
    assert (type(node.value), node.value) == (type(value), value)


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("...", "ellipsis", "..."),
        ("1_0.5J", "complex", "1_0.5J"),
        ("18446744073709551616", "integer", "18446744073709551616"),
        ("9" * 6_000, "integer", "9" * 6_000),
    ],
)
def test_constants_that_do_not_fit(source: str, kind: str, text: str) -> None:
    node = _value(source)
    assert isinstance(node, model.OtherLiteral)
    assert (node.kind, node.text) == (kind, text)


def test_bytes() -> None:
    assert _plain(_value(r"b'\x00a' rb'\x'")) == ("Bytes", b"\x00a\\x")


def test_long_strings_are_digested() -> None:
    short, long, wide = _value(f"'{'a' * 65_536}'"), _value(f"'{'a' * 65_537}'"), _value(f"'{'é' * 32_769}'")
    assert isinstance(short, model.Literal)
    assert isinstance(long, model.OtherLiteral)
    assert (long.kind, long.length, len(long.text)) == ("str", 65_537, 64)
    assert isinstance(wide, model.OtherLiteral)
    assert wide.length == 32_769
    assert isinstance(_value(f"b'{'a' * 65_537}'"), model.OtherLiteral)
    # A concatenation is one constant, as long as all its parts.
    assert isinstance(_value(f"('{'a' * 40_000}'\n'{'a' * 40_000}')"), model.OtherLiteral)


def test_a_string_that_is_not_unicode_is_survived() -> None:
    node = _value(r"'\ud800'")
    assert isinstance(node, model.OtherLiteral)
    assert (node.kind, node.length) == ("str", 1)


def test_formatted_strings() -> None:
    node = _value("""f'a{{{x!r:>{w}}}}b' 'c' rf"\\d{y}" """)
    assert _plain(node) == (
        "Formatting",
        (
            ("Literal", "a{"),
            (
                "Formatted",
                ("Name", "x", model.GLOBAL),
                "r",
                (
                    "Formatting",
                    (("Literal", ">"), ("Formatted", ("Name", "w", model.GLOBAL), None, None)),
                    False,
                ),
            ),
            ("Literal", "}bc\\d"),
            ("Formatted", ("Name", "y", model.GLOBAL), None, None),
        ),
        False,
    )


def test_a_self_documenting_expression_writes_itself() -> None:
    node = _value("f'{ x = }{y=!s}{z=:>3}'")
    assert isinstance(node, model.Formatting)
    texts = [part.value for part in node.parts if isinstance(part, model.Literal)]
    conversions = [part.conversion for part in node.parts if isinstance(part, model.Formatted)]
    assert texts == [" x = ", "y=", "z="]
    assert conversions == ["r", "s", None]


def test_quotes_within_a_formatted_string_as_in_python_312() -> None:
    node = _value("""f"{a["b"]} {f"{c}"}" """)
    assert isinstance(node, model.Formatting)
    assert [type(part).__name__ for part in node.parts] == ["Formatted", "Literal", "Formatted"]


def test_escapes_in_formatted_strings() -> None:
    assert _plain(_value(r"""f'\x41\N{DIGIT ONE}"\'{{\n'""")) == ("Formatting", (("Literal", "A1\"'{\n"),), False)


def test_template_strings() -> None:
    node = _value("t'a{x}'")
    assert isinstance(node, model.Formatting)
    assert node.template


# --- annotations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'User'", "User"),
        ("'models.User'", "models.User"),
        ("'list[User] | None'", "list[User] | None"),
        ("Optional['User']", "Optional[User]"),
        ("dict[str, 'list[\"User\"]']", "dict[str, list[User]]"),
        ("'A' | B", "A | B"),
        ("Callable[['A'], 'B']", "Callable[[A], B]"),
        ("Annotated['User', Depends('x')]", "Annotated[User, Depends('x')]"),
    ],
)
def test_string_annotations_are_parsed(written: str, meant: str) -> None:
    both = _lower(f"def f(a: {written}) -> {written}: x: {written} = 1\ndef f(a: {meant}) -> {meant}: x: {meant} = 1")
    ours, theirs = both.functions
    assert _plain(ours.parameters) == _plain(theirs.parameters)
    assert _plain(ours.returns) == _plain(theirs.returns)
    assert _plain(model.decode_body(ours.body)) == _plain(model.decode_body(theirs.body))


@pytest.mark.parametrize(
    "written", ["Literal['a', 'b']", "Annotated[str, 'a b']", "'not a type'", "'lambda: 0'", "Query('q')", "'(A'", "''"]
)
def test_other_strings_in_annotations_stay_strings(written: str) -> None:
    (function,) = _lower(f"def f(a: {written}): pass").functions
    assert "Literal" in str(_plain(function.parameters))
    assert len(_lower(f"def f(a: {written}): pass").functions) == 1


def test_what_a_string_annotation_names_stands_where_the_string_does() -> None:
    (function,) = _lower("def f(a: 'x.Y[z]'): pass").functions
    note = function.parameters[0].annotation
    assert isinstance(note, model.Subscript)
    assert isinstance(note.value, model.Attribute)
    regions = {model.unpack_region(node.at) for node in (note, note.value, note.value.value, note.index)}
    assert regions == {model.Region(1, 10, 1, 18)}


# --- scopes -----------------------------------------------------------------------------------------------------------

LOCAL, CELL, GLOBAL, BUILTIN, CLASS = model.LOCAL, model.CELL, model.GLOBAL, model.BUILTIN, model.CLASS


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("def f(x): return x", [LOCAL]),
        ("def f():\n  print(x)\n  x = 1", [LOCAL, LOCAL]),
        ("x = 1\ndef f(): return x", [GLOBAL, GLOBAL]),
        ("def f(): return x", [GLOBAL]),
        ("def f(x):\n  def g(): return x", [CELL]),
        ("def f(x):\n  class C:\n    x = x\n    def m(self): return x", [CLASS, CLASS, CELL]),
        ("def f(x):\n  class C:\n    y = x", [CELL]),
        ("class C:\n  x = 1\n  def m(self): return x", [CLASS, GLOBAL]),
        ("def f():\n  global x\n  x = 1", [GLOBAL]),
        ("def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2", [LOCAL, CELL]),
        ("def f():\n  x = 1\n  def g():\n    global x\n    return x", [LOCAL, GLOBAL]),
        ("def f():\n  global x\n  def g(): return x", [GLOBAL]),
        ("def f(): return [x for x in y]", [LOCAL, LOCAL]),
        ("def f(): return [x for x in y], x", [LOCAL, LOCAL, GLOBAL]),
        ("def f(): return [x for x in x]", [LOCAL, LOCAL, GLOBAL]),
        ("def f(): return [y for y in z if (x := y)], x", [LOCAL, LOCAL]),
        ("def f(): return [lambda: x for x in y]", [CELL, LOCAL]),
        ("[x for x in y]", [GLOBAL, GLOBAL]),
        ("class C:\n  a = [x for x in y]", [CLASS, CLASS]),
        ("def f():\n  for x in y: pass\n  return x", [LOCAL, LOCAL]),
        ("def f():\n  with y as x: return x", [LOCAL, LOCAL]),
        ("def f():\n  try: pass\n  except E as x: return x", [LOCAL, LOCAL]),
        ("def f():\n  import x\n  return x", [LOCAL, LOCAL]),
        ("def f():\n  match y:\n    case {'a': x, **z}: return x", [LOCAL, LOCAL]),
        ("def f():\n  match y:\n    case [*x]: return x", [LOCAL, LOCAL]),
        ("def f(): return lambda x: x", [LOCAL]),
        ("def f(a=x): x = 1", [GLOBAL, LOCAL]),
        ("def f():\n  del x", [LOCAL]),
        ("def f():\n  x: int\n  return x", [LOCAL, LOCAL]),
        ("def f():\n  x.a = 1", [GLOBAL]),
        ("def f():\n  (x, [y, *z]) = 1\n  return x", [LOCAL, LOCAL]),
        ("def f[x](a: x) -> x: return x", [GLOBAL, GLOBAL, GLOBAL]),
        ("def g():\n  def f[x](a: x): return x", [LOCAL, CELL]),
    ],
)
def test_where_a_name_is_bound(text: str, scopes: list[int]) -> None:
    assert _scopes(text, "x") == scopes


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("open", BUILTIN),
        ("def f(): open", BUILTIN),
        ("from x import *\nopen", GLOBAL),
        ("open\nfrom x import open", GLOBAL),
        ("def f():\n  global open\n  open = 1\ndef g(): open", GLOBAL),
        ("if x:\n  def open(): pass\nopen", GLOBAL),
    ],
)
def test_builtins_may_be_hidden(text: str, scope: int) -> None:
    assert set(_scopes(text.replace("open", "open"), "open")) == {scope}


def test_cells_are_what_inner_functions_use() -> None:
    facts = _lower(
        """
        def f(a, b, c):
            d = [lambda: e for e in a]
            class C:
                def m(self):
                    return b, super().x
            def g():
                nonlocal c
        """
    )
    assert {function.qualname: function.cells for function in facts.functions} == {
        "f": ("b", "e"),
        "f.<locals>.<lambda>": (),
        "f.<locals>.C.m": (),
        "f.<locals>.g": (),
    }


# --- definitions --------------------------------------------------------------------------------------------------------


def test_functions_and_classes() -> None:
    facts = _lower(
        '''
        @outer(lambda q: q)
        async def f(a, /, b: int = 1, *args, c, d=2, **kwargs) -> None:
            """What it does."""
            yield

        class C(Base, *more, metaclass=Meta):
            "A class."
            key = lambda self: 0
            @property
            def m(self):
                def inner(): return [(yield)]
        '''
    )
    assert [(item.name, item.qualname, item.owner, item.is_async, item.is_generator) for item in facts.functions] == [
        ("f", "f", -1, True, True),
        ("<lambda>", "<lambda>", -1, False, False),
        ("<lambda>", "C.<lambda>", 0, False, False),
        ("m", "C.m", 0, False, False),
        ("inner", "C.m.<locals>.inner", -1, False, True),
    ]
    function = facts.functions[0]
    assert function.docstring == "What it does."
    assert [(item.name, item.kind) for item in function.parameters] == [
        ("a", model.POSITIONAL_ONLY),
        ("b", model.POSITIONAL),
        ("args", model.STAR),
        ("c", model.KEYWORD_ONLY),
        ("d", model.KEYWORD_ONLY),
        ("kwargs", model.DOUBLE_STAR),
    ]
    assert model.unpack_region(function.at) == (3, 11, 3, 12)
    assert model.unpack_region(function.span) == (2, 1, 5, 10)
    (cls,) = facts.classes
    assert (cls.name, cls.docstring) == ("C", "A class.")
    assert [(item.name, item.star) for item in cls.bases] == [(None, 0), (None, 1), ("metaclass", 0)]
    assert model.unpack_region(cls.at) == (7, 7, 7, 8)


def test_type_parameters_are_passed_over() -> None:
    facts = _lower("def f[T: int = str, *Ts = *a, **P = [x]](a): pass\nclass C[T](B): pass\ntype A[T] = list[T]\n")
    assert facts.functions[0].parameters[0].name == "a"
    assert len(facts.classes[0].bases) == 1
    assert _plain(model.decode_body(facts.body)[2])[:2] == ("Alias", ("Name", "A", GLOBAL))


def test_imports() -> None:
    facts = _lower(
        """
        import a.b, c.d as e
        from ....x.y import (z as w, v,)
        from . import u
        def f():
            from m import *
        """.replace("    from m", "    from m")
    )
    assert facts.imports == (
        (0, "a.b", ""),
        (0, "c.d", ""),
        (4, "x.y", "z"),
        (4, "x.y", "v"),
        (1, "", "u"),
        (0, "m", "*"),
    )
    first, second, third = model.decode_body(facts.body)[:3]
    assert isinstance(first, model.Import)
    assert [(item.name, item.target and item.target.id) for item in first.names] == [("a.b", "a"), ("c.d", "e")]
    assert isinstance(second, model.ImportFrom)
    assert (second.level, second.module) == (4, "x.y")
    assert isinstance(third, model.ImportFrom)
    assert (third.level, third.module) == (1, "")


def test_what_the_module_binds_is_in_the_order_of_the_source() -> None:
    facts = _lower(
        """
        import a.b
        if x:
            def f(): global hidden; hidden = 1
        else:
            class C: attribute = 1
        for i, (j, *k) in [y for y in z]: l = m = 1
        o: int
        """
    )
    assert facts.defined == ("a", "f", "C", "i", "j", "k", "l", "m", "o")


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("x = 1", None),
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__ = ('a',)\n__all__ += ['b']\n__all__.append('c')\n__all__.extend(('d',))", ("a", "b", "c", "d")),
        ("if x:\n  __all__ = ['a']\nelse:\n  __all__ = ['b']", ("a", "b")),
        ("__all__ = ['a'] + other.__all__", None),
        ("__all__ = ['a', b]", None),
    ],
)
def test_exports(text: str, exports: tuple[str, ...] | None) -> None:
    assert _lower(text).exports == exports


def test_comments() -> None:
    facts = _lower("#!shebang\nx = 1  # one\ny = '''\n# no\n''' # two\n(\n    # three ä\n)\nf'{x # four\n}'\n")
    assert [(item.line, item.column, item.text, item.alone) for item in facts.comments] == [
        (1, 1, "#!shebang", True),
        (2, 8, "# one", False),
        (5, 5, "# two", False),
        (7, 5, "# three ä", True),
        (9, 6, "# four", False),
    ]


# --- digests ----------------------------------------------------------------------------------------------------------

_FUNCTION = "def f(x):\n    if x:\n        g()\n        h()\n    return 'a'\n"


@pytest.mark.parametrize(
    "text",
    [
        "\n\n" + _FUNCTION,
        "x = 1\n" + _FUNCTION + "y = 2\n",
        _FUNCTION.replace("g()\n", "g()  # comment\n\n"),
        _FUNCTION.replace("    ", "\t"),
        _FUNCTION.replace("(x)", "( x )"),
        "class C:\n" + textwrap.indent(_FUNCTION, "    "),
    ],
)
def test_a_digest_has_no_places(text: str) -> None:
    assert _lower(text).functions[0].digest == _lower(_FUNCTION).functions[0].digest


@pytest.mark.parametrize(
    "text",
    [
        _FUNCTION.replace("        h()", "    h()"),
        _FUNCTION.replace("'a'", "'b'"),
        _FUNCTION.replace("'a'", "'a '"),
        _FUNCTION.replace("x", "y"),
        "@d\n" + _FUNCTION,
        "async " + _FUNCTION,
        # The same words, which mean something else.
        _FUNCTION.replace("g()", "open()") + "def open(): pass\n",
    ],
)
def test_a_digest_has_all_else(text: str) -> None:
    assert _lower(text).functions[0].digest != _lower(_FUNCTION).functions[0].digest
    assert _lower(_FUNCTION.replace("g()", "open()")).functions[0].digest != _lower(text).functions[0].digest


# --- bytes and text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "x = 'é'\n".encode(),
        b"\xef\xbb\xbfx = '\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe9'\n",
        b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xe9'\n",
        b"\xef\xbb\xbf# coding: utf-8\nx = '\xc3\xa9'\n",
        b"\x0cx = '\xc3\xa9'\n",
        b"x = '\xc3\xa9'",
    ],
)
def test_encodings(source: bytes) -> None:
    facts = lower_source(source)
    assert facts.problem is None
    statement = model.decode_body(facts.body)[-1]
    assert isinstance(statement, model.Assign)
    assert _plain(statement.value) == ("Literal", "é")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    facts = lower_source(end.join(["x = 1 + \\", "  2", "y = '''a", "b'''", ""]).encode())
    assert facts.problem is None
    assert facts.lines == 4
    first, second = model.decode_body(facts.body)
    assert model.unpack_region(first.at) == (1, 1, 2, 4)
    assert model.unpack_region(second.at) == (3, 1, 4, 5)
    assert _plain(second.value) == ("Literal", "a\nb")


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        (b"x = 1\ndef f(:\n", "syntax", 2),
        (b"x = 1\ny = '\0'\n", "null-byte", 2),
        (b"x = 1\ny = '\xe9'\n", "encoding", 2),
        (b"# coding: no-such\n", "encoding", 1),
        (b"# coding: hex\n", "encoding", 1),
        (b"\xef\xbb\xbf# coding: latin-1\n", "encoding", 1),
        (b"x = 1\nprint 'x'\n", "python2", 2),
        (b"exec code in scope\n", "python2", 1),
        (b"raise E, 'message'\n", "python2", 1),
        (b"x = 0777\n", "python2", 1),
        (b"x = 10L\n", "python2", 1),
        (b"x = a <> b\n", "python2", 1),
        (b"x = `y`\n", "python2", 1),
        (b"x = ur'y'\n", "python2", 1),
        (b"def f((a, b)): pass\n", "python2", 1),
        (b"printer 'x'\n", "syntax", 1),
        (b"\n\nx = )\n", "syntax", 3),
        (b"x = 1\nif x\n  y\n", "syntax", 2),
        (b"x = 1\n(y): int\n", "syntax", 2),
        (b"{% if x %}\n", "syntax", 1),
        (b"x = '''\n", "syntax", 1),
        (
            b"if x:\n" + b"".join(b" " * n + b"if x:\n" for n in range(1, 120)) + b" " * 120 + b"pass\n",
            "too-deep",
            None,
        ),
        (b"x = " + b"[" * 5_000 + b"]" * 5_000, "too-deep", 0),
        (b"x = " + b" + ".join([b"a"] * (MAX_DEPTH + 5)), "too-deep", 0),
    ],
)
def test_what_cannot_be_read_is_a_problem(source: bytes, kind: str, line: int | None) -> None:
    facts = lower_source(source)
    assert facts.problem is not None
    assert facts.problem.kind == kind
    assert line is None or facts.problem.line == line
    assert (facts.functions, facts.classes, facts.comments, model.decode_body(facts.body)) == ((), (), (), ())


def test_what_is_deep_and_not_too_deep_can_be_read_back() -> None:
    depth = MAX_DEPTH - 10
    texts = [
        "x = " + " + ".join(["a"] * depth),
        "if a: pass\n" + "elif a: pass\n" * (depth // 2 - 5),
        "[" * depth + "]" * depth,
    ]
    for text in texts:
        assert len(_body(text)) == 1


def test_reading_leaves_python_as_it_was() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gc.isenabled()
        lower_source(b"x = '\\d'\n")
        lower_source(b"def f(:\n")
        assert gc.isenabled()


def test_a_tall_file_has_true_lines() -> None:
    text = "x = [\n" + "    1,\n" * 5_000 + "]\nclass C:\n" + "    y = 1\n" * 5_000 + "z = (\n1)\n"
    facts = _lower(text)
    assign, _, last = model.decode_body(facts.body)
    assert model.unpack_region(assign.at)[:2] == (1, 1)
    assert model.unpack_region(last.at) == (10_004, 1, 10_005, 3)
    assert model.unpack_region(facts.classes[0].span)[:2] == (5_003, 1)
    value = assign.value if isinstance(assign, model.Assign) else None
    assert isinstance(value, model.Display)
    assert model.unpack_region(value.items[-1].at) == (5_001, 5, 5_001, 6)


def test_a_wide_line_is_clipped_and_nothing_else() -> None:
    facts = _lower("x = ['" + "a" * 5_000 + "', b, f'{c}', '''\n''']; y = 1\nz = 2\n")
    assert [model.unpack_region(node.at) for node in model.decode_body(facts.body)] == [
        (1, 1, 2, 5),
        (2, 7, 2, 12),
        (3, 1, 3, 6),
    ]


# --- laws ---------------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.binary(max_size=100) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_raise(source: bytes) -> None:
    assert isinstance(lower_source(source), model.ModuleFacts)


_WORDS = st.sampled_from(
    [
        *"x y ( ) [ ] { } : , . = == + - * ** not in is and or if else elif for while def class return yield".split(),
        *"lambda await async try except finally with as import from global nonlocal del pass raise match case".split(),
        *"type _ 1 1.5 'a' f'{x}' f'{y!r:>{x}}' t'{x}' b'' @ := -> ; \\ # ... True None {{ }} é".split(),
        *("\n", "\n    ", "\n        ", "'''", '"""', "\t", "\f", "\r\n", "\\\n"),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_no_program_raises_and_what_parses_is_lowered(text: str) -> None:
    facts = lower_source(text.encode())
    try:
        libcst.parse_module(text)
    except libcst.ParserSyntaxError:
        assert facts.problem is not None
        assert facts.problem.kind in {"syntax", "python2"}
    except (libcst.CSTLogicError, libcst.CSTValidationError):
        # Its checks of trees that are made by hand, which refuse some programs.
        assert facts.problem is None
    else:
        assert facts.problem is None


_PROGRAMS = [
    "x = f'''a{ {'k': [1,]}['k'] !r:>{w}.{p}} {{}} \\N{DASH} {y:%H:%M}\n{z}''' 'b' r'c'\n",
    "async def f(a, /, *b, c: int = 1, **d) -> x: # c\n\tawait a; yield from b\n\n@d\nclass C(A, m=1): pass\n",
    "from ....a.b import (c as d,)\nfrom ... import e\nx[1:2, ::3, *y] = -1if z else .5\n",
    "match x:\n  case A(b, c=1) | [1, *_] | {'a': None, **r} | -1+2j: pass\n  case (a.b as d) if d: pass\n",
    "try: pass\nexcept* (A, B) as e: raise C from d\nelse: pass\nfinally: del a, (b)\n",
    "lambda *a, b=1, **k: (yield)\nx = {**a, 'b': c, **d}\n{x for x, in y if z if w}\nprint(*a, **b, c=1)\n",
    "with (a as b, c): pass\nassert x, y\nglobal q, r\nx: int = 1\nx //= 2 ; y @= 3\n1_0.e-1_0J, 0xFf, 0b1, 0o7, 1..real\n",
    "x = not a is not b not in c <= d != e\ny = (((a)))\nz = ((b),)\n# end",
]


@pytest.mark.parametrize("text", _PROGRAMS)
def test_the_scan_finds_the_tokens_of_the_tree(text: str) -> None:
    scanned, printed = scan(text), tokens_of_tree(libcst.parse_module(text))
    # Dots of an import are tokens of their own in the tree only.
    if "..." not in text:
        assert scanned.texts == printed.texts
        assert (scanned.starts, scanned.ends) == (printed.starts, printed.ends)
    assert scanned.comments == printed.comments


@pytest.mark.parametrize("text", _PROGRAMS)
def test_without_the_scan_the_facts_are_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _lower(text)
    monkeypatch.setattr("backlint.facts.lower.scan", lambda _: scan("something = else_"))
    assert _encoded(lower_source(text.encode())) == _encoded(expected)


def _encoded(facts: model.ModuleFacts) -> bytes:
    return msgspec.msgpack.encode(facts)


def test_what_only_a_tree_made_by_hand_may_not_be_is_read() -> None:
    assert len(_body("x = 0if y else.5\nt'a' t'{b}'\n")) == 2


def test_names_of_letters_that_the_scan_does_not_know_are_read() -> None:
    # A combining mark is a part of a name, and no letter to a regular expression.
    (statement,) = _body("e\u0301a = 1")
    assert isinstance(statement, model.Assign)
    assert model.unpack_region(statement.targets[0].at) == (1, 1, 1, 4)

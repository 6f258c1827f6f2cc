from __future__ import annotations

import configparser
import json
import string
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backlint.facts.text import MAX_BYTES, read_entries
from backlint.files import Kind


def _read(kind: Kind, text: str) -> list[tuple[str, str, int, int]]:
    result = read_entries(kind, text.encode())
    assert result.problem is None
    for entry in result.entries:
        first = entry.value.split("\n")[0]
        line = text.split("\n")[entry.line - 1]
        # What stands at the place is the value, unless it is written in another way.
        assert line[entry.column - 1 :].startswith(first[:3]) or "\\" in line, (entry, line)
    return [(entry.key, entry.value, entry.line, entry.column) for entry in result.entries]


def test_env() -> None:
    text = (
        "# comment\nA=1\nexport B = two words # comment\nC='single # no comment' # comment\n"
        'D="a\nb"\nE=\n  F=x#y\nnot a line\nG="unclosed\n'
    )
    assert _read(Kind.ENV, text) == [
        ("A", "1", 2, 3),
        ("B", "two words", 3, 12),
        ("C", "single # no comment", 4, 4),
        ("D", "a\nb", 5, 4),
        ("E", "", 7, 3),
        ("F", "x#y", 8, 5),
        ("G", '"unclosed', 10, 3),
    ]


def test_ini() -> None:
    text = "top = 0\n[one]\na = 1\nb: 2 = 3\n; comment\n# comment\n[two]\nlist =\n    x\n    y\nnothing\nlast=z"
    assert _read(Kind.INI, text) == [
        ("top", "0", 1, 7),
        ("one.a", "1", 3, 5),
        ("one.b", "2 = 3", 4, 4),
        ("two.list", "x\ny", 9, 5),
        ("two.last", "z", 12, 6),
    ]


_NAME = st.text(string.ascii_lowercase, min_size=1, max_size=5)
_VALUE = st.text(string.ascii_letters + string.digits + " /=:$%{}@", max_size=12).map(str.strip)


@given(st.dictionaries(_NAME, st.dictionaries(_NAME, _VALUE, max_size=4), max_size=3))
def test_ini_says_what_the_standard_library_says(sections: dict[str, dict[str, str]]) -> None:
    parser = configparser.RawConfigParser(delimiters=("=", ":"))
    text = ""
    for name, options in sections.items():
        text += f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items())
    parser.read_string(text)
    expected = [(f"{name}.{key}", value) for name in parser.sections() for key, value in parser.items(name)]
    assert [(key, value) for key, value, _, _ in _read(Kind.INI, text)] == expected


def test_dockerfile() -> None:
    text = (
        "FROM python:3\nARG TOKEN\nARG VERSION=1.2\nENV A=1 B=\"two words\" \\\n    # comment\n    C='three'\n"
        "env OLD some words\nRUN echo ENV X=1\n"
    )
    assert _read(Kind.DOCKERFILE, text) == [
        ("arg.VERSION", "1.2", 3, 13),
        ("env.A", "1", 4, 7),
        ("env.B", "two words", 4, 12),
        ("env.C", "three", 6, 8),
        ("env.OLD", "some words", 7, 9),
    ]


def test_toml() -> None:
    text = (
        'top = "a"\n[one."two.x"]\nb = 1 # comment\nc.d = \'x\'\nlist = [\n  "p", # "q"\n  "q",\n  { r = "s", t = true },\n'
        ']\n[[items]]\nname = "first"\n[[items]]\nname = "second"\n[items.more]\nz = """\nlong\n[not.a.table]\ny = 1"""\n'
    )
    assert _read(Kind.TOML, text) == [
        ("top", "a", 1, 8),
        ("one.two.x.b", "1", 3, 5),
        ("one.two.x.c.d", "x", 4, 8),
        ("one.two.x.list.0", "p", 6, 4),
        ("one.two.x.list.1", "q", 7, 4),
        ("one.two.x.list.2.r", "s", 8, 10),
        ("one.two.x.list.2.t", "true", 8, 18),
        ("items.0.name", "first", 11, 9),
        ("items.1.name", "second", 13, 9),
        ("items.1.more.z", "long\n[not.a.table]\ny = 1", 16, 1),
    ]


def test_yaml() -> None:
    text = (
        "services:\n  web:\n    environment:\n      - SECRET=abc\n      - PLAIN\n    ports: [80, '443']\n"
        '    env:\n      - name: TOKEN\n        value: "t"\n    text: |\n      one\n      two\n'
        "    null_value:\n    base: &base {a: 1}\n    again: *base\n---\nsecond: true\n"
    )
    result = read_entries(Kind.YAML, text.encode())
    assert [(entry.key, entry.value, entry.line, entry.column) for entry in result.entries] == [
        ("services.web.environment.SECRET", "abc", 4, 16),
        ("services.web.environment.1", "PLAIN", 5, 9),
        ("services.web.ports.0", "80", 6, 13),
        ("services.web.ports.1", "443", 6, 18),
        ("services.web.env.0.name", "TOKEN", 8, 15),
        ("services.web.env.0.TOKEN", "t", 9, 17),
        ("services.web.text", "one\ntwo\n", 11, 1),
        ("services.web.base.a", "1", 14, 21),
        ("second", "true", 17, 9),
    ]


def test_json() -> None:
    text = '{"a": {"b": [1, "two", null, false, -1.5e3]},\n "c": "\\u0041\\"",\n "a": "again"}'
    assert _read(Kind.JSON, text) == [
        ("a.b.0", "1", 1, 14),
        ("a.b.1", "two", 1, 18),
        ("a.b.3", "false", 1, 30),
        ("a.b.4", "-1.5e3", 1, 37),
        ("c", 'A"', 2, 8),
        ("a", "again", 3, 8),
    ]


_JSON = st.recursive(
    st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON, st.booleans())
def test_every_scalar_of_json_is_where_it_is_said_to_be(value: object, indented: bool) -> None:
    text = json.dumps(value, indent=2 if indented else None)
    lines = text.split("\n")
    for entry in read_entries(Kind.JSON, text.encode()).entries:
        rest = lines[entry.line - 1][entry.column - 1 :]
        if lines[entry.line - 1][entry.column - 2 : entry.column - 1] == '"' and not rest.startswith(entry.value):
            assert json.loads(f'"{rest.split(chr(34))[0]}"' if "\\" not in rest else '""') in ("", entry.value)
        else:
            assert rest.startswith(entry.value)


@pytest.mark.parametrize(
    ("kind", "text", "line"),
    [
        (Kind.JSON, '{\n"a": }', 2),
        (Kind.TOML, "a = 1\nb = \n", 2),
        (Kind.YAML, "a: 1\nb: [\n", 3),
        (Kind.YAML, "a: {{ x }}: y\n", 1),
        (Kind.YAML, "a: \x01\n", 0),
    ],
)
def test_what_cannot_be_parsed_is_a_problem_with_its_line(kind: Kind, text: str, line: int) -> None:
    result = read_entries(kind, text.encode())
    assert result.entries == ()
    assert result.problem is not None
    assert (result.problem.kind, result.problem.line) == ("syntax", line)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.JSON, "[" * 100_000),
        (Kind.JSON, "[" * 100_000 + "]" * 100_000),
        (Kind.YAML, "[" * 100_000),
        (Kind.YAML, "- " * 100_000),
        (Kind.TOML, "a = " + "[" * 100_000),
        (Kind.TOML, "[" + "a." * 100_000 + "a]\nb = 1"),
        (Kind.YAML, "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: &e {e: *d}\n"),
        (Kind.YAML, "&a [*a]"),
        (Kind.ENV, 'A="' * 30_000),
        (Kind.DOCKERFILE, "ENV A=" + "\\\n" * 100_000),
        (Kind.INI, "[" * 100_000 + "\n" + "a" * 100_000),
    ],
)
def test_hostile_text_is_survived(kind: Kind, text: str) -> None:
    result = read_entries(kind, text.encode())
    assert len(result.entries) < 100


def test_what_is_too_large_is_not_read() -> None:
    result = read_entries(Kind.JSON, b"[" + b"1," * MAX_BYTES)
    assert result.problem is not None
    assert result.problem.kind == "too-large"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_no_encoding_is_an_error(encoding: str) -> None:
    result = read_entries(Kind.ENV, "A=ä\n".encode(encoding))
    assert [(entry.key, entry.value, entry.line, entry.column) for entry in result.entries] == [("A", "ä", 1, 3)]


@given(st.sampled_from(list(Kind)), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise(kind: Kind, source: bytes) -> None:
    read_entries(kind, source)


_FRAGMENTS = st.lists(
    st.sampled_from(
        ['"', "'", '"""', "\\", "\n", "a", "=", "[", "]", "{", "}", ":", " ", "-", "#", "ENV ", "&a", "*a", "1"]
    )
).map("".join)


@given(st.sampled_from(list(Kind)), _FRAGMENTS)
def test_no_text_raises_and_the_parsers_agree_on_what_is_one(kind: Kind, text: str) -> None:
    result = read_entries(kind, text.encode())
    assert all(entry.line >= 1 and entry.column >= 1 for entry in result.entries)
    parse = {Kind.JSON: json.loads, Kind.TOML: tomllib.loads, Kind.YAML: lambda text: list(yaml.compose_all(text))}
    if kind in parse:
        try:
            parse[kind](text)
        except (ValueError, yaml.YAMLError):
            assert result.problem is not None
        else:
            assert result.problem is None

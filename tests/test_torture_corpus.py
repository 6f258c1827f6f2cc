"""A corpus of files that are hard to read: each is either read, and its fault is found, or it is said not to be."""

from __future__ import annotations

import codecs
import json
import random
from pathlib import Path

import pytest

from backlint.cli import main

FAULT = """\
import os
from flask import Flask, request

app = Flask(__name__)


@app.route("/run")
def run():
    command = request.args["command"]
    os.system(command)
    return "é"
"""

SYNTAX = {
    "positional only (3.8)": "def f(a, /, b, *, c): return a\nassert (n := 1) > 0\nprint(f'{n=}')\n",
    "decorators (3.9)": "@(lambda f: f)\ndef g(): ...\n@x[0].y(z)[1]\nclass D: ...\n",
    "contexts (3.10)": "with (open('a') as a, open('b') as b,):\n    pass\n",
    "match (3.10)": (
        "match x:\n    case {'a': [1, *_], **r} if r: ...\n    case C(a=1) | C(2) as q: ...\n"
        "    case -1+2j | 's' 't' | None: ...\n    case a.b.c: ...\n    case (1, 2, *z): ...\n    case _: ...\n"
    ),
    "groups (3.11)": "try: ...\nexcept* (A, B) as e: ...\nexcept* C: ...\na[*b]\ndef f(*args: *Ts): ...\n",
    "types (3.12)": "type A[T: int, *Ts, **P] = dict[T, P]\ndef g[T](a: T) -> T: ...\nclass K[T: (int, str)](B[T]): ...\n",
    "nested texts (3.12)": 'f"{x!r:>{10}} {f"{\'a\' + "b"}"}"\nf"{\n  x  # comment\n}"\nf\'{"\\n".join(a)}\'\n',
    "defaults of types (3.13)": "type A[T = int] = list[T]\ndef g[*Ts = *tuple[int, ...], **P = [int]](): ...\n",
    "templates (3.14)": "x = t'{a!r:>{b}} {{}}' rt'\\d{c}'\n",
    "no parentheses (3.14)": "try: ...\nexcept A, B: ...\ntry: ...\nexcept* A, B: ...\n",
    "finally (3.14)": "def g():\n    for a in b:\n        try: ...\n        finally: continue\n",
    "soft words": "match = case = type = _ = 1\nmatch[1]\nprint(match, type)\nmatch(x)\ntype(x)\nmatch -1\n",
    "stars": "a, *b = *c, *d\nf(*a, c=1, *d, **b)\nfor i in *a, b: ...\ndef g(): return *a, b\nx = {**a, 'b': [*c]}\n",
    "numbers": "0x_ff, 0b1_0, 0o1_7, 1_0.0_1e1_0j, .5, 5., 1if x else 2, 0_0\n",
    "strings": "rb'd' BR'e' + b'f'\nx = u'a' '\\N{BULLET}' r'g'\n",
    "asynchronous": "async def g():\n    async with a as b, c: ...\n    async for i in x: yield i\n    [i async for i in x if await i]\n",
    "one line": "class A: x: int = 1; y = 2\nif x: y; z\nwhile x: break\nelse: w\nlambda *a, k=1, **kw: (yield)\n",
    "continued": "x = \\\n  1\nif x and \\\n   y: z\n",
}
"""What each version of Python has added, before and after which the rest of a file must still be seen."""


def encoded(encoding: str) -> bytes:
    return f"# -*- coding: {encoding} -*-\n{FAULT}".encode(encoding)


BYTES = {
    "mark": codecs.BOM_UTF8 + FAULT.encode(),
    "mark and coding": codecs.BOM_UTF8 + b"# coding: utf-8\n" + FAULT.encode(),
    "second line": b"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n" + FAULT.encode("latin-1"),
    "third line": b"#\n#\n# coding: no-such-thing\n" + FAULT.encode(),
    **{name: encoded(name) for name in ("latin-1", "cp1252", "iso8859-15", "cp437", "mac-roman", "utf-8", "utf-7")},
    "koi8-r": "# coding: koi8-r\n# Москва\n".encode("koi8-r") + FAULT.replace("é", "e").encode(),
    "gbk": "# coding: gbk\n# 北京\n".encode("gbk") + FAULT.replace("é", "e").encode(),
    "windows": FAULT.replace("\n", "\r\n").encode(),
    "mac": FAULT.replace("\n", "\r").encode(),
    "mixed ends": FAULT.replace("\n", "\r\n", 4).replace('"]\n', '"]\r').encode(),
    "tabs": FAULT.replace("    ", "\t").encode(),
    "form feeds": FAULT.replace("\n\n", "\n\f\n").replace("    os", "\f    os").encode(),
    "no end": FAULT.rstrip("\n").encode(),
    "a long name": FAULT.replace("command", "c" * 5_000).encode(),
    "a long line": (FAULT + "x = [" + "1, " * 5_000 + "]\n").encode(),
    "a long text": (FAULT + "x = '" + "é" * 70_000 + "'\n").encode(),
    "a long comment": (FAULT + "#" * 100_000).encode(),
    "many lines": ("\n" * 100_000 + FAULT + "x = 1\n" * 500).encode(),
    "separators": ("# a\u2028import x\u0085b\x1cc\n" + FAULT).encode(),
    "other letters": FAULT.replace("os.system", "os.𝓼ｙstem").replace("request", "reqｕest").encode(),
    "deep blanks": FAULT.replace("    ", " " * 200).encode(),
    "nested calls": (FAULT + "x = " + "f(" * 150 + ")" * 150 + "\n").encode(),
    "many branches": (FAULT + "if a: ...\n" + "elif b: ...\n" * 120).encode(),
    "a long sum": (FAULT + "x = " + "1 + " * 120 + "1\n").encode(),
}
"""Files that Python reads."""

REFUSED = {
    "utf-16": FAULT.encode("utf-16"),
    "utf-32": FAULT.encode("utf-32"),
    "no such coding": b"# coding: no-such-thing\n" + FAULT.encode(),
    "no text coding": b"# coding: rot13\n" + FAULT.encode(),
    "not its coding": b"# coding: ascii\n" + FAULT.encode(),
    "bytes": FAULT.encode() + b"# \xff\n",
    "nothing": FAULT.encode() + b"\0",
    "end of file": FAULT.encode() + b"\x1a",
    "unfinished": FAULT.encode() + b"x = '''",
    "open": FAULT.encode() + b"x = (",
    "closed": FAULT.encode() + b"x = )",
    "indented": FAULT.encode() + b"  x\n",
    "tabs and blanks": FAULT.replace("    command", "\tcommand")
    .replace("    os", "        os")
    .replace("    re", "\tre")
    .encode(),
    "blanks that are none": FAULT.replace(" = ", "\u00a0= ").encode(),
    "dollar": FAULT.encode() + b"$\n",
    "too deep": FAULT.encode() + b"x = " + b"(" * 1000 + b")" * 1000,
    "too many branches": FAULT.encode() + b"if a: ...\n" + b"elif b: ...\n" * 1500,
    "too long a chain": FAULT.encode() + b"x = a" + b".b" * 2_000,
    "too long a sum": FAULT.encode() + b"x = " + b"1 + " * 2_000 + b"1\n",
    "too long a minus": FAULT.encode() + b"x = " + b"-" * 2_000 + b"1\n",
}
"""Files that Python, or what reads them for us, refuses."""


def test_every_file_is_read_or_said_not_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One scan of all: what one file holds may cost no other one anything."""
    read = {f"before {name}": f"{text}{FAULT}".encode() for name, text in SYNTAX.items()}
    read |= {f"after {name}": f"{FAULT}{text}".encode() for name, text in SYNTAX.items()}
    read |= BYTES
    names: dict[str, str] = {}
    for number, (name, content) in enumerate(
        {**read, **{f"refused: {one}": it for one, it in REFUSED.items()}}.items()
    ):
        folder = tmp_path / f"service{number}"
        folder.mkdir()
        (folder / "app.py").write_bytes(content)
        names[f"service{number}/app.py"] = name
    assert (
        main(["scan", str(tmp_path), "-o", "json", "--no-cache", "--select", "command-injection,unreadable-file"]) == 1
    )
    report = json.loads(capsys.readouterr().out)
    found = {names[one["place"]["file"]] for one in report["findings"] if one["rule"] == "command-injection"}
    unread = {names[one["place"]["file"]] for one in report["findings"] if one["rule"] == "unreadable-file"}
    assert [gap for gap in report["gaps"] if gap["kind"] in {"internal", "crash", "timeout"}] == []
    assert set(names.values()) - found - unread == set(), "neither was anything found nor was that said"
    assert set(read) - found == set(), "this is Python"
    assert {f"refused: {one}" for one in REFUSED} - unread == set(), "this is none"


def test_code_that_is_damaged_anywhere_is_read_or_said_not_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes are lost, doubled and changed; whatever is left, something is said of every file."""
    chosen = random.Random(20261123)
    source = (FAULT + "".join(SYNTAX.values())).encode()
    for number in range(40):
        content = bytearray(source)
        for _ in range(chosen.randrange(1, 4)):
            place = chosen.randrange(len(content))
            piece = content[place : place + chosen.randrange(1, 30)]
            match chosen.randrange(4):
                case 0:
                    del content[place : place + len(piece)]
                case 1:
                    content[place:place] = piece * chosen.randrange(1, 9)
                case 2:
                    content[place] = chosen.randrange(256)
                case _:
                    content[place:place] = chosen.choice((b"(", b"'''", b"\\", b"\n", b"\f", b"\xc3", b"{", b"    "))
        folder = tmp_path / f"service{number}"
        folder.mkdir()
        (folder / "app.py").write_bytes(bytes(content))
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "app.py").write_bytes(source)
    assert (
        main(["scan", str(tmp_path), "-o", "json", "--no-cache", "--select", "command-injection,unreadable-file"]) == 1
    )
    report = json.loads(capsys.readouterr().out)
    assert [gap for gap in report["gaps"] if gap["kind"] in {"internal", "crash", "timeout"}] == []
    assert "whole/app.py" in {one["place"]["file"] for one in report["findings"] if one["rule"] == "command-injection"}

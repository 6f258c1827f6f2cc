"""Programs that refer to themselves in every way: each ends, and costs nobody else what is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backlint.cli import main

GOOD = """\
import sqlite3
from fastapi import FastAPI
app = FastAPI()
@app.get("/good")
def good(q: str):
    sqlite3.connect("a").execute("SELECT " + q)
"""

RING = 40
PROGRAMS: dict[str, dict[str, str]] = {
    "cyclic imports": {
        "a.py": "from b import g\ndef f(x):\n    return g(x)\n",
        "b.py": "from a import f\ndef g(x):\n    return f(x)\n",
        "c.py": "import a, b\na.f(input())\n",
    },
    "cyclic inheritance": {
        "a.py": "from b import B\nclass A(B):\n    def m(self, x):\n        return super().m(x)\n",
        "b.py": "from a import A\nclass B(A):\n    def m(self, x):\n        return super().m(x)\n",
        "c.py": "from a import A\nA().m(input())\nclass S(S): pass\nS().x\n",
    },
    "getattr modules": {
        "m.py": "def __getattr__(name):\n    return getattr(__import__('m'), name)\n",
        "c.py": "import m\nm.a.b.c(input())\nfrom m import d\nd(input())\n",
    },
    "monkey": {
        "m.py": "class C:\n    def f(self, x):\n        return x\ndef g(x):\n    return x\n",
        "c.py": "import m\nm.g = lambda x: m.g(x)\nm.C.f = lambda self, x: self.f(x)\nsetattr(m.C, 'h', m.C.f)\nfor n in range(1000):\n    setattr(m.C, 'f%d' % n, m.g)\nm.g(input())\nm.C().h(input())\nm.C().f3(input())\n",
    },
    "decorators": {
        "c.py": "def d(f):\n    return d\ndef e(f):\n    return f(e)\n@d\n@d\ndef x(): pass\n@e\ndef y(f): return f\nx(x)(x)(x)\ny(y)\nclass D:\n    def __call__(self, f):\n        return self\n@D()\n@D()\ndef z(): pass\nz(z)(z)\n",
    },
    "metaclasses": {
        "c.py": "class M(type):\n    def __new__(mcs, name, bases, ns):\n        return super().__new__(mcs, name, bases, {**ns, 'made': mcs})\n    def __call__(cls, *a):\n        return cls(*a)\n    def __getattr__(cls, name):\n        return getattr(cls, name)\nclass A(metaclass=M):\n    def __getattr__(self, name):\n        return getattr(self, name)\n    def __getitem__(self, key):\n        return self[key]\n    def __iter__(self):\n        return iter(self)\n    def __add__(self, other):\n        return self + other\n    __radd__ = __add__\na = A()\na.x.y(input())\na[input()]\nfor i in a:\n    print(i)\nprint(a + a, 'x' + a, f'{a}')\n",
    },
    "endless": {
        "c.py": "def gen():\n    while True:\n        yield input()\n        yield from gen()\nfor x in gen():\n    for y in gen():\n        print(x, y)\nlist(gen())\nimport itertools\nfor i in itertools.count():\n    print(i)\nasync def ag():\n    while True:\n        yield await ag().__anext__()\n",
    },
    "templates": {
        "templates/a.html": "{% extends 'b.html' %}{% block x %}{{ super() }}{% include 'a.html' %}{{ q|safe }}{% endblock %}",
        "templates/b.html": "{% extends 'a.html' %}{% block x %}{{ super() }}{% include 'b.html' %}{% endblock %}",
        "templates/c.html": "{% from 'c.html' import m %}{% import 'd.html' as d %}{% macro m(x) %}{{ m(x) }}{{ d.n(x) }}{{ x|safe }}{% endmacro %}{{ m(q) }}",
        "templates/d.html": "{% import 'c.html' as c %}{% macro n(x) %}{{ c.m(x) }}{{ n(x) }}{% endmacro %}{% for i in q %}{% for j in i %}{% include 'd.html' %}{% endfor %}{% endfor %}{{ c.m(q) }}",
        "t.py": "from flask import Flask, render_template, request\napp = Flask(__name__)\n@app.get('/t')\ndef t():\n    return ''.join(render_template(n + '.html', q=request.args['q']) for n in 'abcd') + render_template('a.html', q=request.args['q']) + render_template('b.html', q=request.args['q']) + render_template('c.html', q=request.args['q']) + render_template('d.html', q=request.args['q'])\n",
    },
    "star imports in a ring": {
        "r/__init__.py": "",
        **{
            f"r/m{n}.py": f"from r.m{(n + 1) % RING} import *\n\n\ndef f{n}(v):\n    return f{(n + 1) % RING}(v)\n"
            for n in range(RING)
        },
        "c.py": "from r.m0 import *\nf0(input())\n",
    },
    "routes in a loop": {
        "c.py": "from fastapi import FastAPI\napp = FastAPI()\ndef handler(q: str):\n    return q\n"
        "for n in range(5000):\n    app.add_api_route(f'/r{n}', handler)\n"
    },
    "a dispatch table": {
        "c.py": "".join(f"def h{n}(x):\n    return TABLE[x](x)\n" for n in range(300))
        + "TABLE = {" + ",".join(f"'k{n}': h{n}" for n in range(300)) + "}\nTABLE[input()](input())\n"
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_circles_ends(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in {"good.py": GOOD, **PROGRAMS[name]}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    main(["scan", str(tmp_path), "-o", "json", "--no-cache", "--select", "sql-injection,xss-reflected"])
    report = json.loads(capsys.readouterr().out)
    assert "good.py" in {finding["place"]["file"] for finding in report["findings"]}
    assert not [gap for gap in report["gaps"] if gap["kind"] == "internal"]

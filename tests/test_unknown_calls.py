"""What no model knows passes on what it is given, at lower precision, in whatever shape it is used."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from backlint.cli import main

HEAD = """\
import asyncio
import collections
import contextlib
import copy
import functools
import io
import itertools
import json
import operator
import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

import partner
from fastapi import FastAPI
from partner import FromPartner, from_partner

app = FastAPI()


class Box:
    def __init__(self, value):
        self.value = value


class Own(partner.Base):
    pass


class Own2(partner.Base):
    def __init__(self, value):
        super().__init__(value)


class Holder:
    def __init__(self, value):
        self._value = value

    @property
    def text(self):
        return partner.f(self._value)

    @staticmethod
    def make(value):
        return partner.f(value)


@dataclass
class Data:
    text: str


class Pair(NamedTuple):
    left: str
    right: int


@functools.lru_cache
def cached(value):
    return partner.f(value)


@contextlib.contextmanager
def managed(value):
    yield partner.f(value)

"""

SHAPES = {
    "function": "y = partner.f(x)",
    "keyword": "y = partner.f(a=x)",
    "star": "y = partner.f(*[x])",
    "double_star": "y = partner.f(**{'a': x})",
    "star_tuple": "args = (1, x)\ny = partner.f(*args)",
    "in_list": "y = partner.f([x])",
    "in_dict": "y = partner.f({'a': {'b': x}})",
    "in_tuple": "y = partner.f((1, (x,)))",
    "in_set": "y = partner.f({x})",
    "in_instance": "y = partner.f(Box(x))",
    "method": "y = partner.THING.f(x)",
    "method_of_result": "y = partner.f().g(x)",
    "method_of_given": "y = partner.f(x).g()",
    "chain": "y = partner.f(x).g().h(1).i",
    "attribute": "y = partner.f(x).value",
    "attributes": "y = partner.f(x).a.b.c",
    "item": "y = partner.f(x)['a']",
    "slice": "y = partner.f(x)[1:3]",
    "call_of_result": "y = partner.f(x)(1)",
    "argument_of_result": "y = partner.f(1)(x)",
    "constructor": "y = partner.Thing(x)",
    "constructor_attribute": "y = partner.Thing(x).value",
    "constructor_method": "y = partner.Thing(x).render()",
    "class_method": "y = partner.Thing.of(x)",
    "await_function": "y = await partner.f(x)",
    "await_method": "y = (await partner.Thing(x).fetch()).body",
    "context": "with partner.open(x) as held:\n    y = held",
    "context_method": "with partner.open(x) as held:\n    y = held.read()",
    "async_context": "async with partner.open(x) as held:\n    y = await held.read()",
    "context_pair": "with partner.open(x) as (a, b):\n    y = b",
    "iteration": "y = ''\nfor row in partner.rows(x):\n    y = row",
    "iteration_pair": "y = ''\nfor key, row in partner.rows(x):\n    y = y + row",
    "async_iteration": "y = ''\nasync for row in partner.rows(x):\n    y = row",
    "comprehension": "y = ','.join([row for row in partner.rows(x)])",
    "generator": "y = ','.join(row.name for row in partner.rows(x))",
    "dict_comprehension": "y = {row: 1 for row in partner.rows(x)}\ny = list(y)[0]",
    "next": "y = next(partner.rows(x))",
    "list_of": "y = list(partner.rows(x))[0]",
    "sorted": "y = sorted(partner.rows(x))[0]",
    "enumerate": "for n, row in enumerate(partner.rows(x)):\n    y = row",
    "zip": "for n, row in zip([1], partner.rows(x)):\n    y = row",
    "map_function": "y = list(map(partner.f, [x]))[0]",
    "map_lambda": "y = list(map(lambda one: partner.f(one), [x]))[0]",
    "filter_function": "y = list(filter(partner.f, [x]))[0]",
    "max": "y = max(partner.rows(x))",
    "unpacking": "a, b = partner.pair(x)\ny = b",
    "starred": "a, *rest = partner.pair(x)\ny = rest[0]",
    "walrus": "y = (held := partner.f(x)) and held",
    "or": "y = partner.f(x) or 'a'",
    "conditional": "y = partner.f(x) if partner.g() else 'a'",
    "add": "y = partner.Thing(x) + 'a'",
    "radd": "y = 'a' + partner.Thing(x)",
    "modulo": "y = '%s' % partner.Thing(x)",
    "percent_tuple": "y = '%s %s' % (1, partner.f(x))",
    "format": "y = '{}'.format(partner.Thing(x))",
    "format_named": "y = '{a}'.format(a=partner.Thing(x))",
    "fstring": "y = f'{partner.Thing(x)}'",
    "fstring_repr": "y = f'{partner.Thing(x)!r:>10}'",
    "str": "y = str(partner.Thing(x))",
    "repr": "y = repr(partner.f(x))",
    "truediv": "y = partner.Path(x) / 'a'",
    "rtruediv": "y = 'a' / partner.Path(x)",
    "or_operator": "y = partner.Q(x) | partner.Q(1)",
    "invert": "y = ~partner.Q(x)",
    "augment": "y = partner.f(1)\ny += partner.f(x)",
    "augment_given": "y = 'a'\ny += partner.f(x)",
    "getattr": "y = getattr(partner.f(x), 'value')",
    "getattr_function": "y = getattr(partner, 'f')(x)",
    "partial": "y = functools.partial(partner.f, x)()",
    "partial_later": "y = functools.partial(partner.f, 1)(x)",
    "alias": "call = partner.f\ny = call(x)",
    "table": "y = {'a': partner.f}['a'](x)",
    "table_unknown": "y = {'a': partner.f, 'b': partner.g}[partner.k()](x)",
    "callback_decorated": "@partner.wrap\ndef give():\n    return x\ny = give()",
    "callback_decorated_argument": "@partner.wrap(1)\ndef give(a):\n    return a\ny = give(x)",
    "set_attribute": "held = partner.Thing()\nheld.value = x\ny = held.value",
    "set_attribute_method": "held = partner.Thing()\nheld.value = x\ny = held.render()",
    "set_item": "held = partner.Thing()\nheld['a'] = x\ny = held['a']",
    "set_item_method": "held = partner.Thing()\nheld['a'] = x\ny = held.render()",
    "mutator": "held = partner.Builder()\nheld.add(x)\ny = held.build()",
    "mutator_str": "held = partner.Builder()\nheld.add(x)\ny = str(held)",
    "mutator_chain": "y = partner.Builder().add(x).add(1).build()",
    "mutator_iteration": "held = partner.Builder()\nheld.add(x)\nfor y in held:\n    pass",
    "mutator_passed": "held = partner.Builder()\nheld.add(x)\ny = partner.f(held)",
    "thread": "held = partner.Pool()\nfuture = held.submit(partner.f, x)\ny = future.result()",
    "inherit": "y = Own(x).render()",
    "inherit_attribute": "y = Own(x).value",
    "inherit_method": "y = Own(1).render(x)",
    "inherit_super": "y = Own2(x).render()",
    "yield_own": "def rows():\n    yield partner.f(x)\nfor y in rows():\n    pass",
    "yield_from": "def rows():\n    yield from partner.rows(x)\ny = list(rows())[0]",
    "try": "try:\n    y = partner.f(x)\nexcept partner.Error:\n    y = ''",
    "match": "match partner.f(x):\n    case [y, *_]:\n        pass\n    case {'a': y}:\n        pass\n    case y:\n        pass",
    "match_class": "match partner.f(x):\n    case partner.Thing(value=y):\n        pass\n    case _:\n        y = ''",
    "dict_get": "y = partner.f(x).get('a')",
    "dict_items": "for key, y in partner.f(x).items():\n    pass",
    "dict_unpack": "y = {**partner.f(x)}['a']",
    "list_unpack": "y = [*partner.f(x)][0]",
    "call_unpack": "y = partner.g(**partner.f(x))",
    "dict_of": "y = dict(partner.f(x))['a']",
    "strip": "y = partner.f(x).strip().lower()",
    "split": "y = partner.f(x).split(',')[0]",
    "json": "y = json.loads(partner.f(x))['a']",
    "encode": "y = partner.f(x).encode().decode()",
    "vars": "y = vars(partner.f(x))['a']",
    "copy": "y = copy.deepcopy(partner.f(x))",
    "itemgetter": "y = operator.itemgetter('a')(partner.f(x))",
    "attrgetter": "y = operator.attrgetter('a')(partner.f(x))",
    "reduce": "y = functools.reduce(lambda a, b: a + b, partner.rows(x))",
    "chain_iter": "y = list(itertools.chain(partner.rows(x)))[0]",
    "lru": "y = cached(x)",
    "property": "y = Holder(x).text",
    "dataclass": "y = Data(partner.f(x)).text",
    "namedtuple": "y = Pair(partner.f(x), 1).left",
    "closure": "def inner():\n    return partner.f(x)\ny = inner()",
    "staticmethod": "y = Holder.make(x)",
    "reversed": "y = list(reversed(partner.rows(x)))[0]",
    "any_index": "y = partner.rows(x)[partner.i()]",
    "aiter_comp": "y = [row async for row in partner.rows(x)][0]",
    "gather": "y = (await asyncio.gather(partner.f(x), partner.g()))[0]",
    "to_thread": "y = await asyncio.to_thread(partner.f, x)",
    "executor": "y = await asyncio.get_running_loop().run_in_executor(None, partner.f, x)",
    "wait_for": "y = await asyncio.wait_for(partner.f(x), 3)",
    "task": "y = await asyncio.create_task(partner.f(x))",
    "contextmanager": "with managed(x) as y:\n    pass",
    "deque": "held = collections.deque()\nheld.append(partner.f(x))\ny = held.popleft()",
    "defaultdict": "held = collections.defaultdict(list)\nheld['a'].append(partner.f(x))\ny = held['a'][0]",
    "setdefault": "held = {}\nheld.setdefault('a', partner.f(x))\ny = held['a']",
    "update": "held = {}\nheld.update(partner.f(x))\ny = held['a']",
    "extend": "held = []\nheld.extend(partner.rows(x))\ny = held[0]",
    "iadd_list": "held = []\nheld += partner.rows(x)\ny = held[0]",
    "bytes": "y = bytes(partner.f(x), 'utf8')",
    "stringio": "held = io.StringIO()\nheld.write(partner.f(x))\ny = held.getvalue()",
    "setattr": "held = Holder(1)\nsetattr(held, 'other', partner.f(x))\ny = held.other",
    "del_none": "y = partner.f(x) if x else None",
    "lambda_default": "y = (lambda a=partner.f(x): a)()",
    "nested_ternary": "y = partner.f(x if x else 1)",
    "type_call": "y = type(partner.THING)(x)",
    "class_of": "y = partner.THING.__class__(x)",
    "import_from": "y = from_partner(x)",
    "import_class": "y = FromPartner(x)",
    "raised": "y = ''\ntry:\n    raise partner.Error(x)\nexcept partner.Error as error:\n    y = str(error)",
    "raised_args": "y = ''\ntry:\n    raise partner.Error(x)\nexcept partner.Error as error:\n    y = error.args[0]",
    "callback_result": "y = partner.run(lambda: x)",
    "callback_argument": "y = ''\ndef got(value):\n    nonlocal y\n    y = value\npartner.run(got, x)",
    "callback_named": "def give():\n    return x\ny = partner.run(give)",
    "compare_key": "y = partner.f(key=lambda row: x)",
}
"""Ways in which `y` is made of `x` by way of a library of which nothing is known."""

EXACT = {"filter_function", "callback_decorated", "callback_decorated_argument", "set_attribute", "set_item"}
EXACT |= {"inherit_attribute"}
"""What needs nothing of the library but that it is Python: the value is the very one."""

LOST = {
    "fill": "held = []\npartner.fill(held, x)\ny = held[0]",
    "fill_dict": "held = {}\npartner.fill(held, x)\ny = held['a']",
    "exception": "y = ''\ntry:\n    partner.f(x)\nexcept partner.Error as error:\n    y = str(error)",
    "global_state": "partner.STATE = x\ny = partner.STATE",
}
"""Known misses: what the library may put into what it is given, what it may raise, what it keeps."""


def precisions(shapes: Mapping[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return with what precision each shape lets a query parameter reach a statement."""
    text = HEAD
    for name, body in shapes.items():
        text += f'\n\n@app.get("/{name}")\nasync def of_{name}(x: str):\n' + textwrap.indent(body, "    ")
        text += '\n    sqlite3.connect("a").execute("SELECT " + str(y))\n'
    (folder / "app.py").write_text(text, encoding="utf-8")
    selected = ["--select", "sql-injection", "--persona", "audit", "--no-cache"]
    main(["scan", str(folder), "-o", "json", *selected])
    report = json.loads(capsys.readouterr().out)
    assert report["gaps"] == []
    return {one["endpoint"].removeprefix("GET /"): one["precision"] for one in report["findings"]}


def test_an_unknown_call_passes_on_what_it_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = precisions(SHAPES, tmp_path, capsys)
    assert sorted(SHAPES.keys() - found.keys()) == []
    assert {name for name, precision in found.items() if precision not in {"low", "medium"}} == EXACT


def test_what_is_lost_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert precisions(LOST, tmp_path, capsys) == {}


def test_what_is_given_nothing_gives_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = precisions({name: f"x = 1\n{body}" for name, body in SHAPES.items()}, tmp_path, capsys)
    assert found == {}

"""Small programs, one for each part of the language: by the first `y` becomes what `x` is, by the second it does not."""

from __future__ import annotations

HEAD = """\
import asyncio
import base64
import collections
import contextlib
import copy
import functools
import html
import io
import itertools
import json
import operator
import os
import queue
import re
import sqlite3
import string
import threading
import urllib.parse
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, field, replace
from enum import Enum
from types import SimpleNamespace
from typing import Any, ClassVar, NamedTuple, Protocol, TypedDict

import attr
import partner
from attrs import define
from fastapi import FastAPI
from pydantic import BaseModel, Field, field_validator

app = FastAPI()

"""

TEXTS = {
    "concat": ("y = 'a' + x", "y = 'a' + 'b'"),
    "augmented": ("y = 'a'\ny += x", "y = x\ny = 'a'"),
    "percent": ("y = '%s, %d' % (x, 1)", "y = '%s, %d' % ('a', 1)"),
    "percent_number": ("y = '%(a)s' % {'a': x}", "y = '%d' % int(x)"),
    "percent_named": ("y = '%(a)s' % {'a': x, 'b': 'c'}", "y = '%(b)s' % {'a': x, 'b': 'c'}"),
    "format": ("y = '{} {}'.format(1, x)", "y = '{0}'.format(1, x)"),
    "format_named": ("y = '{a}'.format(a=x, b=1)", "y = '{b}'.format(a=x, b=1)"),
    "format_attribute": (
        "y = '{0.text}'.format(SimpleNamespace(text=x))",
        "y = '{0.other}'.format(SimpleNamespace(text=x, other='a'))",
    ),
    "format_item": ("y = '{0[a]}'.format({'a': x})", "y = '{0[b]}'.format({'a': x, 'b': 'c'})"),
    "format_map": ("y = '{a}'.format_map({'a': x})", "y = '{b}'.format_map({'a': x, 'b': 'c'})"),
    "fstring": ("y = f'{1}{x!r:>10}'", "y = f'{1}{len(x)}'"),
    "fstring_nested": ("y = f'{f\"{x}\"}'", "y = f'{f\"{1}\"}'"),
    "fstring_number": ("y = f'{x:>10}'", "y = f'{int(x):d}'"),
    "join": ("y = ','.join(['a', x])", "y = ','.join(['?' for _ in x])"),
    "join_generator": ("y = ','.join(one for one in [x])", "y = ','.join('%s' for one in x.split(','))"),
    "join_map": ("y = ','.join(map(str, [x]))", "y = ','.join(map(str, map(int, x.split(','))))"),
    "slice": ("y = x[1:3]", "y = 'abc'[:len(x)]"),
    "methods": ("y = x.strip().lower().title()", "y = 'A'.strip().lower().title()"),
    "replace_keeps": ("y = x.replace('a', 'b')", "y = 'a'.replace('a', 'b')"),
    "replace_given": ("y = 'a@'.replace('@', x)", "y = 'a@'.replace('@', str(int(x)))"),
    "split": ("y = x.split(',')[0]", "y = 'a,b'.split(',')[0]"),
    "partition": ("y = x.partition('=')[2]", "y = x.partition('=')[1]"),
    "rpartition": ("y = ''\n_, _, y = x.rpartition('=')", "_, y, _ = x.rpartition('=')"),
    "count": ("y = x * 2", "y = '?' * len(x)"),
    "encode": ("y = x.encode().decode('utf8', 'ignore')", "y = 'a'.encode().decode()"),
    "bytes_text": ("y = str(x.encode('utf8'), 'utf8')", "y = str(b'a', 'utf8')"),
    "template": ("y = string.Template('$a').substitute(a=x)", "y = string.Template('$a').substitute(a='b', c=x)"),
    "template_map": (
        "y = string.Template('$a').safe_substitute({'a': x})",
        "y = string.Template('$b').safe_substitute({'a': x, 'b': 'c'})",
    ),
    "translate": ("y = x.translate(str.maketrans('a', 'b'))", "y = 'a'.translate(str.maketrans('a', 'b'))"),
    "str_class": ("y = str.join(',', [x])", "y = str.join(',', ['a'])"),
    "str_method_alias": ("upper = str.upper\ny = upper(x)", "upper = str.upper\ny = upper('a')"),
    "textwrap": ("import textwrap\ny = textwrap.dedent(x)", "import textwrap\ny = textwrap.dedent('a')"),
    "re_sub": ("y = re.sub('a', 'b', x)", "y = re.sub('[^0-9]', '', x)"),
    "re_sub_function": (
        "y = re.sub('a', lambda found: x, 'a')",
        "y = re.sub('a', lambda found: 'b', 'a')",
    ),
    "re_match": ("y = re.match('(.*)', x).group(1)", "y = re.match('([0-9]+)', x).group(1)"),
    "re_named": (
        "y = re.search('(?P<a>.*)', x)['a']",
        "y = re.search('^(?P<a>[0-9]+)$', x).groupdict()['a']",
    ),
    "re_findall": ("y = re.findall('.*', x)[0]", "y = re.findall('[0-9]+', x)[0]"),
    "re_compiled": ("y = re.compile(',').split(x)[1]", "y = re.compile('[0-9]+').search(x).group()"),
    "stringio": (
        "held = io.StringIO()\nheld.write(x)\ny = held.getvalue()",
        "held = io.StringIO()\nheld.write('a')\ny = held.getvalue()",
    ),
    "stringio_read": ("y = io.StringIO(x).read()", "y = io.StringIO('a').read()"),
    "print_file": (
        "held = io.StringIO()\nprint('a', x, file=held)\ny = held.getvalue()",
        "held = io.StringIO()\nprint('a', file=held)\ny = held.getvalue()",
    ),
    "json": ("y = json.loads(json.dumps({'a': x}))['a']", "y = json.loads(json.dumps({'a': x, 'b': 'c'}))['b']"),
    "json_text": ("y = json.loads(x)['a']", "y = json.loads('{\"a\": 1}')['a']"),
    "base64": (
        "y = base64.b64decode(base64.b64encode(x.encode())).decode()",
        "y = base64.b64encode(x.encode()).decode()",
    ),
    "urlsafe": ("y = base64.urlsafe_b64decode(x).decode()", "y = base64.urlsafe_b64decode('YQ==').decode()"),
    "quote": ("y = urllib.parse.unquote(urllib.parse.quote(x))", "y = urllib.parse.unquote('a%20b')"),
    "urlencode": (
        "y = urllib.parse.parse_qs(urllib.parse.urlencode({'a': x}))['a'][0]",
        "y = urllib.parse.parse_qs('a=b')['a'][0]",
    ),
    "urlparse": ("y = urllib.parse.urlparse(x).query", "y = urllib.parse.urlparse('http://a/?b').query"),
    "hex": ("y = bytes.fromhex(x).decode()", "y = x.encode().hex()"),
    "chr": ("y = ''.join(chr(ord(one) + 1) for one in x)", "y = str(ord(x))"),
    "iterated": ("y = ''\nfor one in x:\n    y += one", "y = ''\nfor one in x:\n    y += '?'"),
    "number": ("y = x", "y = int(x)"),
    "number_math": ("y = x", "y = float(x) * 2 + 1"),
    "bool": ("y = x", "y = bool(x)"),
    "compare": ("y = x", "y = x == 'a'"),
    "len": ("y = x", "y = len(x)"),
    "conditional": ("y = x if len('a') == 1 else 'b'", "y = x if len('a') == 2 else 'b'"),
    "conditional_folded": ("y = 'b' if 'a' in 'b' else x", "y = 'b' if 'a' in ['a'] else x"),
    "folded_branch": ("y = 'a'\nif 2 * 3 == 6:\n    y = x", "y = 'a'\nif 7 // 2 != 3:\n    y = x"),
    "folded_bits": ("y = 'a'\nif 5 & 4:\n    y = x", "y = 'a'\nif 5 & 2:\n    y = x"),
    "folded_text": (
        "y = 'a'\nif 'ab'.startswith('a'):\n    y = x",
        "y = 'a'\nif 'ab'.upper()[0] != 'A':\n    y = x",
    ),
    "folded_char": ("k = 'ABC'[1]\ny = x if k == 'B' else 'a'", "k = 'ABC'[2]\ny = x if k == 'B' else 'a'"),
    "folded_chain": ("y = 'a'\nif 1 < 2 < 3:\n    y = x", "y = 'a'\nif 1 < 2 > 3:\n    y = x"),
    "folded_not": ("y = 'a'\nif not []:\n    y = x", "y = 'a'\nif not [1]:\n    y = x"),
    "folded_and": ("y = 'a'\nif 1 and 'b':\n    y = x", "y = 'a'\nif 1 and '':\n    y = x"),
    "folded_format": (
        "y = 'a'\nif f'{1}-{2}' == '1-2':\n    y = x",
        "y = 'a'\nif '%s-%s' % (1, 2) != '1-2':\n    y = x",
    ),
    "folded_sum": ("y = 'a'\nif sum([1, 2]) == 3:\n    y = x", "y = 'a'\nif max(1, 2) == 1:\n    y = x"),
    "walrus": ("y = (held := x) and held", "y = (held := 'a') and held"),
    "walrus_if": ("y = 'a'\nif (held := x):\n    y = held", "y = 'a'\nif (held := x.isdigit()):\n    y = held"),
    "while_loop": (
        "y = ''\nn = 0\nwhile n < 3:\n    y += x\n    n += 1",
        "y = ''\nn = 0\nwhile n < 3:\n    y += str(n)\n    n += 1",
    ),
    "while_break": ("y = 'a'\nwhile True:\n    y = x\n    break", "y = x\nwhile True:\n    y = 'a'\n    break"),
    "for_else": (
        "y = 'a'\nfor _ in [1]:\n    pass\nelse:\n    y = x",
        "y = x\nfor _ in [1]:\n    pass\nelse:\n    y = 'a'",
    ),
}

CONTAINERS = {
    "list_item": ("y = [1, x][1]", "y = ['a', x][0]"),
    "list_negative": ("y = [1, x][-1]", "y = [x, 'a'][-1]"),
    "list_set": ("held = ['a', 'b']\nheld[0] = x\ny = held[0]", "held = [x, 'b']\nheld[0] = 'a'\ny = held[0]"),
    "list_append": ("held = ['a']\nheld.append(x)\ny = held[1]", "held = ['a']\nheld.append(x)\ny = held[0]"),
    "list_append_last": ("held = ['a']\nheld.append(x)\ny = held[-1]", "held = [x]\nheld.append('a')\ny = held[-1]"),
    "list_insert": ("held = ['a']\nheld.insert(0, x)\ny = held[0]", "held = ['a']\nheld.insert(0, x)\ny = held[1]"),
    "list_pop": ("held = ['a', x]\ny = held.pop()", "held = ['a', x]\nheld.pop()\ny = held[0]"),
    "list_pop_first": ("held = [x, 'a']\ny = held.pop(0)", "held = [x, 'a']\nheld.pop(0)\ny = held[0]"),
    "list_del": ("held = ['a', x]\ndel held[0]\ny = held[0]", "held = [x, 'a']\ndel held[0]\ny = held[0]"),
    "list_remove": ("held = ['a', x]\nheld.remove('a')\ny = held[0]", "held = ['a', 'b']\nheld.remove(x)\ny = held[0]"),
    "list_extend": ("held = []\nheld.extend([x])\ny = held[0]", "held = ['a']\nheld.extend([x])\ny = held[0]"),
    "list_plus": ("y = ([1] + [x])[1]", "y = (['a'] + [x])[0]"),
    "list_slice": ("y = ['a', x][1:][0]", "y = ['a', x][:1][0]"),
    "list_times": ("y = ([x] * 2)[0]", "y = (['?'] * len(x))[0]"),
    "list_clear": (
        "held = ['a']\nheld.clear()\nheld.append(x)\ny = held[0]",
        "held = [x]\nheld.clear()\nheld.append('a')\ny = held[0]",
    ),
    "list_reverse": ("held = ['a', x]\nheld.reverse()\ny = held[0]", "held = ['a', 'b']\nheld.reverse()\ny = held[0]"),
    "list_sort": ("held = ['a', x]\nheld.sort()\ny = held[0]", "held = ['a', 'b']\nheld.sort()\ny = held[0]"),
    "list_slice_set": ("held = ['a']\nheld[:] = [x]\ny = held[0]", "held = [x]\nheld[:] = ['a']\ny = held[0]"),
    "list_alias": (
        "held = ['a']\nother = held\nother[0] = x\ny = held[0]",
        "held = ['a']\nother = list(held)\nother[0] = x\ny = held[0]",
    ),
    "list_copy": ("held = [x]\ny = held.copy()[0]", "held = ['a']\nother = held[:]\nother[0] = x\ny = held[0]"),
    "list_nested": ("y = [[1], [x]][1][0]", "y = [['a'], [x]][0][0]"),
    "list_index": ("y = [x][['a'].index('a')]", "y = ['a', x][['b'].index('b')]"),
    "tuple_item": ("y = (1, x)[1]", "y = ('a', x)[0]"),
    "tuple_unpack": ("a, y = 1, x", "y, a = 'a', x"),
    "tuple_swap": ("a, y = x, 'a'\na, y = y, a", "a, y = 'a', x\na, y = y, a"),
    "tuple_nested": ("(a, (b, y)) = (1, (2, x))", "(a, (y, b)) = (1, ('a', x))"),
    "star_unpack": ("a, *held = 1, 'a', x\ny = held[1]", "a, *held = 1, 'a', x\ny = held[0]"),
    "star_middle": ("a, *held, y = 1, 2, x", "y, *held, a = 'a', x, 2"),
    "star_list": ("y = [*['a'], *[x]][1]", "y = [*['a'], *[x]][0]"),
    "set": ("y = list({'a', x})[0]", "y = list({'a', 'b'})[0]"),
    "set_add": ("held = set()\nheld.add(x)\ny = held.pop()", "held = {'a'}\nheld.add('b')\ny = held.pop()"),
    "set_ops": ("y = list({x} | {'a'})[0]", "y = list({x} & {'a'})[0]"),
    "dict_item": ("y = {'a': x}['a']", "y = {'a': x, 'b': 'c'}['b']"),
    "dict_set": ("held = {}\nheld['a'] = x\ny = held['a']", "held = {'a': x}\nheld['a'] = 'b'\ny = held['a']"),
    "dict_other": (
        "held = {}\nheld['a'] = x\nheld['b'] = 'c'\ny = held['a']",
        "held = {}\nheld['a'] = x\nheld['b'] = 'c'\ny = held['b']",
    ),
    "dict_get": ("y = {'a': x}.get('a')", "y = {'a': x}.get('b', 'c')"),
    "dict_get_default": ("y = {}.get('a', x)", "y = {'a': 'b'}.get('a', x)"),
    "dict_get_unknown": ("y = {'a': 'b'}.get(x, x)", "y = {'a': 'b'}.get(x, 'c')"),
    "dict_pop": ("y = {'a': x}.pop('a')", "held = {'a': x, 'b': 'c'}\nheld.pop('a')\ny = list(held.values())[0]"),
    "dict_del": (
        "held = {'a': x}\ndel held['b']\ny = held['a']",
        "held = {'a': x, 'b': 'c'}\ndel held['a']\ny = str(held)",
    ),
    "dict_values": ("y = list({'a': x}.values())[0]", "y = list({'a': x}.keys())[0]"),
    "dict_items": ("for k, y in {'a': x}.items():\n    pass", "for y, v in {'a': x}.items():\n    pass"),
    "dict_keys": ("for y in {x: 1}:\n    pass", "for y in {'a': x}:\n    pass"),
    "dict_update": (
        "held = {}\nheld.update({'a': x})\ny = held['a']",
        "held = {'a': x}\nheld.update({'a': 'b'})\ny = held['a']",
    ),
    "dict_update_named": (
        "held = {}\nheld.update(a=x)\ny = held['a']",
        "held = {'a': x}\nheld.update(a='b')\ny = held['a']",
    ),
    "dict_setdefault": (
        "held = {}\nheld.setdefault('a', []).append(x)\ny = held['a'][0]",
        "held = {'a': 'b'}\ny = held.setdefault('a', x)",
    ),
    "dict_star": ("y = {**{'a': x}}['a']", "y = {**{'a': x}, 'a': 'b'}['a']"),
    "dict_or": ("y = ({'a': 1} | {'a': x})['a']", "y = ({'a': x} | {'a': 'b'})['a']"),
    "dict_of": ("y = dict(a=x)['a']", "y = dict(a=x, b='c')['b']"),
    "dict_of_pairs": ("y = dict([('a', x)])['a']", "y = dict([('a', x), ('b', 'c')])['b']"),
    "dict_zip": ("y = dict(zip(['a'], [x]))['a']", "y = dict(zip(['a', 'b'], [x, 'c']))['b']"),
    "dict_fromkeys": ("y = dict.fromkeys(['a'], x)['a']", "y = dict.fromkeys(['a'], 'b')['a']"),
    "dict_nested": (
        "held = {'a': {}}\nheld['a']['b'] = x\ny = held['a']['b']",
        "held = {'a': {'c': 'd'}}\nheld['a']['b'] = x\ny = held['a']['c']",
    ),
    "dict_constant_key": ("k = 'a' + 'b'\ny = {'ab': x, 'c': 1}[k]", "k = 'a' + 'b'\ny = {'ab': 'd', 'c': x}[k]"),
    "dict_tuple_key": ("y = {(1, 2): x}[1, 2]", "y = {(1, 2): x, (1, 3): 'a'}[1, 3]"),
    "dict_table": ("y = {'a': x, 'b': x}[x]", "y = {'a': 'asc', 'b': 'desc'}[x]"),
    "dict_comprehension": ("y = {k: x for k in ['a']}['a']", "y = {k: 'b' for k in [x]}.get('a')"),
    "dict_filtered": (
        "y = {k: v for k, v in {'a': x}.items() if v}['a']",
        "y = {k: v for k, v in {'a': 'b'}.items() if k in x}['a']",
    ),
    "dict_popitem": ("k, y = {'a': x}.popitem()", "y, k = {'a': x}.popitem()"),
    "comprehension": ("y = [one.strip() for one in [x]][0]", "y = [len(one) for one in [x]][0]"),
    "comprehension_if": ("y = [one for one in [x] if one][0]", "y = [one for one in [x] if one in ('a', 'b')][0]"),
    "comprehension_nested": ("y = [b for a in [[x]] for b in a][0]", "y = [b for a in [[x], ['a']] for b in ['c']][0]"),
    "comprehension_set": ("y = list({one for one in [x]})[0]", "y = list({one.isdigit() for one in [x]})[0]"),
    "comprehension_scope": ("one = 'a'\ny = [one for one in [x]][0]", "y = 'a'\n[y for y in [x]]"),
    "enumerate": ("for n, y in enumerate([x]):\n    pass", "for y, v in enumerate([x]):\n    pass"),
    "zip": ("for a, y in zip([1], [x]):\n    pass", "for y, a in zip(['a'], [x]):\n    pass"),
    "zip_star": ("a, y = zip(*[(1, x)])\ny = y[0]", "y, a = zip(*[('a', x)])\ny = y[0]"),
    "sorted": ("y = sorted([x, 'a'])[0]", "y = sorted(['b', 'a'], key=lambda one: x)[0]"),
    "reversed": ("y = list(reversed([x]))[0]", "y = list(reversed(['a']))[0]"),
    "map": ("y = list(map(lambda one: one, [x]))[0]", "y = list(map(int, [x]))[0]"),
    "map_two": ("y = list(map(lambda a, b: b, [1], [x]))[0]", "y = list(map(lambda a, b: a, ['a'], [x]))[0]"),
    "filter": ("y = list(filter(None, [x]))[0]", "y = list(filter(lambda one: one in ('a', 'b'), [x]))[0]"),
    "filter_method": ("y = list(filter(str.strip, [x]))[0]", "y = list(filter(str.isdigit, [x]))[0]"),
    "next": ("y = next(iter([x]))", "y = next(iter(['a']), 'b')"),
    "next_default": (
        "y = next((one for one in [] if one), x)",
        "y = next((one for one in ['a', 'b'] if one == x), None)",
    ),
    "min_max": ("y = max([x, 'a'])", "y = max([len(x), 1])"),
    "max_key": ("y = max([x], key=len)", "y = max(['a', 'b'], key=lambda one: x.count(one))"),
    "any": ("y = x", "y = any([x])"),
    "sum": ("y = sum([[x]], [])[0]", "y = sum([len(x)])"),
    "in_test": ("y = x if x in [x] else 'a'", "y = x if x in ['a', 'b'] else 'a'"),
    "range": ("for n in range(3):\n    y = x", "for y in range(len(x)):\n    pass"),
    "deque": (
        "held = collections.deque()\nheld.appendleft(x)\ny = held.pop()",
        "held = collections.deque(['a'])\nheld.append('b')\ny = held.popleft()",
    ),
    "defaultdict": (
        "held = collections.defaultdict(list)\nheld['a'].append(x)\ny = held['a'][0]",
        "held = collections.defaultdict(list)\nheld['a'].append(x)\nheld['b'].append('c')\ny = held['b'][0]",
    ),
    "ordered": (
        "y = collections.OrderedDict([('a', x)])['a']",
        "y = collections.OrderedDict([('a', x), ('b', 'c')])['b']",
    ),
    "counter": ("y = collections.Counter([x]).most_common(1)[0][0]", "y = collections.Counter([x])['a']"),
    "chainmap": ("y = collections.ChainMap({'a': x}, {})['a']", "y = collections.ChainMap({'a': 'b'}, {'c': x})['a']"),
    "namedtuple": (
        "P = collections.namedtuple('P', 'a b')\ny = P(1, x).b",
        "P = collections.namedtuple('P', 'a b')\ny = P('a', x).a",
    ),
    "namedtuple_list": (
        "P = collections.namedtuple('P', ['a', 'b'])\ny = P(b=x, a=1)[1]",
        "P = collections.namedtuple('P', ['a', 'b'])\ny = P(b=x, a='c')[0]",
    ),
    "namedtuple_replace": (
        "P = collections.namedtuple('P', 'a b')\ny = P(1, 2)._replace(b=x).b",
        "P = collections.namedtuple('P', 'a b')\ny = P(1, x)._replace(b='c').b",
    ),
    "namedtuple_asdict": (
        "P = collections.namedtuple('P', 'a b')\ny = P(1, x)._asdict()['b']",
        "P = collections.namedtuple('P', 'a b')\ny = P('c', x)._asdict()['a']",
    ),
    "simple_namespace": ("y = SimpleNamespace(a=x).a", "y = SimpleNamespace(a=x, b='c').b"),
    "chain": ("y = list(itertools.chain(['a'], [x]))[1]", "y = list(itertools.chain(['a'], ['b']))[1]"),
    "chain_from": (
        "y = list(itertools.chain.from_iterable([[x]]))[0]",
        "y = list(itertools.chain.from_iterable([['a']]))[0]",
    ),
    "islice": ("y = list(itertools.islice([x], 1))[0]", "y = list(itertools.islice(['a'], 1))[0]"),
    "product": (
        "for a, y in itertools.product([1], [x]):\n    pass",
        "for y, a in itertools.product(['a'], [x]):\n    pass",
    ),
    "groupby": (
        "for y, held in itertools.groupby([x]):\n    pass",
        "for y, held in itertools.groupby(['a']):\n    pass",
    ),
    "groupby_group": (
        "for k, held in itertools.groupby([x], key=len):\n    y = list(held)[0]",
        "for y, held in itertools.groupby([x], key=len):\n    pass",
    ),
    "zip_longest": (
        "for a, y in itertools.zip_longest([1], [x]):\n    pass",
        "for y, a in itertools.zip_longest(['a'], [x]):\n    pass",
    ),
    "accumulate": ("y = list(itertools.accumulate([x]))[0]", "y = list(itertools.accumulate(['a']))[0]"),
    "starmap": (
        "y = list(itertools.starmap(lambda a, b: b, [(1, x)]))[0]",
        "y = list(itertools.starmap(lambda a, b: a, [('a', x)]))[0]",
    ),
    "repeat": ("y = next(itertools.repeat(x))", "y = ','.join(itertools.repeat('?', len(x)))"),
    "cycle": ("y = next(itertools.cycle([x]))", "y = next(itertools.cycle(['a']))"),
    "tee": ("a, b = itertools.tee([x])\ny = next(b)", "a, b = itertools.tee(['a'])\ny = next(b)"),
    "count_tool": (
        "for n, y in zip(itertools.count(), [x]):\n    pass",
        "for y, v in zip(itertools.count(), [x]):\n    pass",
    ),
    "permutations": (
        "y = list(itertools.permutations([x, 'a']))[0][0]",
        "y = list(itertools.permutations(['a', 'b']))[0][0]",
    ),
    "pairwise": (
        "for a, y in itertools.pairwise(['a', x]):\n    pass",
        "for a, y in itertools.pairwise(['a', 'b']):\n    pass",
    ),
    "takewhile": ("y = list(itertools.takewhile(bool, [x]))[0]", "y = list(itertools.takewhile(bool, ['a']))[0]"),
    "copy": ("y = copy.copy({'a': x})['a']", "y = copy.copy({'a': x, 'b': 'c'})['b']"),
    "deepcopy": (
        "y = copy.deepcopy([[x]])[0][0]",
        "held = ['a']\nother = copy.deepcopy(held)\nother[0] = x\ny = held[0]",
    ),
    "itemgetter": ("y = operator.itemgetter('a')({'a': x})", "y = operator.itemgetter('b')({'a': x, 'b': 'c'})"),
    "itemgetter_two": ("a, y = operator.itemgetter(0, 1)(['a', x])", "y, a = operator.itemgetter(0, 1)(['a', x])"),
    "attrgetter": (
        "y = operator.attrgetter('a')(SimpleNamespace(a=x))",
        "y = operator.attrgetter('b')(SimpleNamespace(a=x, b='c'))",
    ),
    "methodcaller": ("y = operator.methodcaller('strip')(x)", "y = operator.methodcaller('strip')('a')"),
    "operator_add": ("y = operator.add('a', x)", "y = operator.add('a', 'b')"),
    "operator_concat": (
        "y = functools.reduce(operator.add, ['a', x])",
        "y = functools.reduce(operator.add, ['a', 'b'])",
    ),
    "queue": (
        "held = queue.Queue()\nheld.put(x)\ny = held.get()",
        "held = queue.Queue()\nheld.put('a')\ny = held.get()",
    ),
    "queue_tuple": (
        "held = queue.Queue()\nheld.put((1, x))\na, y = held.get_nowait()",
        "held = queue.Queue()\nheld.put(('a', x))\ny, a = held.get_nowait()",
    ),
    "async_queue": (
        "held = asyncio.Queue()\nawait held.put(x)\ny = await held.get()",
        "held = asyncio.Queue()\nawait held.put('a')\ny = await held.get()",
    ),
    "heap": (
        "import heapq\nheld = []\nheapq.heappush(held, x)\ny = heapq.heappop(held)",
        "import heapq\nheld = []\nheapq.heappush(held, 'a')\ny = heapq.heappop(held)",
    ),
    "choice": ("import random\ny = random.choice([x])", "import random\ny = random.choice(['a', 'b'])"),
    "loop_build": (
        "held = []\nfor one in ['a', 'b']:\n    held.append(one + x)\ny = ' '.join(held)",
        "held = []\nfor one in ['a', 'b']:\n    held.append(one + '= ?')\ny = ' '.join(held)",
    ),
    "loop_pairs": (
        "held, given = [], []\nfor k, v in {'a': x}.items():\n    held.append(k)\n    given.append(v)\ny = given[0]",
        "held, given = [], []\nfor k, v in {'a': x}.items():\n    held.append(k)\n    given.append(v)\ny = held[0]",
    ),
    "slice_object": ("y = ['a', x][slice(1, 2)][0]", "y = ['a', x][slice(0, 1)][0]"),
    "array": (
        "held = bytearray()\nheld.extend(x.encode())\ny = held.decode()",
        "held = bytearray()\nheld.extend(b'a')\ny = held.decode()",
    ),
    "environ": ("os.environ['A_B'] = x\ny = os.environ['A_B']", "os.environ['A_C'] = 'a'\ny = os.environ['A_C']"),
}

CLASS_HEAD = """\
class Box:
    kind = "box"
    registry = {}

    def __init__(self, value, other="a"):
        self.value = value
        self.other = other
        self._held = value

    @property
    def held(self):
        return self._held

    @held.setter
    def held(self, value):
        self._held = value

    def give(self):
        return self.value

    def give_other(self):
        return self.other

    def set(self, value):
        self.value = value
        return self

    @classmethod
    def of(cls, value, other="a"):
        return cls(value, other)

    @staticmethod
    def same(value):
        return value

    def __str__(self):
        return self.value

    def __repr__(self):
        return f"Box({self.other})"

    def __format__(self, spec):
        return self.value

    def __getitem__(self, key):
        return {"value": self.value, "other": self.other}[key]

    def __setitem__(self, key, value):
        setattr(self, key, value)

    def __call__(self, value):
        return value + self.other

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return iter([self.value])

    def __contains__(self, one):
        return one == self.value

    def __add__(self, other):
        return Box(self.value + other.value)

    def __radd__(self, other):
        return other + self.value

    def __mod__(self, other):
        return self.other % other

    def __eq__(self, other):
        return self.value == other

    def __enter__(self):
        return self.value

    def __exit__(self, *_):
        return False

    async def __aenter__(self):
        return self.value

    async def __aexit__(self, *_):
        return False

    def __aiter__(self):
        return self

    async def __anext__(self):
        return self.value

    def __hash__(self):
        return 1


class Sub(Box):
    kind = "sub"

    def __init__(self, value, extra):
        super().__init__("fixed", extra)
        self.extra = value

    def give(self):
        return super().give() + "!"


class SubOld(Box):
    def __init__(self, value):
        Box.__init__(self, value)


class Mixin:
    def mixed(self):
        return self.value


class Mixed(Mixin, Box):
    pass


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


class Loose:
    def __init__(self, values):
        self._values = values

    def __getattr__(self, name):
        return self._values[name]


class Dynamic:
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


class Updated:
    def __init__(self, **values):
        self.__dict__.update(values)


class Strict:
    def __setattr__(self, name, value):
        object.__setattr__(self, "_" + name, value)


class Column:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, value)


class Row:
    text = Column()
    other = Column()

    def __init__(self, text, other):
        self.text = text
        self.other = other


class Shape(ABC):
    @abstractmethod
    def draw(self, value):
        ...

    def run(self, value):
        return self.draw(value)


class Loud(Shape):
    def draw(self, value):
        return value


class Quiet(Shape):
    def draw(self, value):
        return "quiet"


class Drawn(Protocol):
    def draw(self, value: str) -> str: ...


def through_protocol(one: Drawn, value):
    return one.draw(value)


class Templated:
    def run(self, value):
        return self.before(self.step(value))

    def before(self, value):
        return value

    def step(self, value):
        return "a"


class TemplatedSub(Templated):
    def step(self, value):
        return value


@dataclass
class Data:
    text: str
    other: str = "a"
    many: list = field(default_factory=list)


@dataclass
class DataPost:
    text: str
    full: str = field(init=False)

    def __post_init__(self):
        self.full = "a" + self.text


@dataclass(frozen=True, slots=True)
class DataSub(Data):
    third: str = ""


@define
class Defined:
    text: str
    other: str = "a"


@attr.s
class OldAttrs:
    text = attr.ib()
    other = attr.ib(default="a")


@attr.s(auto_attribs=True)
class AutoAttrs:
    text: str
    _private: str = "a"


class Model(BaseModel):
    text: str
    number: int = 0
    other: str = "a"


class ModelSub(Model):
    third: str = ""


class Validated(BaseModel):
    text: str

    @field_validator("text")
    @classmethod
    def check(cls, value):
        if value not in ("a", "b"):
            raise ValueError("no")
        return value


class Pair(NamedTuple):
    left: str
    right: str = "a"

    def both(self):
        return self.left + self.right


class Color(Enum):
    RED = "red"
    BLUE = "blue"

    @property
    def label(self):
        return self.value.title()


class Typed(TypedDict):
    a: str
    b: str


class Meta(type):
    def __new__(mcs, name, bases, body):
        made = super().__new__(mcs, name, bases, body)
        made.added = "a"
        return made


class WithMeta(metaclass=Meta):
    def __init__(self, value):
        self.value = value


class Made:
    def __new__(cls, value):
        made = super().__new__(cls)
        made.value = value
        return made


class Single:
    _one = None

    def __new__(cls):
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent


class Chained:
    def __init__(self):
        self.parts = []

    def add(self, part):
        self.parts.append(part)
        return self

    def build(self):
        return " ".join(self.parts)


class Cached:
    def __init__(self, value):
        self._value = value

    @functools.cached_property
    def text(self):
        return self._value

    @functools.cached_property
    def fixed(self):
        return "a"

    @functools.lru_cache(maxsize=None)
    def cached(self, value):
        return value


class Dispatching:
    def dispatch(self, name, value):
        return getattr(self, "do_" + name)(value)

    def do_same(self, value):
        return value

    def do_fixed(self, value):
        return "a"


class Plugin:
    plugins = {}

    def __init_subclass__(cls, name="", **rest):
        super().__init_subclass__(**rest)
        Plugin.plugins[name] = cls


class SamePlugin(Plugin, name="same"):
    def run(self, value):
        return value


class FixedPlugin(Plugin, name="fixed"):
    def run(self, value):
        return "a"


class Listy(list):
    def first(self):
        return self[0]


class Dicty(dict):
    def __getattr__(self, name):
        return self[name]


class Stringy(str):
    def loud(self):
        return self.upper() + "!"


class Delegating:
    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)


class Outer:
    class Inner:
        def __init__(self, value):
            self.value = value

    def make(self, value):
        return self.Inner(value)


class Comparing:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value


@functools.total_ordering
class Ordered(Comparing):
    pass


def made_class(base):
    class Local(base):
        def extra(self):
            return self.value

    return Local


"""

CLASSES = {
    "init": ("y = Box(x).value", "y = Box(x).other"),
    "init_named": ("y = Box(value=x).value", "y = Box('a', other=x).value"),
    "method": ("y = Box(x).give()", "y = Box(x).give_other()"),
    "method_set": ("held = Box('a')\nheld.set(x)\ny = held.value", "held = Box(x)\nheld.set('a')\ny = held.value"),
    "method_chain": ("y = Box('a').set(x).give()", "y = Box(x).set('a').give()"),
    "bound": ("give = Box(x).give\ny = give()", "give = Box(x).give_other\ny = give()"),
    "unbound": ("y = Box.give(Box(x))", "y = Box.give_other(Box(x))"),
    "attribute_set": (
        "held = Box('a')\nheld.value = x\ny = held.give()",
        "held = Box(x)\nheld.value = 'a'\ny = held.give()",
    ),
    "attribute_new": ("held = Box('a')\nheld.new = x\ny = held.new", "held = Box('a')\nheld.new = x\ny = held.value"),
    "two_instances": ("a = Box('a')\nb = Box(x)\ny = b.value", "a = Box('a')\nb = Box(x)\ny = a.value"),
    "alias": (
        "a = Box('a')\nb = a\nb.value = x\ny = a.value",
        "a = Box('a')\nb = copy.copy(a)\nb.value = x\ny = a.value",
    ),
    "property": ("y = Box(x).held", "held = Box(x)\nheld.held = 'a'\ny = held.held"),
    "property_set": (
        "held = Box('a')\nheld.held = x\ny = held._held",
        "held = Box('a')\nheld.held = x\ny = held.value",
    ),
    "classmethod": ("y = Box.of(x).value", "y = Box.of(x).other"),
    "classmethod_sub": ("y = Mixed.of(x).mixed()", "y = Mixed.of('a', x).mixed()"),
    "staticmethod": ("y = Box.same(x)", "y = Box.same('a')"),
    "class_attribute": ("y = Box.kind + x", "y = Box(x).kind"),
    "class_attribute_sub": ("y = x if Sub.kind == 'sub' else 'a'", "y = x if Sub.kind == 'box' else 'a'"),
    "str_method": ("y = str(Box(x))", "y = str(Box('a', x))"),
    "repr_method": ("y = repr(Box('a', x))", "y = repr(Box(x))"),
    "fstring_method": ("y = f'{Box(x)}'", "y = f'{Box(x)!r}'"),
    "getitem": ("y = Box(x)['value']", "y = Box(x)['other']"),
    "setitem": (
        "held = Box('a')\nheld['value'] = x\ny = held.value",
        "held = Box('a')\nheld['other'] = x\ny = held.value",
    ),
    "call": ("y = Box('a')(x)", "y = Box(x)('a')"),
    "len_method": ("y = Box(x).value", "y = len(Box(x))"),
    "iter": ("for y in Box(x):\n    pass", "for y in Box('a', x):\n    pass"),
    "iter_unpack": ("[y] = Box(x)", "[y] = Box('a', x)"),
    "iter_list": ("y = list(Box(x))[0]", "y = list(Box('a', x))[0]"),
    "contains": ("y = x", "y = x in Box(x)"),
    "add": ("y = (Box('a') + Box(x)).value", "y = (Box('a', x) + Box('b')).value"),
    "radd": ("y = 'a' + Box(x)", "y = 'a' + Box('b', x)"),
    "mod": ("y = Box('a', '%s') % x", "y = Box(x, '%s') % 'a'"),
    "eq": ("y = x", "y = Box(x) == 'a'"),
    "enter": ("with Box(x) as y:\n    pass", "with Box('a', x) as y:\n    pass"),
    "enter_two": ("with Box('a') as a, Box(x) as y:\n    pass", "with Box(x) as a, Box('a') as y:\n    pass"),
    "aenter": ("async with Box(x) as y:\n    pass", "async with Box('a', x) as y:\n    pass"),
    "anext": ("async for y in Box(x):\n    break", "async for y in Box('a', x):\n    break"),
    "super_init": ("y = Sub('a', x).other", "y = Sub(x, 'a').value"),
    "super_extra": ("y = Sub(x, 'a').extra", "y = Sub('a', x).extra"),
    "super_method": ("held = Sub('a', 'b')\nheld.value = x\ny = held.give()", "held = Sub(x, x)\ny = held.give()"),
    "base_init": ("y = SubOld(x).value", "y = SubOld(x).other"),
    "mixin": ("y = Mixed(x).mixed()", "y = Mixed('a', x).mixed()"),
    "slots": ("y = Slots('a', x).b", "y = Slots('a', x).a"),
    "getattr_method": ("y = Loose({'a': x}).a", "y = Loose({'a': x, 'b': 'c'}).b"),
    "dynamic": ("y = Dynamic(a=x).a", "y = Dynamic(a=x, b='c').b"),
    "dict_attribute": ("y = Updated(a=x).a", "y = Updated(a=x, b='c').b"),
    "dict_read": ("y = Box(x).__dict__['value']", "y = Box(x).__dict__['other']"),
    "vars": ("y = vars(Box(x))['value']", "y = vars(Box(x))['other']"),
    "setattr_method": (
        "held = Strict()\nheld.a = x\ny = held._a",
        "held = Strict()\nheld.a = x\nheld.b = 'c'\ny = held._b",
    ),
    "descriptor": ("y = Row(x, 'a').text", "y = Row(x, 'a').other"),
    "abstract": ("y = Loud().run(x)", "y = Quiet().run(x)"),
    "abstract_typed": (
        "def run(one: Shape):\n    return one.run(x)\ny = run(partner.get())",
        "def run(one: Shape):\n    return one.run('a')\ny = run(Quiet())",
    ),
    "protocol": ("y = through_protocol(Loud(), x)", "y = through_protocol(Quiet(), x)"),
    "template_method": ("y = TemplatedSub().run(x)", "y = Templated().run(x)"),
    "dataclass": ("y = Data(x).text", "y = Data(x).other"),
    "dataclass_default": ("y = Data('a', x).other", "y = Data('a', x).text"),
    "dataclass_many": (
        "held = Data('a')\nheld.many.append(x)\ny = held.many[0]",
        "held = Data('a')\nheld.many.append(x)\ny = Data('b').many",
    ),
    "dataclass_post": ("y = DataPost(x).full", "y = DataPost('a').full"),
    "dataclass_sub": ("y = DataSub('a', 'b', [], x).third", "y = DataSub('a', 'b', [], x).other"),
    "dataclass_asdict": ("y = asdict(Data(x))['text']", "y = asdict(Data(x))['other']"),
    "dataclass_astuple": ("y = astuple(Data(x))[0]", "y = astuple(Data(x))[1]"),
    "dataclass_replace": ("y = replace(Data('a'), text=x).text", "y = replace(Data(x), text='a').text"),
    "dataclass_str": ("y = str(Data(x))", "y = str(Data('a'))"),
    "attrs": ("y = Defined(x).text", "y = Defined(x).other"),
    "attrs_old": ("y = OldAttrs('a', x).other", "y = OldAttrs('a', x).text"),
    "attrs_private": ("y = AutoAttrs('a', private=x)._private", "y = AutoAttrs('a', private=x).text"),
    "attrs_evolve": (
        "y = attr.evolve(Defined('a'), text=x).text",
        "y = attr.evolve(Defined(x), text='a').text",
    ),
    "attrs_asdict": ("y = attr.asdict(Defined(x))['text']", "y = attr.asdict(Defined(x))['other']"),
    "pydantic": ("y = Model(text=x).text", "y = Model(text=x).other"),
    "pydantic_number": ("y = Model(text=x).text", "y = Model(text='a', number=x).number"),
    "pydantic_validate": (
        "y = Model.model_validate({'text': x}).text",
        "y = Model.model_validate({'text': 'a', 'number': x}).number",
    ),
    "pydantic_dump": ("y = Model(text=x).model_dump()['text']", "y = Model(text=x).model_dump()['other']"),
    "pydantic_dict": ("y = Model(text=x).dict()['text']", "y = Model(text=x).dict()['other']"),
    "pydantic_copy": (
        "y = Model(text='a').model_copy(update={'text': x}).text",
        "y = Model(text='a', other=x).model_copy().text",
    ),
    "pydantic_sub": ("y = ModelSub(text='a', third=x).third", "y = ModelSub(text='a', third=x).text"),
    "pydantic_star": ("y = Model(**{'text': x}).text", "y = Model(**{'text': 'a', 'number': x}).number"),
    "pydantic_checked": ("y = Model(text=x).text", "y = Validated(text=x).text"),
    "named_tuple": ("y = Pair(x).left", "y = Pair(x).right"),
    "named_tuple_unpack": ("a, y = Pair('a', x)", "y, a = Pair('a', x)"),
    "named_tuple_item": ("y = Pair('a', x)[1]", "y = Pair('a', x)[0]"),
    "named_tuple_method": ("y = Pair(x).both()", "y = Pair('a').both()"),
    "enum": ("y = Color.RED.value + x", "y = Color(x).value"),
    "enum_item": ("y = Color.RED.name + x", "y = Color[x].value"),
    "enum_property": ("y = Color.RED.label + x", "y = Color(x).label"),
    "enum_iterated": (
        "y = [one.value + x for one in Color][0]",
        "y = [one for one in Color if one.value == x][0].value",
    ),
    "enum_parameter": (
        "def run(one: Color):\n    return one.value + x\ny = run(Color.RED)",
        "def run(one: Color):\n    return one.value\ny = run(Color(x))",
    ),
    "typed_dict": ("y = Typed(a=x, b='c')['a']", "y = Typed(a=x, b='c')['b']"),
    "metaclass": ("y = WithMeta(x).value", "y = WithMeta(x).added"),
    "new": ("y = Made(x).value", "y = Made('a').value"),
    "singleton": ("Single().text = x\ny = Single().text", "y = str(Single() is Single())"),
    "linked": ("y = Node('a', Node(x)).parent.value", "y = Node('a', Node(x)).value"),
    "chained": ("y = Chained().add('a').add(x).build()", "y = Chained().add('a').add('b').build()"),
    "cached_property": ("y = Cached(x).text", "y = Cached(x).fixed"),
    "cached_method": ("y = Cached('a').cached(x)", "y = Cached(x).cached('a')"),
    "getattr": ("y = getattr(Box(x), 'value')", "y = getattr(Box(x), 'other')"),
    "getattr_default": ("y = getattr(Box('a'), 'nothing', x)", "y = getattr(Box('a'), 'value', x)"),
    "getattr_built": ("y = Dispatching().dispatch('same', x)", "y = Dispatching().dispatch('fixed', x)"),
    "setattr": (
        "held = Box('a')\nsetattr(held, 'value', x)\ny = held.value",
        "held = Box(x)\nsetattr(held, 'value', 'a')\ny = held.value",
    ),
    "hasattr": ("y = x if hasattr(Box('a'), 'value') else 'a'", "y = 'a' if hasattr(Box('a'), 'value') else x"),
    "delattr": ("held = Box(x)\ndel held.other\ny = held.value", "held = Box(x)\ndel held.value\ny = held.other"),
    "isinstance": ("y = x if isinstance(Sub('a', 'b'), Box) else 'a'", "y = x if isinstance(Box('a'), Sub) else 'a'"),
    "type_name": ("y = x if type(Box('a')).__name__ == 'Box' else 'a'", "y = type(Box(x)).__name__"),
    "class_of": ("y = Box('a').__class__(x).value", "y = Box(x).__class__('a').value"),
    "type_call": ("y = type(Box('a'))(x).value", "y = type(Box(x))('a').value"),
    "made_type": (
        "K = type('K', (Box,), {'more': 1})\ny = K(x).value",
        "K = type('K', (Box,), {'more': 'a'})\ny = K(x).more",
    ),
    "local_class": ("y = made_class(Box)(x).extra()", "y = made_class(Box)('a', x).extra()"),
    "plugin": ("y = Plugin.plugins['same']().run(x)", "y = Plugin.plugins['fixed']().run(x)"),
    "subclasses": (
        "y = [one().run(x) for one in Shape.__subclasses__()][0]",
        "y = [one.__name__ for one in Shape.__subclasses__()][0]",
    ),
    "list_sub": ("y = Listy([x]).first()", "y = Listy(['a', x]).first()"),
    "list_sub_append": (
        "held = Listy()\nheld.append(x)\ny = held.first()",
        "held = Listy()\nheld.append('a')\ny = held.first()",
    ),
    "dict_sub": ("y = Dicty(a=x).a", "y = Dicty(a=x, b='c').b"),
    "dict_sub_item": (
        "held = Dicty()\nheld['a'] = x\ny = held.a",
        "held = Dicty()\nheld['a'] = x\nheld['b'] = 'c'\ny = held['b']",
    ),
    "str_sub": ("y = Stringy(x).loud()", "y = Stringy('a').loud()"),
    "delegating": ("y = Delegating(Box(x)).give()", "y = Delegating(Box(x)).give_other()"),
    "nested_class": ("y = Outer().make(x).value", "y = Outer().make('a').value"),
    "sorted_objects": ("y = sorted([Ordered(x)])[0].value", "y = sorted([Ordered('a')])[0].value"),
    "class_state": ("Box.registry['a'] = x\ny = Box.registry['a']", "Box.registry['b'] = 'c'\ny = Box.registry['b']"),
    "objects_in_list": (
        "y = [one.value for one in [Box('a'), Box(x)]][1]",
        "y = [one.other for one in [Box('a'), Box(x)]][1]",
    ),
    "objects_in_dict": ("y = {'a': Box(x)}['a'].give()", "y = {'a': Box(x), 'b': Box('c')}['b'].give()"),
    "dict_dispatch": ("y = {'l': Loud, 'q': Quiet}['l']().draw(x)", "y = {'l': Loud, 'q': Quiet}['q']().draw(x)"),
    "dict_dispatch_unknown": (
        "y = {'l': Loud, 'q': Quiet}[partner.k()]().draw(x)",
        "y = {'q': Quiet, 'r': Quiet}[x]().draw(x)",
    ),
}

FUNCTION_HEAD = """\
STATE = {}
LIST = []
COUNTER = 0
TEXT = "a"


def same(value):
    return value


def fixed(value):
    return "a"


def second(a, b):
    return b


def defaults(a, b="b", *, c="c"):
    return {"a": a, "b": b, "c": c}


def packs(*args, **named):
    return args, named


def forwards(*args, **named):
    return second(*args, **named)


def positional(a, /, b, *rest, c="c", **named):
    return {"a": a, "b": b, "rest": rest, "c": c, "named": named}


def early(value, flag):
    if flag:
        return value
    return "a"


def both(value):
    return value, "a"


def as_dict(value):
    return {"value": value, "other": "a"}


def fills(held, value):
    held["a"] = value
    held["b"] = "b"


def appends(held, value):
    held.append(value)


def mutable_default(value, held=[]):
    held.append(value)
    return held


def make_adder(prefix):
    def add(value):
        return prefix + value

    return add


def make_counter():
    held = "a"

    def put(value):
        nonlocal held
        held = value

    def get():
        return held

    return put, get


def plain(function):
    def inner(*args, **named):
        return function(*args, **named)

    return inner


def wrapped(function):
    @functools.wraps(function)
    def inner(*args, **named):
        result = function(*args, **named)
        return result

    return inner


def with_argument(prefix):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **named):
            return prefix + function(*args, **named)

        return inner

    return decorate


def replaces(function):
    def inner(*args, **named):
        function(*args, **named)
        return "replaced"

    return inner


def optional(function=None, *, prefix=""):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **named):
            return prefix + function(*args, **named)

        return inner

    return decorate(function) if function else decorate


def injects(function):
    def inner(value):
        return function(value, extra=value)

    return inner


def cleans(function):
    def inner(value):
        return function(int(value))

    return inner


def async_wrapped(function):
    @functools.wraps(function)
    async def inner(*args, **named):
        return await function(*args, **named)

    return inner


class Decorating:
    def __init__(self, function):
        self.function = function

    def __call__(self, *args):
        return self.function(*args)


class DecoratingWith:
    def __init__(self, prefix):
        self.prefix = prefix

    def __call__(self, function):
        def inner(value):
            return self.prefix + function(value)

        return inner


HANDLERS = {}


def handles(name):
    def register(function):
        HANDLERS[name] = function
        return function

    return register


@handles("same")
def handle_same(value):
    return value


@handles("fixed")
def handle_fixed(value):
    return "a"


@plain
def plain_same(value):
    return value


@wrapped
def wrapped_same(value):
    return value


@wrapped
def wrapped_fixed(value):
    return "a"


@with_argument("a")
def argument_same(value):
    return value


@with_argument("a")
def argument_fixed(value):
    return "b"


@replaces
def replaced(value):
    return value


@optional
def optional_same(value):
    return value


@optional(prefix="a")
def optional_fixed(value):
    return "b"


@injects
def injected(value, extra="a"):
    return extra


@cleans
def cleaned(value):
    return value


@Decorating
def decorated_class(value):
    return value


@DecoratingWith("a")
def decorated_with(value):
    return value


@wrapped
@with_argument("a")
def stacked(value):
    return value


@async_wrapped
async def async_decorated(value):
    return value


@functools.lru_cache
def cached_same(value):
    return value


@functools.cache
def cached_fixed(value):
    return "a"


@functools.singledispatch
def dispatched(value):
    return "a"


@dispatched.register
def _(value: str):
    return value


@dispatched.register(int)
def _(value):
    return "int"


@contextlib.contextmanager
def managed(value, other="a"):
    held = {"value": value, "other": other}
    try:
        yield held
    finally:
        held.clear()


@contextlib.asynccontextmanager
async def async_managed(value):
    yield value


def rows(value):
    yield "a"
    yield value


def fixed_rows(value):
    yield "a"
    yield "b"


def delegated(value):
    yield from rows(value)


def delegated_result(value):
    got = yield from inner_result(value)
    yield got


def inner_result(value):
    yield "a"
    return value


def echoing():
    given = yield "a"
    yield given


async def async_rows(value):
    yield value


async def async_same(value):
    await asyncio.sleep(0)
    return value


async def async_fixed(value):
    return "a"


def recursive(value, n):
    if n == 0:
        return value
    return recursive(value, n - 1)


def even(value, n):
    return value if n == 0 else odd(value, n - 1)


def odd(value, n):
    return "a" if n == 0 else even(value, n - 1)


def flatten(value):
    if isinstance(value, list):
        return [two for one in value for two in flatten(one)]
    return [value]


class Failed(Exception):
    def __init__(self, message, data=None):
        super().__init__(message)
        self.data = data


class FailedSub(Failed):
    pass


class PlainError(Exception):
    pass


def fails(value):
    raise Failed("a", value)


def fails_text(value):
    raise ValueError(f"bad {value}")


def checks(value):
    if value not in ("a", "b"):
        raise PlainError("no")


def set_state(value):
    global TEXT
    TEXT = value


def set_fixed(value):
    global COUNTER
    COUNTER = 1


def typed_callback(call, value):
    return call(value)


"""

FUNCTIONS = {
    "call": ("y = same(x)", "y = fixed(x)"),
    "same_function": ("y = same(x)", "y = same('a')"),
    "second": ("y = second('a', x)", "y = second(x, 'a')"),
    "keywords": ("y = second(b=x, a=1)", "y = second(b='a', a=x)"),
    "defaults": ("y = defaults(1, x)['b']", "y = defaults(x)['b']"),
    "keyword_only": ("y = defaults(1, c=x)['c']", "y = defaults(1, b=x)['c']"),
    "pack_args": ("y = packs('a', x)[0][1]", "y = packs('a', x)[0][0]"),
    "pack_named": ("y = packs(a=x)[1]['a']", "y = packs(a=x, b='c')[1]['b']"),
    "forward": ("y = forwards('a', x)", "y = forwards(x, 'a')"),
    "forward_named": ("y = forwards('a', b=x)", "y = forwards(b='a', a=x)"),
    "unpack_args": ("y = second(*['a', x])", "y = second(*[x, 'a'])"),
    "unpack_named": ("y = second(**{'a': 1, 'b': x})", "y = second(**{'a': x, 'b': 'c'})"),
    "unpack_both": ("y = second('a', **{'b': x})", "y = second(*[x], **{'b': 'a'})"),
    "all_kinds": ("y = positional(1, 2, 3, x)['rest'][1]", "y = positional(1, 2, 'a', x)['rest'][0]"),
    "all_named": ("y = positional(1, 2, d=x)['named']['d']", "y = positional(1, 2, d=x)['c']"),
    "early_return": ("y = early(x, True)", "y = early(x, False)"),
    "two_results": ("y, a = both(x)", "a, y = both(x)"),
    "dict_result": ("y = as_dict(x)['value']", "y = as_dict(x)['other']"),
    "fills": ("held = {}\nfills(held, x)\ny = held['a']", "held = {}\nfills(held, x)\ny = held['b']"),
    "appends": ("held = []\nappends(held, x)\ny = held[0]", "held = []\nappends(held, 'a')\ny = held[0]"),
    "mutable_default": ("y = mutable_default(x)[0]", "y = mutable_default('a', [])[0]"),
    "closure": ("y = make_adder(x)('a')", "y = make_adder('a')('b')"),
    "closure_argument": ("y = make_adder('a')(x)", "add = make_adder('a')\nmake_adder(x)\ny = add('b')"),
    "nonlocal": ("put, get = make_counter()\nput(x)\ny = get()", "put, get = make_counter()\nput('b')\ny = get()"),
    "nonlocal_two": (
        "put, get = make_counter()\nput(x)\ny = get()",
        "put, _ = make_counter()\n_, get = make_counter()\nput(x)\ny = get()",
    ),
    "closure_late": (
        "a = 'a'\ndef give():\n    return a\na = x\ny = give()",
        "a = x\ndef give():\n    return a\na = 'a'\ny = give()",
    ),
    "lambda": ("y = (lambda a: a)(x)", "y = (lambda a: 'b')(x)"),
    "lambda_default": ("y = (lambda a=x: a)()", "y = (lambda a=x: a)('b')"),
    "lambda_list": ("y = [lambda a: a, lambda a: 'b'][0](x)", "y = [lambda a: a, lambda a: 'b'][1](x)"),
    "passed_function": ("y = typed_callback(same, x)", "y = typed_callback(fixed, x)"),
    "passed_lambda": ("y = typed_callback(lambda a: a + '!', x)", "y = typed_callback(lambda a: 'b', x)"),
    "passed_method": ("y = typed_callback(str.strip, x)", "y = typed_callback(int, x)"),
    "decorated": ("y = plain_same(x)", "y = plain_same('a')"),
    "decorated_wraps": ("y = wrapped_same(x)", "y = wrapped_fixed(x)"),
    "decorated_argument": ("y = argument_same(x)", "y = argument_fixed(x)"),
    "decorated_replaces": ("y = plain_same(x)", "y = replaced(x)"),
    "decorated_optional": ("y = optional_same(x)", "y = optional_fixed(x)"),
    "decorated_injects": ("y = injected(x)", "y = injected('a')"),
    "decorated_cleans": ("y = plain_same(x)", "y = cleaned(x)"),
    "decorated_class": ("y = decorated_class(x)", "y = decorated_class('a')"),
    "decorated_class_with": ("y = decorated_with(x)", "y = decorated_with('a')"),
    "decorated_stacked": ("y = stacked(x)", "y = stacked('a')"),
    "decorated_async": ("y = await async_decorated(x)", "y = await async_decorated('a')"),
    "cached": ("y = cached_same(x)", "y = cached_fixed(x)"),
    "cached_wrapped": ("y = cached_same.__wrapped__(x)", "y = cached_fixed.__wrapped__(x)"),
    "single_dispatch": ("y = dispatched(x)", "y = dispatched(1)"),
    "partial": ("y = functools.partial(second, 'a')(x)", "y = functools.partial(second, x)('a')"),
    "partial_named": ("y = functools.partial(second, b=x)('a')", "y = functools.partial(second, b='a')(x)"),
    "partial_partial": (
        "y = functools.partial(functools.partial(second, 1), x)()",
        "y = functools.partial(functools.partial(second, x), 'a')()",
    ),
    "reduce": (
        "y = functools.reduce(lambda a, b: a + b, [x], 'a')",
        "y = functools.reduce(lambda a, b: a + '?', [x], 'a')",
    ),
    "registered": ("y = HANDLERS['same'](x)", "y = HANDLERS['fixed'](x)"),
    "table": ("y = {'s': same, 'f': fixed}['s'](x)", "y = {'s': same, 'f': fixed}['f'](x)"),
    "table_unknown": ("y = {'s': same, 'f': fixed}[x](x)", "y = {'s': fixed, 'f': fixed}[x](x)"),
    "table_get": ("y = {'s': same}.get('s', fixed)(x)", "y = {'s': same}.get('t', fixed)(x)"),
    "globals": ("y = globals()['same'](x)", "y = globals()['fixed'](x)"),
    "manager": ("with managed(x) as held:\n    y = held['value']", "with managed(x) as held:\n    y = held['other']"),
    "manager_async": ("async with async_managed(x) as y:\n    pass", "async with async_managed('a') as y:\n    pass"),
    "exit_stack": (
        "with contextlib.ExitStack() as stack:\n    y = stack.enter_context(managed(x))['value']",
        "with contextlib.ExitStack() as stack:\n    y = stack.enter_context(managed(x))['other']",
    ),
    "closing": (
        "with contextlib.closing(io.StringIO(x)) as held:\n    y = held.read()",
        "with contextlib.closing(io.StringIO('a')) as held:\n    y = held.read()",
    ),
    "suppress": (
        "y = 'a'\nwith contextlib.suppress(KeyError):\n    y = x",
        "y = x\nwith contextlib.suppress(KeyError):\n    pass\ny = 'a'",
    ),
    "nullcontext": (
        "with contextlib.nullcontext(x) as y:\n    pass",
        "with contextlib.nullcontext('a') as y:\n    pass",
    ),
    "generator": ("for y in rows(x):\n    pass", "for y in fixed_rows(x):\n    pass"),
    "generator_list": ("y = list(rows(x))[1]", "y = list(fixed_rows(x))[1]"),
    "generator_next": ("y = next(rows(x))", "y = next(fixed_rows(x))"),
    "generator_from": ("y = list(delegated(x))[1]", "y = list(delegated('a'))[1]"),
    "generator_result": ("y = list(delegated_result(x))[1]", "y = list(delegated_result('a'))[1]"),
    "generator_send": (
        "held = echoing()\nnext(held)\ny = held.send(x)",
        "held = echoing()\nnext(held)\ny = held.send('a')",
    ),
    "generator_expression": ("y = ''.join(one for one in rows(x))", "y = ''.join('a' for one in rows(x))"),
    "generator_unpack": ("a, y = rows(x)", "a, y = fixed_rows(x)"),
    "async_generator": ("async for y in async_rows(x):\n    pass", "async for y in async_rows('a'):\n    pass"),
    "async_comprehension": ("y = [one async for one in async_rows(x)][0]", "y = [1 async for one in async_rows(x)][0]"),
    "await": ("y = await async_same(x)", "y = await async_fixed(x)"),
    "await_later": ("held = async_same(x)\ny = await held", "held = async_fixed(x)\ny = await held"),
    "gather": (
        "a, y = await asyncio.gather(async_fixed(1), async_same(x))",
        "y, a = await asyncio.gather(async_fixed(1), async_same(x))",
    ),
    "gather_star": (
        "y = (await asyncio.gather(*[async_same(one) for one in [x]]))[0]",
        "y = (await asyncio.gather(*[async_fixed(one) for one in [x]]))[0]",
    ),
    "create_task": ("y = await asyncio.create_task(async_same(x))", "y = await asyncio.create_task(async_fixed(x))"),
    "task_result": (
        "held = asyncio.ensure_future(async_same(x))\nawait held\ny = held.result()",
        "held = asyncio.ensure_future(async_fixed(x))\ny = held.result()",
    ),
    "task_group": (
        "async with asyncio.TaskGroup() as group:\n    held = group.create_task(async_same(x))\ny = held.result()",
        "async with asyncio.TaskGroup() as group:\n    held = group.create_task(async_fixed(x))\ny = held.result()",
    ),
    "to_thread": ("y = await asyncio.to_thread(same, x)", "y = await asyncio.to_thread(fixed, x)"),
    "executor": (
        "y = await asyncio.get_running_loop().run_in_executor(None, same, x)",
        "y = await asyncio.get_running_loop().run_in_executor(None, fixed, x)",
    ),
    "wait_for": ("y = await asyncio.wait_for(async_same(x), 3)", "y = await asyncio.wait_for(async_fixed(x), 3)"),
    "as_completed": (
        "for one in asyncio.as_completed([async_same(x)]):\n    y = await one",
        "for one in asyncio.as_completed([async_fixed(x)]):\n    y = await one",
    ),
    "asyncio_run": ("y = asyncio.run(async_same(x))", "y = asyncio.run(async_fixed(x))"),
    "future": (
        "held = asyncio.Future()\nheld.set_result(x)\ny = await held",
        "held = asyncio.Future()\nheld.set_result('a')\ny = await held",
    ),
    "pool": (
        "with ThreadPoolExecutor() as pool:\n    y = pool.submit(same, x).result()",
        "with ThreadPoolExecutor() as pool:\n    y = pool.submit(fixed, x).result()",
    ),
    "pool_map": (
        "with ThreadPoolExecutor() as pool:\n    y = list(pool.map(same, [x]))[0]",
        "with ThreadPoolExecutor() as pool:\n    y = list(pool.map(fixed, [x]))[0]",
    ),
    "thread": (
        "held = []\nthreading.Thread(target=held.append, args=(x,)).start()\ny = held[0]",
        "held = []\nthreading.Thread(target=held.append, args=('a',)).start()\ny = held[0]",
    ),
    "thread_function": (
        "held = []\none = threading.Thread(target=appends, args=(held, x))\none.start()\none.join()\ny = held[0]",
        "held = []\none = threading.Thread(target=appends, kwargs={'held': held, 'value': 'a'})\none.start()\none.join()\ny = held[0]",
    ),
    "thread_named": (
        "held = []\nthreading.Thread(target=appends, kwargs={'held': held, 'value': x}).start()\ny = held[0]",
        "held = []\nthreading.Thread(target=fixed, kwargs={'value': x}).start()\ny = 'a'",
    ),
    "thread_local": (
        "held = threading.local()\nheld.a = x\ny = held.a",
        "held = threading.local()\nheld.a = x\nheld.b = 'c'\ny = held.b",
    ),
    "context_variable": (
        "import contextvars\nheld = contextvars.ContextVar('a')\nheld.set(x)\ny = held.get()",
        "import contextvars\nheld = contextvars.ContextVar('a')\nheld.set('b')\ny = held.get()",
    ),
    "recursive": ("y = recursive(x, 3)", "y = recursive('a', len(x))"),
    "mutual": ("y = even(x, 4)", "y = even('a', 4)"),
    "flatten": ("y = flatten([[x]])[0]", "y = flatten([['a']])[0]"),
    "local_function": ("def give(a):\n    return a\ny = give(x)", "def give(a):\n    return 'a'\ny = give(x)"),
    "function_attribute": ("same.held = x\ny = same.held", "fixed.held = 'a'\ny = fixed.held"),
    "state_dict": ("STATE['a'] = x\ny = STATE['a']", "STATE['b'] = 'c'\ny = STATE['b']"),
    "state_list": ("LIST.append(x)\ny = LIST[0]", "held = []\nheld.append('a')\ny = held[0]"),
    "state_global": ("set_state(x)\ny = TEXT", "set_fixed(x)\ny = COUNTER"),
    "match_value": (
        "match x:\n    case y:\n        pass",
        "match x:\n    case 'a' | 'b' as y:\n        pass\n    case _:\n        y = 'c'",
    ),
    "match_sequence": (
        "match ['a', x]:\n    case [_, y]:\n        pass",
        "match ['a', x]:\n    case [y, _]:\n        pass",
    ),
    "match_star": (
        "match ['a', x]:\n    case [_, *held]:\n        y = held[0]",
        "match ['a', x]:\n    case [y, *held]:\n        pass",
    ),
    "match_mapping": (
        "match {'a': x, 'b': 'c'}:\n    case {'a': y}:\n        pass",
        "match {'a': x, 'b': 'c'}:\n    case {'b': y}:\n        pass",
    ),
    "match_rest": (
        "match {'a': x}:\n    case {**held}:\n        y = held['a']",
        "match {'a': x, 'b': 'c'}:\n    case {'a': _, **held}:\n        y = held['b']",
    ),
    "match_class": (
        "match SimpleNamespace(a=x):\n    case SimpleNamespace(a=y):\n        pass",
        "match SimpleNamespace(a=x, b='c'):\n    case SimpleNamespace(b=y):\n        pass",
    ),
    "match_guard": (
        "match x:\n    case held if held:\n        y = held\n    case _:\n        y = 'a'",
        "match x:\n    case held if held in ('a', 'b'):\n        y = held\n    case _:\n        y = 'a'",
    ),
    "match_type": (
        "match x:\n    case str(y):\n        pass\n    case _:\n        y = 'a'",
        "match x:\n    case int(y):\n        pass\n    case _:\n        y = 'a'",
    ),
    "match_constant": (
        "match 'a':\n    case 'a':\n        y = x\n    case _:\n        y = 'b'",
        "match 'a':\n    case 'b':\n        y = x\n    case _:\n        y = 'b'",
    ),
    "match_none": (
        "y = x\nmatch x:\n    case None:\n        y = 'a'",
        "match x:\n    case 'a':\n        y = 'b'\n    case _:\n        y = 'c'",
    ),
    "try": (
        "try:\n    y = x\nexcept ValueError:\n    y = 'a'",
        "try:\n    y = int(x)\nexcept ValueError:\n    y = 'a'",
    ),
    "try_except": (
        "try:\n    y = int(x)\nexcept ValueError:\n    y = x",
        "try:\n    y = int(x)\nexcept ValueError:\n    y = 0",
    ),
    "try_else": (
        "try:\n    int('a')\nexcept ValueError:\n    y = x\nelse:\n    y = 'a'",
        "try:\n    int(x)\nexcept ValueError:\n    y = 'a'\nelse:\n    y = 'b'",
    ),
    "try_check": (
        "try:\n    len(x)\nexcept ValueError:\n    y = 'a'\nelse:\n    y = x",
        "try:\n    int(x)\nexcept ValueError:\n    y = 'a'\nelse:\n    y = x",
    ),
    "try_finally": ("try:\n    y = 'a'\nfinally:\n    y = x", "try:\n    y = x\nfinally:\n    y = 'a'"),
    "try_return": (
        "def give():\n    try:\n        return x\n    finally:\n        len('a')\ny = give()",
        "def give():\n    try:\n        return x\n    finally:\n        return 'a'\ny = give()",
    ),
    "raised_data": (
        "try:\n    fails(x)\nexcept Failed as error:\n    y = error.data",
        "try:\n    fails(x)\nexcept Failed as error:\n    y = error.args[0]",
    ),
    "raised_text": (
        "try:\n    fails_text(x)\nexcept ValueError as error:\n    y = str(error)",
        "try:\n    fails_text('a')\nexcept ValueError as error:\n    y = str(error)",
    ),
    "raised_args": (
        "try:\n    fails_text(x)\nexcept ValueError as error:\n    y = error.args[0]",
        "try:\n    raise PlainError('a')\nexcept PlainError as error:\n    y = error.args[0]",
    ),
    "raised_sub": (
        "try:\n    raise FailedSub('a', x)\nexcept Failed as error:\n    y = error.data",
        "try:\n    raise FailedSub('a', x)\nexcept Failed as error:\n    y = str(error)",
    ),
    "raised_tuple": (
        "try:\n    fails(x)\nexcept (KeyError, Failed) as error:\n    y = error.data",
        "try:\n    checks(x)\nexcept (KeyError, PlainError):\n    x = 'a'\ny = x",
    ),
    "raised_chain": (
        "try:\n    try:\n        fails(x)\n    except Failed as error:\n        raise PlainError('a') from error\nexcept PlainError as error:\n    y = error.__cause__.data",
        "try:\n    try:\n        fails(x)\n    except Failed as error:\n        raise PlainError('a') from error\nexcept PlainError as error:\n    y = error.args[0]",
    ),
    "raised_again": (
        "try:\n    try:\n        fails(x)\n    except Failed:\n        raise\nexcept Failed as error:\n    y = error.data",
        "try:\n    try:\n        fails('a')\n    except Failed:\n        raise\nexcept Failed as error:\n    y = error.data",
    ),
    "stop_value": (
        "held = inner_result(x)\ntry:\n    next(held)\nexcept StopIteration as end:\n    y = end.value",
        "held = inner_result('a')\ntry:\n    next(held)\nexcept StopIteration as end:\n    y = end.value",
    ),
    "checked_call": ("y = x", "checks(x)\ny = x"),
    "assert": ("assert x\ny = x", "assert x in ('a', 'b')\ny = x"),
    "early_exit": ("if x:\n    y = x\nelse:\n    return", "if x not in ('a', 'b'):\n    return\ny = x"),
    "and_check": ("y = x and x", "y = x if x and x in ('a', 'b') else 'a'"),
    "or_check": ("y = x or 'a'", "if x is None or x not in ('a', 'b'):\n    return\ny = x"),
    "and_exit": (
        "if x is not None and len(x) > 9:\n    return\ny = x",
        "if x is not None and x not in ('a', 'b'):\n    return\ny = x",
    ),
    "and_exit_falsy": ("if x and len(x) > 9:\n    return\ny = x", "if x and not x.isdigit():\n    return\ny = x"),
    "not_or": (
        "if not (x or x.isdigit()):\n    return\ny = x",
        "if not (x.isdigit() or x in ('a', 'b')):\n    return\ny = x",
    ),
    "all_checked": (
        "held = x.split(',')\nif not all(held):\n    return\ny = held[0]",
        "held = x.split(',')\nif not all(one.isdigit() for one in held):\n    return\ny = held[0]",
    ),
    "loop_checked": (
        "held = x.split(',')\nfor one in held:\n    if not one:\n        return\ny = held[0]",
        "held = x.split(',')\nfor one in held:\n    if not one.isdigit():\n        return\ny = ','.join(held)",
    ),
    "set_checked": (
        "held = x.split(',')\ny = held[0]",
        "held = x.split(',')\nif not set(held) <= {'a', 'b'}:\n    return\ny = held[0]",
    ),
    "exec_constant": ("exec('held = 1')\ny = x", "y = eval('1 + 1')"),
    "callback_result": ("y = partner.run(lambda: x)", "y = partner.run(lambda: 'a')"),
    "callback_argument": (
        "y = ''\ndef got(value):\n    nonlocal y\n    y = value\npartner.run(got, x)",
        "y = ''\ndef got(value):\n    nonlocal y\n    y = 'a'\npartner.run(got, x)",
    ),
    "callback_body": (
        "held = []\ndef got():\n    held.append(x)\npartner.run(got)\ny = held[0]",
        "held = []\ndef got():\n    held.append('a')\npartner.run(got)\ny = held[0]",
    ),
    "atexit": (
        "import atexit\nheld = []\natexit.register(held.append, x)\ny = held[0]",
        "import atexit\natexit.register(fixed, x)\ny = 'a'",
    ),
    "timer": (
        "held = []\nthreading.Timer(1, appends, [held, x]).start()\ny = held[0]",
        "held = []\nthreading.Timer(1, appends, [held, 'a']).start()\ny = held[0]",
    ),
    "call_soon": (
        "held = []\nasyncio.get_event_loop().call_soon(held.append, x)\ny = held[0]",
        "held = []\nasyncio.get_event_loop().call_soon(held.append, 'a')\ny = held[0]",
    ),
    "weak": (
        "import weakref\ny = weakref.ref(SimpleNamespace(a=x))().a",
        "import weakref\ny = weakref.ref(SimpleNamespace(a='b'))().a",
    ),
    "pickle": (
        "import pickle\ny = pickle.loads(pickle.dumps({'a': x}))['a']",
        "import pickle\ny = pickle.loads(pickle.dumps({'a': 'b'}))['a']",
    ),
    "csv": ("import csv\ny = list(csv.reader([x]))[0][0]", "import csv\ny = list(csv.reader(['a']))[0][0]"),
    "shlex": ("import shlex\ny = shlex.split(x)[0]", "import shlex\ny = shlex.split('a b')[0]"),
    "config": (
        "import configparser\nheld = configparser.ConfigParser()\nheld.read_string(x)\ny = held['a']['b']",
        "import configparser\nheld = configparser.ConfigParser()\nheld.read_string('[a]')\ny = held['a']['b']",
    ),
    "tempfile": (
        "import tempfile\nwith tempfile.TemporaryFile('w+') as held:\n    held.write(x)\n    held.seek(0)\n    y = held.read()",
        "import tempfile\nwith tempfile.NamedTemporaryFile() as held:\n    y = held.name",
    ),
    "type_adapter": (
        "from pydantic import TypeAdapter\ny = TypeAdapter(list[str]).validate_python([x])[0]",
        "from pydantic import TypeAdapter\ny = TypeAdapter(int).validate_python(x)",
    ),
    "uuid": ("y = x", "import uuid\ny = uuid.UUID(x)"),
    "date": ("y = x", "import datetime\ny = datetime.date.fromisoformat(x)"),
    "decimal": ("y = x", "import decimal\ny = decimal.Decimal(x)"),
    "hash": ("y = x", "import hashlib\ny = hashlib.sha256(x.encode()).hexdigest()"),
    "zlib": (
        "import zlib\ny = zlib.decompress(zlib.compress(x.encode())).decode()",
        "import zlib\ny = zlib.crc32(x.encode())",
    ),
    "gzip": (
        "import gzip\ny = gzip.decompress(gzip.compress(x.encode())).decode()",
        "import gzip\ny = gzip.decompress(gzip.compress(b'a')).decode()",
    ),
    "literal": ("import ast\ny = ast.literal_eval(x)", "import ast\ny = ast.literal_eval('[1]')[0]"),
    "path": ("import pathlib\ny = pathlib.Path('a', x).name", "import pathlib\ny = pathlib.Path('a', 'b').name"),
    "path_parts": ("y = os.path.splitext(x)[0]", "y = os.path.splitext('a.b')[0]"),
}

CALLBACK_HEAD = """\
def act(a):
    sqlite3.connect("a").execute("SELECT " + str(a))


def act_pair(a, b):
    sqlite3.connect("a").execute("SELECT " + str(b))


async def async_act(a):
    sqlite3.connect("a").execute("SELECT " + str(a))


class Worker(threading.Thread):
    def __init__(self, a):
        super().__init__()
        self.a = a

    def run(self):
        act(self.a)


class Actor:
    def __init__(self, a):
        self.a = a

    def act(self):
        act(self.a)


"""

CALLBACKS = {
    "thread": ("threading.Thread(target=act, args=(x,)).start()", "threading.Thread(target=act, args=('a',)).start()"),
    "thread_later": (
        "one = threading.Thread(target=act, args=[x], daemon=True)\none.start()",
        "one = threading.Thread(target=act_pair, args=[x, 'a'])\none.start()",
    ),
    "thread_named": (
        "threading.Thread(None, act, kwargs={'a': x}).start()",
        "threading.Thread(None, act_pair, kwargs={'a': x, 'b': 'c'}).start()",
    ),
    "thread_lambda": (
        "threading.Thread(target=lambda: act(x)).start()",
        "threading.Thread(target=lambda: act('a')).start()",
    ),
    "thread_method": (
        "threading.Thread(target=Actor(x).act).start()",
        "threading.Thread(target=Actor('a').act).start()",
    ),
    "thread_class": ("Worker(x).start()", "Worker('a').start()"),
    "timer": ("threading.Timer(1, act, [x]).start()", "threading.Timer(1, act, ['a']).start()"),
    "process": (
        "import multiprocessing\nmultiprocessing.Process(target=act, args=(x,)).start()",
        "import multiprocessing\nmultiprocessing.Process(target=act, args=('a',)).start()",
    ),
    "pool": ("ThreadPoolExecutor().submit(act, x)", "ThreadPoolExecutor().submit(act, 'a')"),
    "pool_map": ("ThreadPoolExecutor().map(act, [x])", "ThreadPoolExecutor().map(act, ['a'])"),
    "pool_with": (
        "with ThreadPoolExecutor() as pool:\n    pool.submit(act, a=x)",
        "with ThreadPoolExecutor() as pool:\n    pool.submit(act_pair, x, b='a')",
    ),
    "process_pool": (
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor().submit(act, x)",
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor().submit(act, 'a')",
    ),
    "multiprocessing_pool": (
        "import multiprocessing\nmultiprocessing.Pool(2).apply_async(act, (x,))",
        "import multiprocessing\nmultiprocessing.Pool(2).apply_async(act, ('a',))",
    ),
    "multiprocessing_map": (
        "import multiprocessing\nmultiprocessing.Pool(2).map(act, [x])",
        "import multiprocessing\nmultiprocessing.Pool(2).map(act, ['a'])",
    ),
    "executor": (
        "await asyncio.get_running_loop().run_in_executor(None, act, x)",
        "await asyncio.get_running_loop().run_in_executor(None, act, 'a')",
    ),
    "call_soon": ("asyncio.get_running_loop().call_soon(act, x)", "asyncio.get_running_loop().call_soon(act, 'a')"),
    "call_later": (
        "asyncio.get_running_loop().call_later(1, act, x)",
        "asyncio.get_running_loop().call_later(1, act, 'a')",
    ),
    "call_threadsafe": (
        "asyncio.get_running_loop().call_soon_threadsafe(act, x)",
        "asyncio.get_running_loop().call_soon_threadsafe(act, 'a')",
    ),
    "create_task": ("asyncio.create_task(async_act(x))", "asyncio.create_task(async_act('a'))"),
    "ensure_future": ("asyncio.ensure_future(async_act(x))", "asyncio.ensure_future(async_act('a'))"),
    "loop_task": (
        "asyncio.get_event_loop().create_task(async_act(x))",
        "asyncio.get_event_loop().create_task(async_act('a'))",
    ),
    "run_until": (
        "asyncio.new_event_loop().run_until_complete(async_act(x))",
        "asyncio.new_event_loop().run_until_complete(async_act('a'))",
    ),
    "threadsafe": (
        "asyncio.run_coroutine_threadsafe(async_act(x), partner.loop)",
        "asyncio.run_coroutine_threadsafe(async_act('a'), partner.loop)",
    ),
    "done_callback": (
        "one = asyncio.create_task(async_act('a'))\none.add_done_callback(lambda _: act(x))",
        "one = asyncio.create_task(async_act('a'))\none.add_done_callback(lambda _: act('b'))",
    ),
    "atexit": ("import atexit\natexit.register(act, x)", "import atexit\natexit.register(act, 'a')"),
    "exit_callback": (
        "with contextlib.ExitStack() as stack:\n    stack.callback(act, x)",
        "with contextlib.ExitStack() as stack:\n    stack.callback(act, 'a')",
    ),
    "finalize": ("import weakref\nweakref.finalize(app, act, x)", "import weakref\nweakref.finalize(app, act, 'a')"),
    "background": (
        "from fastapi import BackgroundTasks\nBackgroundTasks().add_task(act, x)",
        "from fastapi import BackgroundTasks\nBackgroundTasks().add_task(act, 'a')",
    ),
    "unknown": ("partner.run(act, x)", "partner.run(act, 'a')"),
    "unknown_keyword": ("partner.run(callback=act, value=x)", "partner.run(callback=act, value='a')"),
    "unknown_lambda": ("partner.run(lambda: act(x))", "partner.run(lambda: act('a'))"),
    "unknown_local": ("def later():\n    act(x)\npartner.run(later)", "def later():\n    act('a')\npartner.run(later)"),
    "unknown_method": ("partner.run(Actor(x).act)", "partner.run(Actor('a').act)"),
    "unknown_partial": ("partner.run(functools.partial(act, x))", "partner.run(functools.partial(act, 'a'))"),
    "unknown_list": ("partner.run([lambda: act(x)])", "partner.run([lambda: act('a')])"),
    "unknown_dict": ("partner.run({'a': lambda: act(x)})", "partner.run({'a': lambda: act('a')})"),
    "unknown_result": ("partner.make()(lambda: act(x))", "partner.make()(lambda: act('a'))"),
    "unknown_method_of": ("partner.make().on('a', lambda: act(x))", "partner.make().on('a', lambda: act('a'))"),
    "unknown_decorator": (
        "@partner.retry(3)\ndef later():\n    act(x)\nlater()",
        "@partner.retry(3)\ndef later():\n    act('a')\nlater()",
    ),
    "unknown_decorated": ("@partner.on('a')\ndef later():\n    act(x)", "@partner.on('a')\ndef later():\n    act('a')"),
    "unknown_coroutine": ("partner.spawn(async_act(x))", "partner.spawn(async_act('a'))"),
    "sort_key": ("sorted([1], key=lambda one: act(x))", "sorted([x], key=lambda one: act('a'))"),
    "sort_key_item": ("sorted([x], key=act)", "sorted(['a'], key=act)"),
    "sort_method": ("held = [x]\nheld.sort(key=act)", "held = ['a']\nheld.sort(key=act)"),
    "max_key": ("max([x], key=act)", "max(['a'], key=act)"),
    "re_sub": ("re.sub('a', lambda found: act(found.group()), x)", "re.sub('a', lambda found: act('b'), x)"),
    "filter": ("list(filter(act, [x]))", "list(filter(act, ['a']))"),
    "json_hook": ("json.loads(x, object_hook=act)", "json.loads('{}', object_hook=act)"),
    "iter_sentinel": ("list(iter(lambda: act(x), None))", "list(iter(lambda: act('a'), None))"),
    "groupby_key": ("list(itertools.groupby([x], key=act))", "list(itertools.groupby(['a'], key=act))"),
    "reduce": ("functools.reduce(act_pair, [x, x])", "functools.reduce(act_pair, ['a', 'b'])"),
    "starmap": ("list(itertools.starmap(act_pair, [(1, x)]))", "list(itertools.starmap(act_pair, [(x, 1)]))"),
    "default_factory": (
        "collections.defaultdict(lambda: act(x))['a']",
        "collections.defaultdict(lambda: act('a'))['a']",
    ),
    "context_run": (
        "import contextvars\ncontextvars.copy_context().run(act, x)",
        "import contextvars\ncontextvars.copy_context().run(act, 'a')",
    ),
    "queue_of_functions": (
        "held = queue.Queue()\nheld.put(lambda: act(x))\nheld.get()()",
        "held = queue.Queue()\nheld.put(lambda: act('a'))\nheld.get()()",
    ),
}

GROUPS = {
    "texts": ("", TEXTS),
    "containers": ("", CONTAINERS),
    "classes": (CLASS_HEAD, CLASSES),
    "functions": (FUNCTION_HEAD, FUNCTIONS),
}
"""The programs by what they are about, with the definitions that they use."""

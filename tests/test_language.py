"""What a program does with what it is given, in every part of the language: what becomes it is found, nothing else."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from language_programs import CALLBACK_HEAD, CALLBACKS, GROUPS, HEAD

from backlint.cli import main

MISSED: dict[str, set[str]] = {
    "texts": set("re_sub_function print_file base64 quote chr".split()),
    "containers": set("heap choice array environ".split()),
    "classes": set("iter_unpack setattr_method attrs_old attrs_private singleton".split()),
    "functions": set(
        "single_dispatch generator_result generator_send future pool_map raised_chain stop_value pickle tempfile".split()
    ),
    "callbacks": set("unknown_method sort_method iter_sentinel".split()),
}
"""Known misses."""
ALARMED: dict[str, set[str]] = {
    "texts": set(
        "format_attribute format_item format_map template template_map re_named re_findall json hex folded_sum".split()
    ),
    "containers": set(
        "list_index dict_tuple_key dict_popitem comprehension_scope filter defaultdict counter chainmap namedtuple namedtuple_list namedtuple_replace namedtuple_asdict product groupby_group zip_longest starmap deepcopy itemgetter itemgetter_two attrgetter queue_tuple slice_object".split()
    ),
    "classes": set(
        "alias repr_method fstring_method add radd mod dataclass_asdict dataclass_astuple dataclass_replace attrs_evolve attrs_asdict pydantic_number pydantic_copy pydantic_star pydantic_checked made_type plugin list_sub".split()
    ),
    "functions": set(
        "nonlocal nonlocal_two cached_wrapped globals exit_stack try_return loop_checked type_adapter zlib".split()
    ),
    "callbacks": set("starmap".split()),
}
"""Known false alarms."""


def shown(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the endpoints at which the default view shows that a query parameter reaches a statement."""
    (folder / "app.py").write_text(text, encoding="utf-8")
    main(["scan", str(folder), "-o", "json", "--select", "sql-injection", "--no-cache"])
    return {one["endpoint"].removeprefix("GET /") for one in json.loads(capsys.readouterr().out)["findings"]}


def endpoint(name: str, body: str) -> str:
    """Return the text of an endpoint that does this."""
    path, function = name, name.replace("/", "_")
    return f'\n\n@app.get("/{path}")\nasync def {function}(x: str):\n' + textwrap.indent(body, "    ") + "\n"


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_what_becomes_the_input_is_found_and_nothing_else(
    group: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, programs = GROUPS[group]
    text = HEAD + head
    for name, bodies in programs.items():
        for kind, body in zip(("found", "silent"), bodies, strict=True):
            text += endpoint(f"{kind}/{name}", f'{body}\nsqlite3.connect("a").execute("SELECT " + str(y))')
    found = shown(text, tmp_path, capsys)
    assert {name for name in programs if f"found/{name}" not in found} == MISSED[group]
    assert {name for name in programs if f"silent/{name}" in found} == ALARMED[group]


def test_what_is_called_back_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD
    for name, bodies in CALLBACKS.items():
        for kind, body in zip(("found", "silent"), bodies, strict=True):
            text += endpoint(f"{kind}/{name}", CALLBACK_HEAD + body)
    found = shown(text, tmp_path, capsys)
    assert {name for name in CALLBACKS if f"found/{name}" not in found} == MISSED["callbacks"]
    assert {name for name in CALLBACKS if f"silent/{name}" in found} == ALARMED["callbacks"]

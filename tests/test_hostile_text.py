"""Text that is written to keep a reader busy costs its own file, and no more time than it is long."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import backlint
from backlint import catalog, toml_text
from backlint.cli import main
from backlint.configuration import UsageError, load
from backlint.engines import patience, secrets, texts, understanding
from backlint.engines.texts import Texts
from backlint.facts import proxies
from backlint.facts.dependencies import read_versions
from backlint.files import find_files
from backlint.findings import INTERNAL
from backlint.frameworks.assembly import rates
from backlint.frameworks.backtracking import backtracks

# --- patterns of our own -----------------------------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every compiled pattern that stands in a module, also in its tables."""
    for module in pkgutil.walk_packages(backlint.__path__, "backlint."):
        if not module.name.endswith("__main__"):
            for name, value in list(vars(importlib.import_module(module.name)).items()):
                yield from ((f"{module.name}.{name}", one) for one in within(value, 3))


def within(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (tuple, list, frozenset, set)):
        for item in value:
            yield from within(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield from within(tuple(value.values()), depth)


def test_no_pattern_of_ours_takes_exponential_time() -> None:
    found = {one: name for name, one in patterns()}
    assert len(found) > 300
    text = {one.pattern if isinstance(one.pattern, str) else one.pattern.decode("latin-1"): one for one in found}
    slow = [found[one] for pattern, one in text.items() if backtracks(pattern, verbose=bool(one.flags & re.VERBOSE))]
    assert slow == []


PUMPED = {
    "a row of quotes": ("a.sql", "insert into users (name, password) values ('x', (" + "''" * 50_000),
    "rows without an end": ("a.sql", "insert into t (" * 20_000),
    "a statement without an end": ("a.sql", "insert into " * 20_000),
    "blanks before a quote": ("a.sql", "insert into users (name, password) values (" + " " * 50_000 + "'a'x')"),
    "colons": ("settings.py", "SECRET = 'a'\nclass a" + ":" * 100_000),
    "a long name of a class": ("settings.py", "SECRET = 'a'\nclass " + "a" * 100_000),
    "quotes": ("a.py", '"' * 100_000),
    "openings": ("a.json", "[" * 100_000),
    "aliases": ("a.yml", "a: &a [1]\n" + "".join(f"b{n}: [" + "*a," * 50 + "]\n" for n in range(500))),
    "anchors of anchors": (
        "b.yml",
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
    ),
    "equals": (".env", "A" + "=" * 100_000),
    "carriage returns": (".env", "\r" * 100_000),
    "a name and blanks": ("a.ini", "[a]\npassword" + " " * 100_000 + "\0"),
    "a value without an end": ("a.ini", "a =\n" + " b\n" * 100_000),
    "braces": ("a.tf", "a {" * 30_000),
}


@pytest.mark.parametrize("name", PUMPED)
def test_a_search_for_secrets_takes_time_by_the_length_of_the_text(name: str) -> None:
    path, text = PUMPED[name]
    search = secrets.Search(catalog.load_rules())
    start = time.process_time()
    search.text(path, text)
    assert time.process_time() - start < 4


# --- one file that fails -------------------------------------------------------------------------------------------------


def outcomes(root: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Search a folder; the answer has the rules and the kinds of gap by path."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for outcome in Texts(find_files(root)).search(catalog.load_rules()):
        for finding in outcome.findings:
            found.setdefault(finding.location.path, ([], []))[0].append(finding.rule)
        for gap in outcome.gaps:
            found.setdefault(gap.path, ([], []))[1].append(gap.kind)
    return found


PASSWORD = "Xk29" + "fLq8vTz41wQm"


@pytest.mark.parametrize("raised", [ValueError("what it read"), RecursionError(), MemoryError()])
def test_what_fails_in_one_file_is_a_gap_of_that_file(
    raised: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.txt").write_text("bad")
    (tmp_path / "good.env").write_text(f"DB_PASSWORD={PASSWORD}\n")
    search = secrets.Search.text

    def failing(self: secrets.Search, path: str, text: str) -> secrets.Outcome:
        if path == "bad.txt":
            raise raised
        return search(self, path, text)

    monkeypatch.setattr(secrets.Search, "text", failing)
    found = outcomes(tmp_path)
    assert found["bad.txt"] == ([], [INTERNAL])
    assert found["good.env"][0]


@pytest.mark.skipif(not hasattr(patience.signal, "setitimer"), reason="there is no limit on this system")
def test_what_takes_too_long_in_one_file_is_a_gap_of_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.txt").write_text("bad")
    (tmp_path / "good.env").write_text(f"DB_PASSWORD={PASSWORD}\n")
    search = secrets.Search.text

    def endless(self: secrets.Search, path: str, text: str) -> secrets.Outcome:
        if path == "bad.txt":
            re.match(r"(?:a|a)*b", "a" * 60)
        return search(self, path, text)

    monkeypatch.setattr(secrets.Search, "text", endless)
    monkeypatch.setattr(texts, "_SECONDS", 0.2)
    found = outcomes(tmp_path)
    assert found["bad.txt"] == ([], ["timeout"])
    assert found["good.env"][0]


# --- settings and lock files ---------------------------------------------------------------------------------------------

MONSTERS = {
    "a key of many parts": "a." * 100_000 + "b = 1",
    "a quoted key of many parts": '"a".' * 50_000 + "b = 1",
    "a header of many parts": "[" + "a." * 100_000 + "b]",
    "nested lists": "a = " + "[" * 100_000 + "]" * 100_000,
    "nested tables": "a = " + "{a = " * 5_000 + "1" + "}" * 5_000,
    "a number of many digits": "a = " + "1" * 100_000,
    "no such day": "a = 0000-99-99",
    "a long text": "a = '" + "b" * 6_000_000 + "'",
}


@pytest.mark.parametrize("name", MONSTERS)
def test_toml_that_keeps_its_parser_busy_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises((toml_text.NotToml, RecursionError)):
        toml_text.parse(MONSTERS[name])
    (tmp_path / "pyproject.toml").write_text(MONSTERS[name])
    with pytest.raises(UsageError, match=r"^pyproject\.toml: "):
        load(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    (tmp_path / "poetry.lock").write_text(MONSTERS[name])
    assert Texts(find_files(tmp_path)).versions() == {}


def test_a_long_text_of_dots_is_toml() -> None:
    assert toml_text.parse("a = 'x.'\nb = [" + "'y.', " * 300 + "]")["a"] == "x."


# --- what stands in front of an application ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["{\n{\n", "a {\n {\n reverse_proxy b\n }\n}\n", "{" * 9000, "a {\n" * 9000, "}\n" * 9]
)
def test_braces_of_a_proxy_need_no_names(text: str) -> None:
    for path in ("Caddyfile", "nginx.conf", "traefik.yml"):
        proxies.sites({path: text})


NUMBERS = ["9" * 5000, "²", "٣", "0", "-1", "1e999", ""]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_of_proxies_and_versions_are_of_any_kind(number: str) -> None:
    nginx = (
        f"limit_req_zone $a zone=z:10m rate={number}r/s;\nserver {{ location / {{ proxy_pass http://[{number}; }} }}\n"
    )
    caddy = f"a {{\n rate_limit {{\n zone x {{\n events {number}\n window {number}s\n }}\n }}\n reverse_proxy b\n}}\n"
    ingress = f"kind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/limit-rps: '{number}'\n"
    traefik = f"http:\n  middlewares:\n    a:\n      rateLimit:\n        average: {number}\n        period: {number}s\n"
    assert proxies.sites({"nginx.conf": nginx})
    assert proxies.sites({"Caddyfile": caddy})
    proxies.sites({"ingress.yml": ingress})
    proxies.sites({"traefik.yml": traefik})
    read_versions({"requirements.txt": f"django>={number},<{number}{number}\n".encode()})
    for limit in (f"{number} per minute", f"5 per {number} minute", f"{number}/{number}s"):
        rates.per_minute(limit)


def test_snippets_that_import_each_other_end() -> None:
    snippets = "".join(f"(s{n}) {{\n import s{n + 1}\n import s{n + 1}\n header A b\n}}\n" for n in range(30))
    circles = "(c) {\n import c\n handle {\n import c\n import d\n }\n}\n(d) {\n import c\n import c\n}\n"
    start = time.process_time()
    assert proxies.sites({"Caddyfile": f"{snippets}{circles}a {{\n import s0\n import c\n reverse_proxy b\n}}\n"})
    assert time.process_time() - start < 2


def test_a_fault_while_the_program_is_run_leaves_the_rest_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.py").write_text("import tempfile\ntempfile.mktemp()\n")
    (tmp_path / "prod.env").write_text(f"DB_PASSWORD={PASSWORD}\n")

    def failing(*_: object) -> None:
        raise KeyError("what nobody foresaw")

    monkeypatch.setattr(understanding, "assemble", failing)
    assert main(["scan", str(tmp_path), "-o", "json", "--no-cache"]) == 4
    report = json.loads(capsys.readouterr().out)
    assert {"tempfile-insecure"} < {one["rule"] for one in report["findings"]}
    assert "prod.env" in {one["place"]["file"] for one in report["findings"]}
    (gap,) = [one for one in report["gaps"] if one["kind"] == INTERNAL]
    assert "KeyError" in gap["message"]

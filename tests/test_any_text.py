"""Whatever a text holds, its readers end and raise nothing that they do not promise: pieces of their languages, shuffled."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlint import baseline, catalog, ignores, suppressions
from backlint.configuration import UsageError, load
from backlint.engines import secrets
from backlint.facts import proxies
from backlint.facts.dependencies import read_versions
from backlint.facts.lower import lower_source
from backlint.facts.openapi import read_description
from backlint.frameworks import team
from backlint.frameworks.backtracking import backtracks
from backlint.frameworks.configuration.starts import starts

PIECES = {
    "braces": "{ } {{ }} ( ) [ ] [[ ]] < > ; : , . = == += | & ! % $ # // /* */ -- \" ' ` \\ @ ^ * ? +",
    "blanks": ["\n", "\r\n", " ", "\t", "    ", "\n  ", "\n    - ", "\f", "\0", "\ufeff", "\u2028", "\x85"],
    "words": "a b name value key import server location limit_req rate=5r/s add_header proxy_pass http://[a header "
    "reverse_proxy rate_limit zone events window request_body max_size openapi: paths: get: parameters: $ref: '#/a' "
    "security: kind: Ingress metadata: annotations: nginx.ingress.kubernetes.io/limit-rps: middlewares: rateLimit: "
    "average: web: gunicorn --workers 9 -w uvicorn CMD ENTRYPOINT services: command: django>=1,<2 dependencies package",
    "settings": "exclude select ignore fail-on persona per-path-ignores severity attest baseline models endpoints public "
    "authentication jobs sources sinks sanitizers marks kinds arguments tool.backlint true false 1 2026-01-01 sql high",
    "secrets": "password token secret AKIA ghp_ sk_live_ -----BEGIN eyJhbGciOiJIUzI1NiJ9. host= jdbc: postgres://a:b@c/ "
    'insert into users values (\' \', \'x\' <user> <password> </password> "auth":" "kty":"RSA"',
    "ignores": 'backlint: ignore[ ignore-file[ sql-injection ] -- until= because 2027-03-01 class C: def f(): """ x=(',
    "patterns": "(?: (?P<a> (?P=a) (?= (?! (?<= (?i) \\d \\w \\s \\b [a-z] [^x] {2,5} {9} *+ ?? .* $ \\Z | a+",
    "letters": ["é", "²", "٣", "𝔘", "9" * 500, "a" * 300, "\ud800"],
}
PARTS = [part for group in PIECES.values() for part in (group.split() if isinstance(group, str) else group)]
TEXTS = st.lists(st.one_of(st.sampled_from(PARTS), st.sampled_from(PIECES["blanks"])), max_size=40).map("".join)


def settled(content: bytes, name: str, read: Callable[[Path], object]) -> None:
    """Let settings be read from a folder; that they are wrong is the one thing that may be said."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / ".git").mkdir()
        (root / name).write_bytes(content)
        with contextlib.suppress(UsageError):
            read(root)


def _load(root: Path) -> None:
    suppressions.check_names(catalog.load_rules(), load(root))


def _models(root: Path) -> None:
    (root / "backlint.toml").write_text("models = ['m.toml']\n")
    team.read(load(root))


def _of_python(text: str) -> None:
    source = text.encode("utf-8", "surrogatepass")
    facts = lower_source(source)
    assert facts.problem is None or facts.problem.kind != "crash"
    if facts.problem is None:
        ignores.of_module("a.py", facts)


SEARCH = secrets.Search(catalog.load_rules())

READERS: dict[str, Callable[[str], object]] = {
    "python": _of_python,
    "ignores": lambda text: ignores.of_text("a.yml", text),
    "openapi": read_description,
    "nginx": lambda text: proxies.sites({"nginx.conf": text, "conf.d/b.conf": text}),
    "caddy": lambda text: proxies.sites({"Caddyfile": text}),
    "yaml": lambda text: proxies.sites({"a.yml": text}),
    "starts": lambda text: list(
        starts({"Procfile": text, "Dockerfile": text, "docker-compose.yml": text, "a.sh": text})
    ),
    "patterns": backtracks,
    **{
        f"versions of {name}": lambda text, name=name: read_versions({name: text.encode("utf-8", "replace")})
        for name in ("requirements.txt", "pyproject.toml", "setup.cfg", "pipfile.lock", "poetry.lock")
    },
    **{
        f"secrets of {name}": lambda text, name=name: SEARCH.text(name, text)
        for name in (
            "a.py",
            ".env",
            "a.yml",
            "a.json",
            "a.toml",
            "a.ini",
            "Dockerfile",
            "a.sh",
            "a.sql",
            "a.xml",
            "a.tf",
        )
    },
    "settings": lambda text: settled(text.encode("utf-8", "surrogatepass"), "backlint.toml", _load),
    "models": lambda text: settled(text.encode("utf-8", "surrogatepass"), "m.toml", _models),
    "baseline": lambda text: settled(
        text.encode("utf-8", "surrogatepass"), "b.toml", lambda root: baseline.read(root / "b.toml", "b.toml")
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_takes_any_text(name: str) -> None:
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(TEXTS)
    def takes(text: str) -> None:
        READERS[name](text)

    takes()

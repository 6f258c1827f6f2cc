"""For which stage of a program's life something is, by what it is called: one account of the words that say so.

A name says it for files and folders (`docker-compose.dev.yml`, `settings/local.py`) and for classes (`DevConfig`). What
configures a developer's machine is nobody else's; what is checked, shown or played with lives for minutes; a sample is
copied and filled in before anything is started with it. All else is taken to be in production.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_DEVELOPED = r"dev(?:el(?:op(?:ment)?)?|project|site|server|settings|env|stack)?|local"
"""On one developer's machine."""
_TESTED = r"tests?|testing|regtest|ci|e2e"
_SHOWN = r"examples?|samples?|demo"

_OF_DEVELOPMENT = re.compile(
    rf"(?:^|[._/-])(?:{_DEVELOPED})(?:[._-][^/]*)?$|(?:^|/)\.?devcontainer/"
    # What stands in for somebody else's service there.
    r"|(?:^|/)(?:\w+[_-])?mocks?/",
    re.IGNORECASE,
)
_SHORT_LIVED = re.compile(
    rf"(?:^|[._/-])(?:{_TESTED}|{_SHOWN}|override|github|circleci|devcontainer|vscode"
    r"|docker[_-]compose(?=\.py$)|vagrant(?=\.py$))(?:[._/-]|$)"
    # A folder `shop_local` is the program's own part of something that is called so.
    rf"|(?:(?:^|[._/-])(?:{_DEVELOPED})(?:[._-]|$)|(?:^|[./-])(?:{_DEVELOPED})/)"
    # What documents are built with.
    r"|(?:^|/)(?:docs?_settings|settings_docs?)\.py$"
    # A machine of a developer, a stage before production, a cluster inside of containers.
    r"|(?:^|/)(?:docker[_-])?compose[\w.-]*[._-](?:mac(?:os)?|stage|staging)(?:[._-]|$)"
    r"|(?:^|/)(?:[\w-]*-)?(?:kind|minikube|k3d)/",
    re.IGNORECASE,
)
_SAMPLE = re.compile(
    r"(?:^|[._-])(?:examples?|samples?|template|tmpl|dist|skel|skeleton|stub|(?:unit)?tests?|specs?(?=\.[jt]sx?$)|fixtures?|mocks?)(?:[._-]|$)"
    # `default.yml` is in force where nothing else is said; `settings.yml.default` is there to be copied.
    r"|\.(?:txt|po|pot|defaults?)$",
    re.IGNORECASE,
)
_STAND_IN_FOLDER = re.compile(r"(?:^|/)(?:fixtures?|mocks?|tests?[_-](?:assets|data|files|inputs?|resources|samples))/")
_PLAYED_WITH = re.compile(
    r"(?:^|[._/-])(?:populate\w*|seed(?:s|er|ers|ing)?|samples?|fake\w*|factories(?=\.py$)|random|temp(?:orary)?|demo|dummy"
    r"|fixtures?|bench\w*)(?:[._/-]|$)",
    re.IGNORECASE,
)
_FOR_SHOW = re.compile(
    r"snake-?oil|self-?signed|localhost|dummy|fake|mock|(?:^|[._/-])(?:test|sample|example)", re.IGNORECASE
)

_WORDS = frozenset("dev development develop test tests testing local ci debug unittest pytest demo".split())
_OF_SETTINGS = frozenset("config configuration settings base".split())
_OF_BUILDS = frozenset({"Build", "ContinuousIntegration", "Docs", "DocsSettings", "DocsConfig"})
_LASTING = re.compile(
    r"(?:^|[._/-])(?:prod\w*|deploy\w*|release|stack|swarm|live|staging|server)(?:[._/-]|$)", re.IGNORECASE
)
_SAID = re.compile(
    r"(?:^|[^A-Za-z])(?:dev(?:el(?:op(?:ment)?)?)?|local|testing|(?<!django-)insecure|unsafe)(?:[^A-Za-z]|$)|not[-_ ]?for[-_ ]?prod",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def is_of_development(path: str) -> bool:
    """Whether a file's own name says that a developer's machine is configured by it."""
    return bool(_OF_DEVELOPMENT.search(path.rpartition(".")[0] or path))


def is_short_lived(path: str) -> bool:
    """Whether a file's path says that what it configures lives for minutes or on one developer's machine."""
    return bool(_SHORT_LIVED.search(path))


def is_sample(path: str) -> bool:
    """Whether a file's name, or a folder of stand-ins, says that it shows what such a file looks like."""
    return bool(_SAMPLE.search(PurePosixPath(path).name) or _STAND_IN_FOLDER.search(path))


def is_lasting(path: str) -> bool:
    """Whether a path says that what it configures is a machine that lasts: `deploy/compose.prod.yml`."""
    return bool(_LASTING.search(path))


def makes_samples(path: str) -> bool:
    """Whether a file's path says that it fills a database with data to play with."""
    return bool(_PLAYED_WITH.search(path))


def is_for_show(path: str) -> bool:
    """Whether a key's path says that it is one for tests and trials, which opens nothing else."""
    return is_short_lived(path) or bool(_FOR_SHOW.search(path))


def is_development_name(name: str) -> bool:
    """Whether the name of a class or module says that it is for development or tests: `DevConfig`, `TestingSettings`."""
    return any(word.lower() in _WORDS for word in _WORD.findall(name))


def is_development_settings(name: str) -> bool:
    """Whether the name of a class says that it is nothing but the settings of development, tests or a build."""
    words = {word.lower() for word in _WORD.findall(name)} - _OF_SETTINGS
    return name in _OF_BUILDS or bool(words and words <= _WORDS)


def says_development(value: str) -> bool:
    """Whether a value says of itself that it is for development: `dev-password`, `development_only`, `insecure`."""
    return bool(_SAID.search(value))

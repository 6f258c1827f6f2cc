"""Entries of configuration files and named literals of programs, judged by the rules that ask for `SecretEntry`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from backlint.concepts import SecretEntry
from backlint.engines.literals import ACCOUNT
from backlint.engines.neighbours import NEIGHBOURS
from backlint.engines.places import Lines, is_aside, is_note
from backlint.engines.process import Outcome
from backlint.engines.reached import unreached
from backlint.engines.secret_accounts import accounts_in
from backlint.engines.secret_addresses import ADDRESS, is_open, password_in
from backlint.engines.secret_readers import WRITTEN, is_bare, read_file, reader_of, reads
from backlint.facts.entries import Entry
from backlint.findings import Finding, Gap, Location, Precision, Severity
from backlint.placeholder import is_placeholder
from backlint.rule import FactQuery, Rule
from backlint.secrecy import digest, is_random, is_thought_of, is_usual, purpose_of, purpose_within, reads_as_name
from backlint.stages import is_development_settings, is_lasting, says_development

MADE_AT_HOME = frozenset({"private-key", "url-password", "connection-string"})
"""Rules about secrets of a known form that no service gives out: anybody makes them."""
_ANNOUNCED = (
    "pass",
    "clave",
    "contrase",
    "senha",
    "pwd",
    "pword",
    "secret",
    "token",
    "key",
    "credential",
    "pat",
    "salt",
    "pepper",
    "auth",
    "identified",
    "superuser",
    "_pw",
)
"""A part of each name that announces a secret, in lower case: see `secrecy.purpose_of`."""

_SECTIONED = (".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf")
_LISTED = re.compile(r"^[ \t]*\[?(?:users|accounts|logins|htpasswd)[\]:][ \t]*$", re.MULTILINE)
"""A section under which names may stand with their passwords, and nothing that announces them."""

_LOCK = re.compile(r"(?:[-.]lock(?:\.\w+)?|npm-shrinkwrap\.json)$")
"""Files that a package manager writes: their keys are the names of packages (`@acme/password`)."""

_TEMPLATE = re.compile(r"(?<![^/])template\.")
_STACK = re.compile(r"AWSTemplateFormatVersion|AWS::Serverless")
"""What is called a template there is what is deployed."""

_Judge = tuple[Rule, FactQuery[SecretEntry]]


class EntryJudges:
    """The rules that judge entries, ready for any number of texts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Find the rules that ask for entries."""
        self._judges: tuple[_Judge, ...] = tuple(
            (rule, query)
            for rule in rules
            for query in rule.queries
            if isinstance(query, FactQuery) and query.kind is SecretEntry
        )

    def search(self, path: str, text: str, lowered: str) -> Outcome:
        """Return the secrets among the entries of a text; `lowered` is the same in lower case."""
        announced = (
            any(word in lowered for word in _ANNOUNCED)
            or ADDRESS.search(text) is not None
            or is_bare(path)
            or (path.endswith(_SECTIONED) and _LISTED.search(lowered) is not None)
        )
        aside = is_aside(_TEMPLATE.sub("stack.", path) if _STACK.search(text, 0, 2000) else path)
        if self._judges and reads(path) and announced and (not aside or is_note(path)):
            return _entries(path, text, self._judges)
        return Outcome((), ())


def _entries(path: str, text: str, judges: tuple[_Judge, ...]) -> Outcome:
    """Judge the entries of a configuration file and the named literals of a program; a gap where it was not read."""
    if _LOCK.search(path):
        return Outcome((), ())
    read = read_file(path, text)
    gaps: tuple[Gap, ...] = ()
    if read.problem is not None:
        message = f"its entries were searched for secrets line by line only: {read.problem.message}"
        gaps = (Gap(path, read.problem.line, "configuration", message),)
    reader = reader_of(path, read.entries)
    accounts = accounts_in(read.entries) if reader == "configuration" else frozenset()
    secrets = tuple(_secrets(path, reader, read.entries, accounts))
    found = [
        (entry, finding)
        for entry, purpose in secrets
        for rule, query in judges
        if (finding := _judge(path, reader, entry, purpose, rule, query)) is not None
    ]
    quoted = tuple(_aside(reader, text)) if found else ()
    for_show = reader == "dotenv" and not is_lasting(path) and _shows(secrets)
    inside = unreached(read.entries) if reader == "compose" and found else frozenset()
    return Outcome(
        tuple(
            replace(one, precision=Precision.LOW)
            if for_show or (_is_quoted(reader, entry) and any(one.location.line in lines for lines in quoted))
            else replace(one, severity=Severity.LOW)
            if entry.value.strip() in inside
            else one
            for entry, one in found
        ),
        gaps,
    )


def _aside(reader: str, text: str) -> Iterator[range]:
    """Yield the lines of what a program shows or is tried with: documentation, examples, settings of tests, demonstrations."""
    if reader == "python":
        yield from (*_documented(text), *_exampled(text, _EXAMPLE), *of_development(text))
    elif reader == "script":
        yield from _exampled(text, _DEMONSTRATED)


def _is_quoted(reader: str, entry: Entry) -> bool:
    """Whether an entry says nothing that holds on such lines as well; who is let in to see a demonstration is told there."""
    return reader == "script" or not _is_of_account(entry)


def _is_of_account(entry: Entry) -> bool:
    """Whether what stands beside an entry says that somebody signs in with it."""
    return entry.key.rpartition(".")[0] == ACCOUNT


def _shows(secrets: Sequence[tuple[Entry, str]]) -> bool:
    """Whether the secrets of a file show what has to be set; where one repeats its name, words are no passwords either."""
    named = any(entry.value.lower() == entry.key.rpartition(".")[2].lower() for entry, _ in secrets)
    return all(
        _is_for_show(one) or (named and (is_usual(one[0].value) or reads_as_name(one[0].value))) for one in secrets
    )


def _is_for_show(secret: tuple[Entry, str]) -> bool:
    """Whether a secret opens nothing: it asks to be replaced, or says that it is for development.

    A file of nothing else shows what has to be set, or starts the program on one's own machine.
    """
    entry, purpose = secret
    usual = purpose == _TAKEN and is_usual(entry.value)
    return usual or is_placeholder(entry.value) or says_development(entry.value)


def _secrets(
    path: str, reader: str, entries: Iterable[Entry], accounts: AbstractSet[str]
) -> Iterator[tuple[Entry, str]]:
    """Yield the entries that announce a secret, and the passwords in the addresses of others, each with what it is for.

    Under each of the keys `accounts` stands a password with which a service lets somebody in.
    """
    for entry in entries:
        if _ON_A_CHAIN.fullmatch(entry.value) or _HEADER_ALONE.fullmatch(entry.value) or _RECORD.match(entry.value):
            continue
        above, _, name = entry.key.rpartition(".")
        if not _EXAMPLES.isdisjoint(above.lower().split(".")):
            continue
        told = is_random(entry.value) or (reader == "configuration" and is_thought_of(entry.value))
        purpose = purpose_of(name) or (purpose_within(name) if told else "")
        if _is_of_account(entry) or above == NEIGHBOURS or entry.key in accounts:
            yield entry, _TAKEN
        elif not purpose and name.lower() in _OF_PARAMETER and (purpose := purpose_of(above.rpartition(".")[2])):
            # What a template of a deployment calls so stands under the name of its parameter.
            yield replace(entry, key=above), _TAKEN if (purpose, above.count(".")) == _OF_STACK else purpose
        elif purpose:
            if not is_open(entry.value):
                yield entry, purpose
        elif (reader not in {"python", "script"} or _is_of_settings(path, entry)) and (
            inner := password_in(entry)
        ) is not None:
            yield inner, _TAKEN
        elif reader in _CONTAINERS and _GIVEN.search(name):
            yield entry, "password"


_TAKEN = "password that a service takes"
"""One in an address or beside a host, or the default of a stack's parameter: the service has it, whatever it says."""
_OF_STACK = ("password", 1)
"""`Parameters.Password.Default`."""
_ON_A_CHAIN = re.compile(r"0x[0-9a-fA-F]{40}")
"""The address of an account or contract of Ethereum, which everybody sees; a key there has 64 digits."""
_HEADER_ALONE = re.compile(r"eyJ[A-Za-z0-9_-]{1,150}={0,2}")
"""The first part of a signed token, or any short record in base64, which opens nothing."""
_RECORD = re.compile(r"\s*\{\s*\\?\"")
"""The beginning of a record in JSON: what it holds under its names says what it is."""
_CONTAINERS = frozenset({"compose", "kubernetes", "dockerfile"})
_GIVEN = re.compile(r"^[A-Z0-9]+(?:_[A-Z0-9]+)+_(?:CHECK_PASSWORD|PASSWORDS)$")
"""Variables of images in which one more word stands before that of the secret, or several are listed."""
_SETTINGS = re.compile(r"(?:^|[/_])(?:settings|config|configuration)(?:/[^/]+|_\w+)?\.py$")
_BESIDE = re.compile(r"@[A-Za-z][\w-]*(?<!localhost)(?::\d+)?(?:[/?]|$)")
"""A host without a dot: that of a container or machine beside the program. Others are a format of their own."""


def _is_of_settings(path: str, entry: Entry) -> bool:
    """Whether a literal is an address with which a program's settings reach a service beside it."""
    return bool(_SETTINGS.search(path) and _BESIDE.search(entry.value))


_EXAMPLES = frozenset({"example", "examples", "x-example", "x-examples"})
"""Keys under which the description of an interface shows what is sent and answered."""
_OF_PARAMETER = frozenset({"default", "defaultvalue"})

_DOCUMENTATION = re.compile(r'("""|\'\'\').*?\1', re.DOTALL)


def _documented(text: str) -> tuple[range, ...]:
    """Return the lines of a program's texts in three quotes of more than one line: what stands there is an example."""
    lines = Lines(text)
    found = (range(lines.number(one.start()), lines.number(one.end()) + 1) for one in _DOCUMENTATION.finditer(text))
    return tuple(one for one in found if len(one) > 1)


_CLASS = re.compile(r"^class[ \t]{1,9}(\w++)[^\n:]*+:[^\n]*+\n(?:(?:[ \t)#][^\n]*+)?\n)*+", re.MULTILINE)


def of_development(text: str) -> tuple[range, ...]:
    """Return the lines of the classes of settings for development or tests, where a module has others beside them."""
    classes = list(_CLASS.finditer(text))
    found = [one for one in classes if is_development_settings(one[1])]
    if not found or len(found) == len(classes):
        return ()
    lines = Lines(text)
    return tuple(range(lines.number(one.start()), lines.number(one.end())) for one in found)


_EXAMPLE = re.compile(
    r"\b(?:examples?|openapi_examples|(?:json_)?schema_extra|responses)[\"']?\]?[ \t]*[:=][ \t]*(?:\w+\()?[\[{]",
    re.IGNORECASE,
)
_DEMONSTRATED = re.compile(
    r"\b(?:const|let|var)[ \t]{1,9}(?:demo[A-Z_]|[a-z]\w{0,30}Demo|(?:[A-Z]+_)?DEMO_)\w{0,40}[^=\n]{0,40}=[ \t]{0,9}(?:\w+\()?[\[{]"
)
"""An account with which everybody may look at the program."""
_BRACKETS = re.compile(r"[\[\](){}\n]|\"[^\"\n]*\"|'[^'\n]*'|\#[^\n]*")
_LONGEST_EXAMPLE = 20_000


def _exampled(text: str, opened: re.Pattern[str]) -> Iterator[range]:
    """Yield the lines of what stands in the brackets that a pattern opens: the examples of an interface's answers."""
    lines: Lines | None = None
    for start in opened.finditer(text):
        lines = lines or Lines(text)
        depth, end = 1, start.end()
        for one in _BRACKETS.finditer(text, start.end(), start.end() + _LONGEST_EXAMPLE):
            depth += (one.group() in "([{") - (one.group() in ")]}")
            end = one.end()
            if depth == 0:
                break
        yield range(lines.number(start.start()), lines.number(end) + 1)


def _judge(
    path: str, reader: str, entry: Entry, purpose: str, rule: Rule, query: FactQuery[SecretEntry]
) -> Finding | None:
    section, _, name = entry.key.rpartition(".")
    # A program is started with what was written into a file for it.
    reader = "dotenv" if section.rpartition(".")[2] == WRITTEN else reader
    location = Location(path, entry.line, entry.column, entry.line, entry.column + (entry.width or len(entry.value)))
    taken = purpose == _TAKEN
    fact = SecretEntry(
        location=location,
        callee=reader,
        name=name,
        purpose="password" if taken else purpose,
        value=entry.value,
        section=section,
        taken=taken,
    )
    verdict = query.judge(fact)
    if verdict is None:
        return None
    return Finding(
        rule=rule.id,
        message=rule.message.format(callee=reader, **dict(verdict.values)),
        location=verdict.location or location,
        severity=rule.severity if verdict.severity is None else verdict.severity,
        precision=rule.precision if verdict.precision is None else verdict.precision,
        why=verdict.why,
        remedy=verdict.remedy or rule.remedy,
        anchor=f"{name} {digest(entry.value, name)}",
    )

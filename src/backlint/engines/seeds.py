"""Accounts in data that a project brings along, with a password as it is typed: rows that SQL scripts insert, elements of
XML, tables of CSV. Of each statement or file the first is told; whoever mends one sees the others. Of settings that a script inserts
(`('mail_secret', '…')`) each is told: every one belongs to another service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.facts.entries import Entry, Places
from backlint.facts.entries_commands import logins_in
from backlint.secrecy import is_random, purpose_of

SUFFIXES = (".sql", ".xml", ".csv")
_COLUMNS = frozenset("password passwd pwd pass user_password clave contrasena contraseña mot_de_passe senha".split())
_USERS = re.compile(r"user|login|e_?mail|name|account|usuario|correo|nombre", re.IGNORECASE)
_INSERT = re.compile(
    r"\binsert\s+(?:or\s+\w+\s+|ignore\s+){0,3}into\s+(?P<table>[^\s(;]{1,300}+)\s{0,99}+"
    r"(?:\((?P<columns>[^();]{0,9000})\)\s{0,99}+)?values\s*(?P<rows>(?:'(?:[^']|'')*+'|[^;'])*+)",
    re.IGNORECASE,
)
_CREATE = re.compile(
    r"\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?P<table>[^\s(;]{1,300}+)\s{0,99}+\(", re.IGNORECASE
)
_LONGEST_TABLE = 8_000
"""Characters of what creates one."""
_BRACKET = re.compile(r"[()]")
_COLUMN = re.compile(r"(?:^|,)\s*(?P<quote>[`\"\[]?)(?P<name>\w+)")
_NO_COLUMNS = frozenset("primary foreign unique key constraint index check fulltext".split())
# Each text is read once and for all: tried in every way, a row of quotes takes exponential time.
_ROW = re.compile(r"""\(((?:'[^']*+'|"[^"]*+"|[^()'"]++|\((?:'[^']*+'|"[^"]*+"|[^()'"]++)*+\))*+)\)""")
_VALUE = re.compile(r"""\s{0,99}+('(?:[^']|'')*+'(?:::\w+)?|"[^"]*+"|[^,'"]*)\s*(?:,|$)""")
"""MySQL takes either quote."""
_ELEMENT = re.compile(
    r"<(?P<name>password|passwd|pwd|clave|contrasena)>(?P<value>[^<>]{3,200})</(?P=name)>", re.IGNORECASE
)
_HASH = re.compile(
    r"\$\w+\$|(?:pbkdf2|scrypt|bcrypt|argon2|md5|sha)\w*[:$]|\{\w+\}|\*?[0-9a-f]{32,}$|[A-Za-z0-9+/]{43,}={0,2}$",
    re.IGNORECASE,
)


def read_seeds(path: str, text: str) -> Iterator[Entry]:
    """Yield the passwords of accounts that a SQL script inserts or an XML file lists, under the key `password`, and those with
    which it makes users of the database, under `server.password`; those of a table of CSV, under `table.password`.
    """
    places = Places(text)
    if path.endswith(".csv"):
        yield from (Entry("table.password", value, *places.at(at)) for at, value in _of_csv(text))
        return
    for at, value in _of_sql(text) if path.endswith(".sql") else _of_xml(text):
        yield Entry("password", value, *places.at(at))
    if path.endswith(".sql"):
        for at, value in _made(text):
            yield Entry("server.password", value, *places.at(at))
        for name, at, value in (*_settings(text), *_tokens(text)):
            yield Entry(name, value, *places.at(at))


_NAMES = frozenset("key name code setting option param parameter variable".split())
_VALUES = frozenset("value val content data".split())
_WRITTEN = re.compile(r"""'["']{0,2}(?P<text>[^\s'"]+)["']{0,2}'(?:::\w+)?\s*""")


def _settings(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the name, the offset and the text of secrets among rows of names and values."""
    for insert, columns in _inserts(text):
        ends = [column.rpartition("_")[2] for column in columns]
        named = next((number for number, end in enumerate(ends) if end in _NAMES), None)
        valued = next((number for number, end in enumerate(ends) if end in _VALUES), None)
        if named is None or valued is None:
            continue
        for row in _ROW.finditer(text, insert.start("rows"), insert.end("rows")):
            values = list(_VALUE.finditer(text, row.start(1), row.end(1)))
            if len(values) <= max(named, valued):
                continue
            name = values[named][1].strip().strip("'")
            written = _WRITTEN.fullmatch(values[valued][1])
            if written is not None and purpose_of(name) and is_random(written["text"]):
                yield name, values[valued].start(1) + written.start("text"), written["text"]


_BOUND = re.compile(r"=[ \t]{0,9}\(?\s{0,40}[rRbBuU]{0,2}(?:\"{3}|'{3}|\"|')\s{0,40}")
_QUOTED = re.compile(r"[\"']\s{0,40}$")
_BEFORE = 100
"""Characters before a statement in which the name stands that it is bound to."""


def read_statements(text: str) -> Iterator[Entry]:
    """Yield the passwords of accounts in the statements that a program binds to names, under the key `account.password`.

    What is run where it is written is seen by running it.
    """
    places = Places(text)
    for at, value in _made(text):
        yield Entry("account.password", value, *places.at(at))
    for insert, at, value in _inserted(text):
        before = text[max(0, insert.start() - _BEFORE) : insert.start()]
        # A statement that names no columns says nothing without the one that makes the table.
        alone = insert["columns"] is None and _QUOTED.search(before) is not None
        if alone or any(bound.end() == len(before) for bound in _BOUND.finditer(before)):
            yield Entry("account.password", value, *places.at(at))


def read_inserted(text: str) -> Iterator[Entry]:
    """Yield the passwords of accounts in the statements that a playbook or chart runs, under the key `account.password`."""
    places = Places(text)
    for _, at, value in _inserted(text):
        yield Entry("account.password", value, *places.at(at))


def _inserted(text: str) -> Iterator[tuple[re.Match[str], int, str]]:
    return _passwords_of(text) if "insert" in text or "INSERT" in text else iter(())


_OF_TOKENS = re.compile(r"token|api_?key|secret", re.IGNORECASE)


def _tokens(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the name, the offset and the text of the first token of each statement that inserts some, as they are drawn.

    In a table of tokens the column may be called `key`.
    """
    for insert, columns in _inserts(text):
        of_tokens = _OF_TOKENS.search(_bare(insert["table"])) is not None
        kept = [
            number
            for number, column in enumerate(columns)
            if purpose_of(column) in {"token", "api-key", "secret"} or (of_tokens and column in {"key", "value"})
        ]
        row = _ROW.search(text, insert.start("rows"), insert.end("rows")) if kept else None
        values = list(_VALUE.finditer(text, row.start(1), row.end(1))) if row is not None else []
        for number in kept:
            written = _WRITTEN.fullmatch(values[number][1]) if number < len(values) else None
            if written is not None and is_random(written["text"]) and not _HASH_ALONE.match(written["text"]):
                yield "token", values[number].start(1) + written.start("text"), written["text"]
                break


_HASH_ALONE = re.compile(r"\$\w+\$|(?:pbkdf2|scrypt|bcrypt|argon2|sha\d*)\w*[:$]")
"""What is kept in place of a token; one in hexadecimal digits may be the token itself."""


def _made(text: str) -> Iterator[tuple[int, str]]:
    return ((at, value) for at, value in logins_in(text) if not _HASH.match(value))


def _inserts(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Yield the statements that insert, and the columns of each: those that it names, or those that its table has."""
    tables: dict[str, list[str]] | None = None
    for insert in _INSERT.finditer(text):
        if insert["columns"] is not None:
            yield insert, [column.strip(' \t\r\n"`[]').lower() for column in insert["columns"].split(",")]
            continue
        if tables is None:
            tables = dict(_tables(text))
        if columns := tables.get(_bare(insert["table"])):
            yield insert, columns


def _bare(table: str) -> str:
    return table.rpartition(".")[2].strip('"`[]').lower()


def _tables(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the tables that a text makes, each with the names of its columns."""
    at = 0
    while (created := _CREATE.search(text, at)) is not None:
        at = _end_of(text, created.end())
        yield _bare(created["table"]), _described(text[created.end() : at - 1])


def _end_of(text: str, start: int) -> int:
    """Return where the brackets end that were opened before a place."""
    depth, end = 1, min(len(text), start + _LONGEST_TABLE)
    for bracket in _BRACKET.finditer(text, start, end):
        depth += 1 if bracket[0] == "(" else -1
        if not depth:
            return bracket.end()
    return end


def _described(columns: str) -> list[str]:
    """Return the names of the columns in the description of a table; brackets belong to types and constraints."""
    plain = re.sub(r"\([^()]*\)", "", re.sub(r"--[^\n]*", "", columns))
    named = ((one["name"].lower(), one["quote"]) for one in _COLUMN.finditer(plain))
    return [name for name, quote in named if quote or name not in _NO_COLUMNS]


def _of_sql(text: str) -> Iterator[tuple[int, str]]:
    for _, at, value in _passwords_of(text):
        yield at, value


def _passwords_of(text: str) -> Iterator[tuple[re.Match[str], int, str]]:
    for insert, columns in _inserts(text):
        position = next((number for number, column in enumerate(columns) if column in _COLUMNS), None)
        if position is None or not any(_USERS.search(column) for column in columns):
            continue
        for row in _ROW.finditer(text, insert.start("rows"), insert.end("rows")):
            values = list(_VALUE.finditer(text, row.start(1), row.end(1)))
            value = values[position][1] if position < len(values) else ""
            # `OLD."password"` is the column of another row.
            column = position < len(values) and text[values[position].start(1) - 1] == "."
            if value.startswith(("'", '"')) and len(value) > 2 and not column and not _HASH.match(value[1:-1]):
                yield insert, values[position].start(1) + 1, value[1:-1]
                break


def _of_csv(text: str) -> Iterator[tuple[int, str]]:
    """Yield the password of the first row of a table that has columns for accounts and their passwords."""
    header, _, rest = text[:20_000].partition("\n")
    mark = max(",;\t", key=header.count)
    columns = [column.strip(' \ufeff\r"').lower() for column in header.split(mark)]
    position = next((number for number, column in enumerate(columns) if column in _COLUMNS), None)
    if position is None or not any(_USERS.search(column) for column in columns):
        return
    cells = rest.partition("\n")[0].split(mark)
    value = cells[position].strip(' \r"') if position < len(cells) else ""
    if value and not _HASH.match(value):
        at = len(header) + 1 + sum(len(cell) + 1 for cell in cells[:position])
        yield at + cells[position].find(value), value


def _of_xml(text: str) -> Iterator[tuple[int, str]]:
    if not re.search(r"<(?:user|usuario|account)s?\b", text, re.IGNORECASE):
        return
    for element in _ELEMENT.finditer(text):
        if not _HASH.match(element["value"]):
            yield element.start("value"), element["value"]
            return

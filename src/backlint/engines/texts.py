"""The files of a project as text: searched for secrets, asked for ignore comments and for the versions of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.engines import configuration, secrets
from backlint.engines.developed import is_compose
from backlint.engines.faults import fault
from backlint.engines.kept_files import is_kept, kept_file
from backlint.engines.patience import TooLong, within
from backlint.engines.process import Outcome
from backlint.engines.secrets_cache import Kept
from backlint.facts.cache import FactsCache
from backlint.facts.dependencies import is_dependency_file, read_versions
from backlint.facts.proxies import is_proxy_file, says_proxy
from backlint.files import FileSet, Kind, ProjectFile, read_regular
from backlint.findings import Gap
from backlint.frameworks.configuration.starts import is_start_file
from backlint.ignores import Ignore, of_text
from backlint.rule import Rule

MAX_BYTES = 5_000_000
"""A larger text is data; its beginning is searched for secrets, and the rest is a gap."""

_OF_DATA = 900_000
"""Bytes of data that are searched: what says where a dump comes from stands at its top."""

_OF_CONFIGURATION = 200_000
"""Bytes: what starts a program or stands in front of it and is longer was written by nobody."""

_SECONDS = 30
"""For one file, by the wall clock: a safety net, ten times what 5 MB of ordinary text take on a slow machine."""

_DESCRIPTION = re.compile(rb"[\"']?(?:openapi|swagger)[\"']?\s*:")
_BEGINNING = 20_000


def _is_template(file: ProjectFile) -> bool:
    return file.kind is Kind.TEMPLATE or file.path.endswith((".tpl", ".svg", ".xml", ".txt.j2"))


class Texts:
    """The text files of one project, each read once."""

    def __init__(self, files: FileSet) -> None:
        """Nothing is read yet."""
        self._root = files.root
        self._files = tuple(file for file in files.files if file.kind is not Kind.BINARY)
        self._ignoring: dict[str, str] = {}
        self._unread: dict[str, str] = {}
        self._versions: dict[str, str | None] | None = None

    def versions(self) -> dict[str, str | None]:
        """Return the libraries that the project declares, by normalised name, with their versions where pinned."""
        if self._versions is None:
            found: dict[str, bytes] = {}
            for file in self._files:
                if is_dependency_file(file.path):
                    content = self._bytes(file)
                    if content is not None:
                        found[file.path] = content
            self._versions = read_versions(found)
        return self._versions

    def documents(self) -> dict[str, str]:
        """Return the texts, by path, of what takes part in the program without being Python: templates, descriptions
        of interfaces (OpenAPI), and what says how the program is started and what stands in front of it.
        """
        found: dict[str, str] = {}
        for file in self._files:
            described = file.kind in {Kind.YAML, Kind.JSON}
            named = is_start_file(file.path) or is_proxy_file(file.path)
            most = MAX_BYTES if described or _is_template(file) else _OF_CONFIGURATION
            if (not described and not named and not _is_template(file)) or file.size > most:
                continue
            content = self._bytes(file)
            if content is None:
                continue
            if not described or named or _DESCRIPTION.search(content[:_BEGINNING]) or says_proxy(content):
                found[file.path] = content.decode("utf-8", "replace")
        return found

    def compose(self) -> dict[str, str]:
        """Return the texts, by path, of the files of Compose."""
        kept = (file for file in self._files if is_compose(file) and file.size <= _OF_CONFIGURATION)
        contents = ((file.path, self._bytes(file)) for file in kept)
        return {path: content.decode("utf-8", "replace") for path, content in contents if content is not None}

    def search(self, rules: Iterable[Rule], cache: FactsCache | None = None) -> Iterator[Outcome]:
        """Search every text for secrets; what is too large is a gap. What a cache has of a content is not sought again."""
        rules = tuple(rules)
        search = Kept(secrets.Search(rules), rules, cache)
        for file in self._files:
            content = self._bytes(file) if file.size <= MAX_BYTES else self._beginning(file)
            if content is None:
                if file.kind not in {Kind.PYTHON, Kind.STUB}:
                    yield Outcome((), (Gap(file.path, 0, "unreadable", self._unread[file.path]),))
                continue
            if file.size > MAX_BYTES:
                message = f"only the first {_OF_DATA:,} of {file.size:,} bytes were searched for secrets"
                yield Outcome((), (Gap(file.path, 0, "budget", message),))
            found = _found(search, file.path, content)
            yield found
            if is_kept(file):
                kept = kept_file(file, content, found.findings)
                yield Outcome(tuple(configuration.judge(rules, kept)), ())
            if file.kind not in {Kind.PYTHON, Kind.STUB} and b"backlint:" in content:
                self._ignoring[file.path] = content.decode("utf-8", "replace")
        search.keep()

    def ignores(self) -> Iterator[Ignore]:
        """Yield the ignore comments of files other than Python's; call it after `search`."""
        for path, text in self._ignoring.items():
            yield from of_text(path, text)

    def _beginning(self, file: ProjectFile) -> bytes | None:
        return self._read(file, _OF_DATA)

    def _bytes(self, file: ProjectFile) -> bytes | None:
        return self._read(file, MAX_BYTES)

    def _read(self, file: ProjectFile, most: int) -> bytes | None:
        """Return the beginning of a file; None where it cannot be read, and `_unread` says why."""
        try:
            return read_regular(self._root / file.path, most)
        except OSError as error:
            self._unread[file.path] = f"it cannot be read: {error.strerror or error}"
            return None


def _found(search: Kept, path: str, content: bytes) -> Outcome:
    """Return the secrets in a file; what fails or takes too long there costs this file alone, and is a gap."""
    try:
        with within(_SECONDS):
            return search.content(path, content)
    except TooLong:
        return Outcome((), (Gap(path, 0, "timeout", f"searching it for secrets takes longer than {_SECONDS} seconds"),))
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other files are still searched
        return Outcome((), (fault(path, "it was searched for secrets", error),))

"""Runs a folder as `backlint` does, as far as its applications."""

from collections.abc import Iterable
from pathlib import Path

from backlint.concepts import Application, Endpoint
from backlint.engines.texts import Texts
from backlint.engines.understanding import understand
from backlint.facts.read import read_files
from backlint.files import Kind, find_files


def applications_of(folder: Path) -> tuple[Application, ...]:
    """Return the applications of a project, after everything in it was run in the abstract."""
    found = find_files(folder, ())
    python = [(file.path, found.root / file.path) for file in found.files if file.kind is Kind.PYTHON]
    facts = read_files(python, jobs=1)
    documents = Texts(found).documents()
    return understand(found.files, facts, {}, lambda *_: None, folder.name, documents=documents).applications


def endpoints_of(folder: Path) -> list[Endpoint]:
    """Return the endpoints of all applications of a project."""
    return [endpoint for application in applications_of(folder) for endpoint in application.endpoints]


def routes_of(endpoints: Iterable[Endpoint]) -> set[tuple[str, str]]:
    """Return the method and path of every route."""
    return {(method, endpoint.path) for endpoint in endpoints for method in endpoint.methods}

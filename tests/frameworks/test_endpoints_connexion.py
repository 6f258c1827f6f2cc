"""Connexion's routes are those of the descriptions that an application adds."""

from pathlib import Path

import pytest
from frameworks.understood import applications_of, routes_of

from backlint.concepts import ProtectionKind, State
from backlint.facts.openapi import read_description

PROJECT = Path(__file__).parents[2] / "fixtures" / "rules" / "sql-injection" / "connexion_app"


def test_routes_of_descriptions() -> None:
    (application,) = applications_of(PROJECT)
    assert application.complete
    assert routes_of(application.endpoints) == {
        ("GET", "/v1/orders/{order_id}"),
        ("PUT", "/v1/orders/{order_id}"),
        ("GET", "/v1/customers/{name}"),
        ("GET", "/pets-api/pets"),
        ("POST", "/pets-api/pets"),
    }
    secured = {
        (endpoint.methods, endpoint.path)
        for endpoint in application.endpoints
        if endpoint.protection(ProtectionKind.AUTHENTICATION).state is State.YES
    }
    assert secured == {(("PUT",), "/v1/orders/{order_id}")}
    handlers = {endpoint.handler for endpoint in application.endpoints}
    assert handlers >= {"api.orders:change", "api.pets:search", "api.pets:post"}


def test_an_absent_description_is_said(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text('import connexion\napp = connexion.App(__name__)\napp.add_api("absent.yaml")\n')
    (application,) = applications_of(tmp_path)
    assert not application.complete


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "openapi: 3.0.0",
        "openapi: 3.0.0\npaths: []",
        "[" * 5000,
        "swagger: '2.0'\npaths: {/a: {get: {parameters: [{$ref: '#/b'}], security: x}}}\nb: {$ref: '#/b'}",
    ],
)
def test_what_is_no_description_harms_nothing(text: str) -> None:
    read_description(text)

"""The rows agree with the libraries that are installed here, and with each other."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import types
import warnings
from collections import Counter
from functools import cache

import pytest

from backlint.frameworks.exchanges import STRING_MAP
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.registry import holds, libraries
from backlint.frameworks.selectors import split

ABSENT = object()
"""What a name stands for that its library does not have."""

NOT_HERE = object()
"""What a name stands for whose library is not installed here."""

# Names that are there at run time only, on one platform, or before a version that is not installed here.
ELSEWHERE = frozenset(
    {
        "os.startfile",
        "sqlalchemy.engine.Engine.execute",
        "sqlalchemy.engine.Engine.scalar",
        "boto3.dynamodb.table.TableResource.scan",
        "boto3.dynamodb.table.TableResource.query",
        "django.db.models.Model.objects",
        "django.contrib.auth.models.AbstractBaseUser.objects",
        "mongoengine.Document.objects",
        "tortoise.connections.get",
        "django.shortcuts.render_to_response",
        "django.utils.http.is_safe_url",
        "crypt.crypt",
        STRING_MAP,
    }
)

# Set on the instance by something other than the class itself.
SET_ELSEWHERE = frozenset(
    {
        *(f"django.http.HttpRequest.{name}" for name in ("session", "user", "auser")),
        *(f"django.views.View.{name}" for name in ("args", "kwargs", "request")),
        "rest_framework.views.APIView.request",
        "cherrypy._cprequest.Request.json",
        "cherrypy.session",
        "pyramid.request.Request.subpath",
        "wtforms.Field.data",
        "httpx.Response.status_code",
        "flask.Flask.login_manager",
        # The project's own class of accounts has it, as Django's does.
        *(f"{package}.current_user.set_password" for package in ("flask_login", "flask_jwt_extended")),
        # The function that a middleware is given; it has no name of its own in the library.
        "starlette.middleware.base.call_next",
        "pandas.Series.str.contains",
        "django.forms.BaseForm.cleaned_data",
        # Of lxml.html's elements, which the model takes for those of etree.
        "lxml.etree._Element.text_content",
        # Until Pillow 12.
        "PIL.ImageMath.eval",
    }
)

# Bases that only the models have: proxies, asynchronous twins, and types that answer like another.
LIKE_ANOTHER = frozenset(
    {
        "django.db.models.Manager",
        "rest_framework.request.Request",
        "rest_framework.response.Response",
        "cherrypy.lib.sessions.Session",
        "graphene.Interface",
        "pyramid.request.Request",
        "sqlalchemy.orm.scoped_session",
        "sqlalchemy.ext.asyncio.async_scoped_session",
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.AsyncConnection",
        "sqlalchemy.ext.asyncio.AsyncEngine",
        "sqlalchemy.ext.asyncio.AsyncResult",
        "sqlalchemy.ext.asyncio.AsyncScalarResult",
        "sqlalchemy.engine.ScalarResult",
        "sqlalchemy.engine.MappingResult",
        "flask_sqlalchemy.model.Model",
        "sqlmodel.SQLModel",
        "redis.asyncio.Redis",
        "logging.LoggerAdapter",
        "flask.sessions.SessionMixin",
        "quart.Response",
        "multidict.MultiDict",
        "multidict.CIMultiDict",
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
        "collections.deque",
        "structlog.stdlib.AsyncBoundLogger",
        "structlog.typing.FilteringBoundLogger",
        "asyncpg.pool.PoolConnectionProxy",
        "pydantic.EmailStr",
        "pydantic.generics.GenericModel",
    }
)

MODELS = libraries()


@pytest.fixture(scope="session", autouse=True)
def _django() -> None:
    """Settings without which Django's models cannot be imported."""
    if importlib.util.find_spec("django") is None:
        return
    settings = importlib.import_module("django.conf").settings
    if not settings.configured:
        apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.admin"]
        settings.configure(INSTALLED_APPS=apps)
        importlib.import_module("django").setup()


@cache
def resolve(name: str) -> object:
    """Return what a dotted name stands for."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if error.name and not name.startswith(error.name):
                return NOT_HERE
            continue
        except Exception:  # noqa: BLE001 -- an installed library may still fail to import (a missing extra)
            return NOT_HERE
        found = _follow(module, parts[length:])
        namespace = getattr(module, "__file__", None) is None and module.__name__ not in sys.builtin_module_names
        return NOT_HERE if found is ABSENT and namespace else found
    return NOT_HERE


def _follow(value: object, names: list[str]) -> object:
    for name in names:
        found = inspect.getattr_static(value, name, ABSENT)
        if found is ABSENT or not isinstance(value, type):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found = getattr(value, name)
            except Exception:  # noqa: BLE001 -- proxies raise what they like outside of a request
                found = ABSENT if found is ABSENT else found
        if found is ABSENT:
            return f"{name} of an instance" if isinstance(value, type) and _of_instances(value, name) else ABSENT
        value = found
    return value


def _of_instances(cls: type, name: str) -> bool:
    """Tell whether instances of a class have an attribute that the class has not."""
    for ancestor in cls.__mro__:
        if name in getattr(ancestor, "__annotations__", {}) or name in getattr(ancestor, "__slots__", ()):
            return True
        try:
            source = inspect.getsource(ancestor)
        except (OSError, TypeError):
            continue
        if f"self.{name} " in source or f"self.{name}:" in source or f"self.{name}," in source:
            return True
    return "__getattr__" in dir(cls)


def names_of(model: LibraryModel) -> set[str]:
    """Return every dotted name that a library's rows speak of."""
    rows = (*model.sources, *model.sinks, *model.sanitizers, *model.propagators, *model.marks, *model.answers)
    names = {row.name for row in rows}
    for table in (model.returns, model.attributes, model.contents, model.parents, model.instances, model.calls):
        names |= set(table)
    for table in (model.returns, model.attributes, model.instances):
        names |= {name.removesuffix("[]") for name in table.values()} - {"", "self"}
    for parents in model.parents.values():
        names |= set(parents)
    for classes in (model.classes, model.schemas, model.closed, model.queries, model.settings):
        names |= classes
    # A session or the like has no class of its own to speak of: its type is the attribute.
    own = {name for name, type_name in model.attributes.items() if name == type_name}
    # What a mapping holds under a key is no attribute of its class.
    names = {name for name in names if ".[" not in name}
    return {name for name in names if not any(name.startswith(f"{one}.") for one in own)} - ELSEWHERE


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_name_is_there(model: LibraryModel) -> None:
    names = names_of(model)
    absent = sorted(name for name in names - SET_ELSEWHERE if resolve(name) is ABSENT)
    assert absent == []
    if names and all(resolve(name) is NOT_HERE for name in names):
        pytest.skip("library not installed here")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_an_alias_is_the_same_thing(model: LibraryModel) -> None:
    different = []
    for alias, canonical in model.aliases.items():
        one, other = resolve(alias), resolve(canonical)
        if one in {ABSENT, NOT_HERE} or other is NOT_HERE or isinstance(one, str):
            continue
        if isinstance(one, types.ModuleType) and isinstance(other, types.ModuleType):
            different += [
                f"{alias}.{name}" for name in _differing(one, other) if f"{alias}.{name}" not in model.aliases
            ]
        elif one is not other and getattr(one, "__name__", one) != getattr(other, "__name__", other):
            different.append(alias)
    assert different == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_class_descends_from_its_parents(model: LibraryModel) -> None:
    wrong = []
    for name, parents in model.parents.items():
        cls = resolve(name)
        for parent in parents if name not in LIKE_ANOTHER else ():
            base = resolve(parent)
            if isinstance(cls, type) and isinstance(base, type) and not issubclass(cls, base):
                wrong.append(f"{name} < {parent}")
    assert wrong == []


def _differing(one: types.ModuleType, other: types.ModuleType) -> list[str]:
    """Return the names of classes and functions that two modules share and mean differently."""
    return [
        name
        for name, value in vars(one).items()
        if (inspect.isclass(value) or inspect.isfunction(value))
        and not name.startswith("__")
        and getattr(value, "__module__", "").startswith(one.__name__)
        and inspect.getattr_static(other, name, value) is not value
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_selectors_fit_the_signatures(model: LibraryModel) -> None:
    wrong = []
    for name, selectors in _selected(model):
        parameters = _parameters(name)
        if parameters is not None:
            wrong += [f"{name} {selector}" for selector in selectors if not _fits(selector, parameters)]
    assert wrong == []


def _selected(model: LibraryModel) -> list[tuple[str, tuple[str, ...]]]:
    rows = [(sink.name, sink.arguments) for sink in model.sinks if sink.rule != "assigned"]
    rows += [(row.name, row.arguments) for row in model.sanitizers]
    rows += [(row.name, row.origins) for row in model.propagators]
    return rows + [(row.name, (row.argument,)) for row in model.answers if row.argument]


def _parameters(name: str) -> list[inspect.Parameter] | None:
    """Return the parameters of a call, the receiver left out; None where Python does not tell."""
    value = resolve(name)
    owner = resolve(name.rpartition(".")[0])
    if value in {ABSENT, NOT_HERE} or isinstance(value, str):
        return None
    unwrapped = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
    try:
        parameters = list(inspect.signature(unwrapped).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    in_class = isinstance(owner, type) and inspect.isroutine(value) and not isinstance(value, staticmethod)
    bound = inspect.ismethod(value) or inspect.isbuiltin(value)
    return parameters[1:] if in_class and not bound else parameters


def _fits(selector: str, parameters: list[inspect.Parameter]) -> bool:
    if selector == "self" or selector.endswith("*"):
        return True
    position, keyword = split(selector)
    kinds = {parameter.kind for parameter in parameters}
    if keyword and keyword not in {parameter.name for parameter in parameters}:
        return inspect.Parameter.VAR_KEYWORD in kinds
    if position is None or inspect.Parameter.VAR_POSITIONAL in kinds:
        return True
    positional = [p.name for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    return position < len(positional) and (not keyword or positional[position] == keyword)


def test_no_row_stands_twice() -> None:
    for attribute in ("sources", "answers"):
        counted = Counter(row.name for model in MODELS for row in getattr(model, attribute))
        assert [name for name, count in counted.items() if count > 1] == []
    for attribute in ("sinks", "sanitizers", "propagators", "marks"):
        counted = Counter(row for model in MODELS for row in getattr(model, attribute))
        assert [row for row, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("table", ["aliases", "instances", "returns", "attributes", "parents", "contents", "calls"])
def test_no_table_contradicts_another(table: str) -> None:
    said: dict[str, object] = {}
    for model in MODELS:
        for name, value in getattr(model, table).items():
            assert said.setdefault(name, value) == value, f"{name} in {model.name}"


def test_names_are_canonical() -> None:
    aliases = {alias: name for model in MODELS for alias, name in model.aliases.items() if alias != name}
    names = {name for model in MODELS for name in names_of(model)}
    wrong = {name for name in names if name in aliases or name.rpartition(".")[0] in aliases}
    exact = {alias for model in MODELS for alias, name in model.aliases.items() if alias == name}
    assert sorted(wrong - exact) == []


def test_a_library_is_named_by_its_module() -> None:
    for model in MODELS:
        module = importlib.import_module(f"backlint.frameworks.{model.name}")
        assert module.LIBRARY is model
        assert model.distribution == model.distribution.lower().replace("_", "-")


@pytest.mark.parametrize(
    ("version", "condition", "expected"),
    [
        ("1.4.54", "<2.0", True),
        ("2.0", "<2.0", False),
        ("2.0.1", ">=2.0", True),
        ("1.9", ">=2.0", False),
        ("10.0", "<5.0", False),
    ],
)
def test_versions(version: str, condition: str, expected: bool) -> None:
    assert holds(version, condition) is expected

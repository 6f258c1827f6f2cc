"""What the index answers to the machine, by name and by what the arguments are."""

from __future__ import annotations

import pytest

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange, source
from backlint.execution.taint import EVERY_SINK, TEXTUAL, Origin, Site, Taints, kinds_of, neutralize
from backlint.execution.values import (
    FALSE,
    TRUE,
    AnyValue,
    Arguments,
    CallEvent,
    DictObject,
    External,
    ListObject,
    Member,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
    constant,
)
from backlint.frameworks.index import library_index

SITE = Site("app.py", 1)
INDEX = library_index({})
STR = External("builtins.str")


def taint(kind: SourceKind = SourceKind.QUERY) -> Taints:
    return source(frozenset({kind}), "x", SITE)


def text(kind: SourceKind = SourceKind.QUERY) -> Unknown:
    return Unknown(taint(kind), STR)


def anything() -> Unknown:
    return Unknown(taint(SourceKind.BODY))


def event(callee: str, *positional: AnyValue, receiver: AnyValue | None = None, **keywords: AnyValue) -> CallEvent:
    arguments = Arguments(positional, tuple(keywords.items()))
    return CallEvent(callee, External(callee), receiver, arguments, SITE, 1, certain=True)


def produced(type_name: str, callee: str = "", *positional: AnyValue, taints: Taints = frozenset()) -> Produced:
    return Produced(event(callee or type_name, *positional), type_name, taints, 1)


def call(callee: str, *positional: AnyValue, **keywords: AnyValue) -> Exchange:
    found = INDEX.call(event(callee, *positional, **keywords), "", "")
    assert found is not None
    return found


def method(type_name: str, name: str, *positional: AnyValue, **keywords: AnyValue) -> Exchange:
    made = event(f"{type_name}.{name}", *positional, receiver=produced(type_name), **keywords)
    found = INDEX.call(made, type_name, name)
    assert found is not None
    return found


def sunk(exchange: Exchange) -> dict[SinkKind, list[AnyValue]]:
    found: dict[SinkKind, list[AnyValue]] = {}
    for one in exchange.sinks:
        found.setdefault(one.kind, []).append(one.value)
    return found


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("flask.app.Flask", "flask.Flask"),
        ("flask.wrappers.Request.args", "flask.Request.args"),
        ("fastapi.Request", "starlette.requests.Request"),
        ("fastapi.responses.JSONResponse", "starlette.responses.JSONResponse"),
        ("fastapi.responses.ORJSONResponse", "fastapi.responses.ORJSONResponse"),
        ("fastapi.status.HTTP_403_FORBIDDEN", "starlette.status.HTTP_403_FORBIDDEN"),
        ("django.views.generic.base.View", "django.views.View"),
        ("django.db.models.query.QuerySet.get", "django.db.models.QuerySet.get"),
        ("str", "builtins.str"),
        ("unheard.of", "unheard.of"),
    ],
)
def test_canonical(alias: str, name: str) -> None:
    assert INDEX.canonical(alias) == name


def test_instances_and_classes() -> None:
    assert INDEX.instance_type("flask.globals.request") == "flask.Request"
    assert INDEX.instance_type("django.contrib.auth.models.User.objects") == "django.contrib.auth.models.UserManager"
    assert INDEX.instance_type("flask.Flask") == ""
    assert INDEX.is_class("fastapi.FastAPI")
    assert INDEX.is_class("psycopg2.extensions.cursor")
    assert not INDEX.is_class("flask.jsonify")
    assert not INDEX.is_class("starlette.status.HTTP_403_FORBIDDEN")


def test_parents_are_all_ancestors_nearest_first() -> None:
    parents = INDEX.parents("rest_framework.viewsets.ModelViewSet")
    assert parents.index("rest_framework.viewsets.GenericViewSet") < parents.index("django.views.View")


# --- sources ----------------------------------------------------------------------------------------------------------


def attribute(type_name: str, name: str, base: AnyValue | None = None) -> AnyValue | None:
    return INDEX.attribute(base or produced(type_name), type_name, name, SITE)


def test_a_source_is_typed_and_inherited() -> None:
    value = attribute("flask.Request", "args")
    assert isinstance(value, Unknown)
    assert value.type == External("werkzeug.datastructures.ImmutableMultiDict")
    assert kinds_of(value.taint) == {SourceKind.QUERY}
    assert attribute("flask.Request", "get_json") is None  # a method, which is called
    assert attribute("starlette.requests.Request", "state") is None


def test_a_value_is_named_by_its_key() -> None:
    args = attribute("flask.Request", "args")
    assert args is not None
    value = INDEX.item(args, "werkzeug.datastructures.ImmutableMultiDict", constant("q"), SITE)
    assert isinstance(value, Unknown)
    (one,) = value.taint
    assert isinstance(one.origin, Origin)
    assert (one.origin.name, one.origin.text) == ("q", "query parameter q")
    assert value.type == STR


def test_a_key_tells_what_its_value_is() -> None:
    headers = attribute("starlette.requests.Request", "headers")
    form = attribute("django.http.HttpRequest", "POST")
    assert headers is not None
    assert form is not None
    token = INDEX.item(headers, "starlette.datastructures.Headers", constant("Authorization"), SITE)
    password = INDEX.item(form, "django.http.QueryDict", constant("password"), SITE)
    agent = INDEX.item(headers, "starlette.datastructures.Headers", constant("user-agent"), SITE)
    assert token is not None
    assert SourceKind.CREDENTIAL in kinds_of(token.taint)
    assert password is not None
    assert SourceKind.PASSWORD in kinds_of(password.taint)
    assert agent is not None
    assert kinds_of(agent.taint) == {SourceKind.HEADER}


def test_reading_a_mapping_with_a_default() -> None:
    args = attribute("flask.Request", "args")
    name = "werkzeug.datastructures.ImmutableMultiDict"
    found = INDEX.call(event(f"{name}.get", constant("page"), constant("1"), receiver=args), name, "get")
    assert found is not None
    assert isinstance(found.result, Union)
    assert constant("1") in found.result.members
    many = INDEX.call(event(f"{name}.getlist", constant("tag"), receiver=args), name, "getlist")
    assert many is not None
    assert isinstance(many.result, Tuple)
    assert many.result.rest is not None
    assert many.result.rest.taint


def test_a_converter_makes_a_number() -> None:
    args = attribute("flask.Request", "args")
    name = "werkzeug.datastructures.ImmutableMultiDict"
    made = event(f"{name}.get", constant("page"), receiver=args, type=External("builtins.int"))
    found = INDEX.call(made, name, "get")
    assert found is not None
    assert isinstance(found.result, Unknown)
    assert found.result.type == External("builtins.int")
    assert all(one.safe == TEXTUAL for one in found.result.taint)


def test_untyped_data_keeps_its_taint_through_text_methods() -> None:
    name = INDEX.item(anything(), "", constant("name"), SITE)
    assert isinstance(name, Unknown)
    found = INDEX.call(event("?.strip", receiver=name), "", "strip")
    assert found is not None
    assert found.result is not None
    assert found.result.taint == name.taint
    assert not any(one.weak for one in found.result.taint)


def test_the_environment() -> None:
    found = call("os.getenv", constant("DATABASE_URL"), constant("sqlite://"))
    assert isinstance(found.result, Union)
    (one,) = found.result.taint
    assert isinstance(one.origin, Origin)
    assert (one.origin.kinds, one.origin.name) == ({SourceKind.ENVIRONMENT}, "DATABASE_URL")
    environ = INDEX.item(External("os.environ"), "os._Environ", constant("KEY"), SITE)
    assert environ is not None
    assert kinds_of(environ.taint) == {SourceKind.ENVIRONMENT}
    number = method("environs.Env", "int", constant("PORT"))
    assert number.result is not None
    assert all(taint.safe == EVERY_SINK for taint in number.result.taint)


def test_a_settings_class_is_filled_from_the_environment() -> None:
    value = INDEX.default(("pydantic_settings.BaseSettings",), "secret_key", constant("x"), SITE)
    assert isinstance(value, Union)
    assert kinds_of(value.taint) == {SourceKind.ENVIRONMENT}
    assert INDEX.default(("pydantic.BaseModel",), "secret_key", constant("x"), SITE) is None


def test_the_current_user() -> None:
    user = External("flask_login.current_user")
    value = INDEX.attribute(user, INDEX.instance_type(user.name), "is_authenticated", SITE)
    assert value is not None
    assert kinds_of(value.taint) == {SourceKind.SESSION}


# --- sinks ------------------------------------------------------------------------------------------------------------


def test_sql_is_harmed_by_text_and_not_by_a_constant_or_parameters() -> None:
    cursor = "sqlite3.Cursor"
    built = Text((constant("SELECT "), text()))
    assert sunk(method(cursor, "execute", built)) == {SinkKind.SQL: [built]}
    assert sunk(method(cursor, "execute", constant("SELECT ?"), Tuple((text(),)))) == {}
    assert sunk(method("sqlmodel.Session", "execute", built)) in ({}, {SinkKind.SQL: [built]})


def test_rows_hold_in_their_versions_only() -> None:
    made = event("sqlalchemy.orm.Session.execute", text(), receiver=produced("sqlalchemy.orm.Session"))
    answers = {
        version: library_index({"sqlalchemy": version}).call(made, "sqlalchemy.orm.Session", "execute")
        for version in ("1.4.54", "2.0.30", None)
    }
    confidences = {version: [one.confidence for one in found.sinks] for version, found in answers.items() if found}
    assert confidences == {"1.4.54": ["high"], "2.0.30": [], None: ["low"]}


@pytest.mark.parametrize(
    ("command", "keywords", "reached"),
    [
        (text(), {"shell": TRUE}, True),
        (Text((constant("ls "), text())), {"shell": TRUE}, True),
        (constant("ls"), {"shell": TRUE}, False),
        (Tuple((constant("ls"), text())), {}, False),
        (Tuple((text(), constant("-l"))), {}, True),
        (ListObject("list", [constant("ls"), text()], None, SITE, 1), {"shell": FALSE}, False),
        (text(), {}, True),
    ],
)
def test_a_command(command: AnyValue, keywords: dict[str, AnyValue], reached: bool) -> None:
    assert (SinkKind.COMMAND in sunk(call("subprocess.run", command, **keywords))) is reached


def mapping(**entries: AnyValue) -> DictObject:
    return DictObject({constant(key): value for key, value in entries.items()}, None, SITE, 1)


def test_nosql_is_harmed_by_structure_only() -> None:
    collection = "pymongo.collection.Collection"
    assert SinkKind.NOSQL not in sunk(method(collection, "find_one", mapping(name=text())))
    unknown = anything()
    assert sunk(method(collection, "find_one", mapping(name=unknown)))[SinkKind.NOSQL] == [unknown]
    assert sunk(method(collection, "find_one", unknown))[SinkKind.NOSQL] == [unknown]


def test_orm_keys_are_harmed_by_unpacked_names_only() -> None:
    query = produced("django.db.models.QuerySet")
    name = "django.db.models.QuerySet.filter"

    def keyed(arguments: Arguments) -> dict[SinkKind, list[AnyValue]]:
        made = CallEvent(name, External(name), query, arguments, SITE, 1, certain=True)
        found = INDEX.call(made, "django.db.models.QuerySet", "filter")
        assert found is not None
        return sunk(found)

    assert SinkKind.ORM_KEYS not in keyed(Arguments((), (("name", text()),)))
    assert SinkKind.ORM_KEYS in keyed(Arguments((), (), None, anything()))
    assert SinkKind.ORM_KEYS not in keyed(Arguments((), (), None, mapping(name=text())))


def test_what_makes_a_call_safe() -> None:
    assert sunk(call("yaml.load", text(), Loader=External("yaml.SafeLoader"))) == {}
    assert SinkKind.DESERIALIZATION in sunk(call("yaml.load", text(), External("yaml.Loader")))
    assert SinkKind.PATH not in sunk(method("tarfile.TarFile", "extractall", text(), filter=constant("data")))
    assert SinkKind.PATH in sunk(method("tarfile.TarFile", "extractall", text()))


@pytest.mark.parametrize(
    ("callee", "keywords", "reached"),
    [
        ("django.http.HttpResponse", {}, True),
        ("django.http.HttpResponse", {"content_type": constant("application/json")}, False),
        ("flask.Response", {"mimetype": constant("text/html")}, True),
        ("starlette.responses.Response", {}, False),
        ("starlette.responses.Response", {"media_type": constant("text/html")}, True),
        ("starlette.responses.HTMLResponse", {}, True),
        ("starlette.responses.JSONResponse", {}, False),
    ],
)
def test_html_depends_on_the_content_type(callee: str, keywords: dict[str, AnyValue], reached: bool) -> None:
    assert (SinkKind.HTML in sunk(call(callee, text(), **keywords))) is reached


def test_an_unknown_receiver_is_guessed_by_its_name() -> None:
    built = Text((constant("SELECT "), text()))
    cursor = Member(Unknown(), "cursor")
    found = INDEX.call(event("?.cursor.execute", built, receiver=cursor), "", "execute")
    assert found is not None
    assert [one.confidence for one in found.sinks if one.kind is SinkKind.SQL] == ["medium"]
    other = Member(Unknown(), "command")
    assert INDEX.call(event("?.command.execute", built, receiver=other), "", "execute") is None
    known = produced("somebody.Command")
    assert INDEX.call(event("somebody.Command.execute", built, receiver=known), "", "execute") is None


def test_a_guess_needs_its_library() -> None:
    made = event("?.find_one", anything(), receiver=Member(Unknown(), "users"))
    with_driver, without = library_index({"motor": None}), library_index({"sqlalchemy": "2.0"})
    meant, unmeant = with_driver.call(made, "", "find_one"), without.call(made, "", "find_one")
    assert meant is not None
    assert meant.sinks
    assert unmeant is not None
    assert not unmeant.sinks


# --- taints through calls -----------------------------------------------------------------------------------------------


def result_taint(exchange: Exchange) -> Taints:
    return exchange.result.taint if exchange.result is not None else exchange.taint


def test_sanitizers_and_propagators() -> None:
    escaped = result_taint(call("html.escape", text()))
    assert {SinkKind.HTML} == {kind for one in escaped for kind in one.safe}
    revived = result_taint(call("html.unescape", Unknown(escaped, STR)))
    assert all(SinkKind.HTML not in one.safe for one in revived)
    joined = result_taint(call("os.path.join", constant("/srv"), text()))
    # What stands behind a folder begins no word of a command line, and no address; its own beginning may.
    safe = frozenset({SinkKind.OPTION, SinkKind.SSRF})
    assert {(one.origin, one.safe) for one in joined} == {(one.origin, safe) for one in taint()}
    assert result_taint(call("os.path.join", text(), constant("a"))) == taint()


def test_what_is_looked_up_tells_by_what() -> None:
    """A row found by a token still shows in a condition that it came from one, and harms no sink."""
    found = result_taint(method("sqlalchemy.orm.Session", "execute", text(SourceKind.CREDENTIAL)))
    assert kinds_of(found) == {SourceKind.CREDENTIAL}
    assert all(one.safe == EVERY_SINK for one in found)


def test_a_buffer_takes_taints_on() -> None:
    buffer = produced("io.StringIO")
    found = INDEX.call(event("io.StringIO.write", text(), receiver=buffer), "io.StringIO", "write")
    assert found is not None
    assert found.into == ((buffer, taint()),)


def test_calls_back() -> None:
    function = External("app.work")
    found = call("asyncio.to_thread", function, text())
    assert found.returns_call
    ((called, arguments),) = found.calls
    assert called is function
    assert arguments.positional == (text(),)
    gathered = call("asyncio.gather", constant(1), text())
    assert isinstance(gathered.result, Tuple)
    assert len(gathered.result.items) == 2


def test_queries_keep_their_class() -> None:
    model = External("django.contrib.auth.models.User")
    objects = Member(model, "objects")
    chain = produced("django.db.models.QuerySet")
    chain.call = event("django.db.models.Manager.filter", receiver=objects)
    found = INDEX.call(event("django.db.models.QuerySet.first", receiver=chain), "django.db.models.QuerySet", "first")
    assert found is not None
    assert isinstance(found.result, Unknown)
    assert found.result.type == model


# --- marks, answers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_name", "name", "word"),
    [
        ("logging.Logger", "info", "log"),
        ("sqlalchemy.ext.asyncio.AsyncSession", "commit", "write"),
        ("django.contrib.auth.models.User", "save", "write"),
        ("pymongo.collection.Collection", "insert_one", "write"),
        ("passlib.context.CryptContext", "verify", "password-check"),
        ("itsdangerous.URLSafeTimedSerializer", "loads", "authentication"),
        ("flask_wtf.FlaskForm", "validate_on_submit", "validation"),
        ("rest_framework.serializers.ModelSerializer", "is_valid", "validation"),
        ("limits.strategies.MovingWindowRateLimiter", "hit", "rate-limit"),
        ("werkzeug.datastructures.FileStorage", "save", "file-save"),
        ("rest_framework_simplejwt.tokens.RefreshToken", "for_user", "token"),
    ],
)
def test_marks_of_methods(type_name: str, name: str, word: str) -> None:
    assert word in method(type_name, name).marks


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("INSERT INTO t VALUES (1)", True),
        ("  update t set a = 1", True),
        ("SELECT 1", False),
        ("WITH a AS (SELECT 1) SELECT 1", False),
    ],
)
def test_a_statement_writes(statement: str, writes: bool) -> None:
    assert ("write" in method("psycopg.Cursor", "execute", constant(statement)).marks) is writes


def test_checks_that_are_switched_off() -> None:
    assert call("flask_jwt_extended.verify_jwt_in_request").marks == ("authentication",)
    assert call("flask_jwt_extended.verify_jwt_in_request", optional=TRUE).marks == ()
    token = text(SourceKind.CREDENTIAL)
    read = call("jwt.decode", token, constant("k"), algorithms=constant("HS256"))
    assert read.marks == ("authentication",)
    assert result_taint(read) == neutralize(token.taint, EVERY_SINK)
    unread = call("jwt.decode", token, options=mapping(verify_signature=FALSE))
    assert unread.marks == ("unverified",)
    assert result_taint(unread) == token.taint


def test_an_audit_logger_is_known_by_its_name() -> None:
    plain = produced("logging.Logger", "logging.getLogger", constant("app.users"))
    audit = produced("logging.Logger", "logging.getLogger", constant("app.audit"))
    marks = []
    for logger in (plain, audit):
        found = INDEX.call(event("logging.Logger.info", receiver=logger), "logging.Logger", "info")
        assert found is not None
        marks.append(found.marks)
    assert marks == [("log",), ("log", "audit")]


def test_calls_that_do_not_return() -> None:
    found = call("flask.abort", constant(403))
    assert (found.raises, found.status) == (True, 403)


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("fastapi.HTTPException", Arguments((constant(404),)), 404),
        (
            "fastapi.HTTPException",
            Arguments((), (("status_code", External("starlette.status.HTTP_401_UNAUTHORIZED")),)),
            401,
        ),
        ("fastapi.HTTPException", Arguments((), (("status_code", External("http.HTTPStatus.FORBIDDEN")),)), 403),
        ("fastapi.HTTPException", Arguments((Unknown(),)), 0),
        ("werkzeug.exceptions.NotFound", Arguments(), 404),
        ("django.core.exceptions.PermissionDenied", Arguments(), 403),
        ("django.core.exceptions.DisallowedHost", Arguments(), 400),
        ("rest_framework.exceptions.NotAuthenticated", Arguments(), 401),
        ("builtins.ValueError", Arguments(), None),
    ],
)
def test_exceptions_answer(name: str, arguments: Arguments, status: int | None) -> None:
    assert INDEX.exception_status(name, arguments) == status


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (event("starlette.responses.JSONResponse", constant("x"), status_code=constant(201)), (201, False)),
        (event("starlette.responses.RedirectResponse", constant("/")), (307, True)),
        (event("django.http.HttpResponseForbidden"), (403, False)),
        (event("flask.redirect", constant("/")), (302, True)),
        (event("rest_framework.response.Response", constant("x"), constant(400)), (400, False)),
        (event("rest_framework.response.Response", constant("x"), Unknown()), (None, False)),
        (event("app.made"), (None, False)),
    ],
)
def test_responses_have_a_status(made: CallEvent, expected: tuple[int | None, bool]) -> None:
    assert INDEX.response_status(made) == expected


# --- classes of the project ---------------------------------------------------------------------------------------------


def test_a_model_is_validated_when_it_is_made() -> None:
    body = anything()
    found = INDEX.instantiate(("pydantic.BaseModel",), event("app.User", receiver=None, name=body))
    assert found is not None
    assert found.validated == body.taint
    assert INDEX.field(("pydantic.BaseModel",), "name", body.taint) is not None
    assert INDEX.field(("builtins.object",), "name", body.taint) is None


def test_a_database_model_is_filled_by_unpacked_names() -> None:
    arguments = Arguments((), (), None, anything())
    made = CallEvent("app.User", External("app.User"), None, arguments, SITE, 1, certain=True)
    found = INDEX.instantiate(("flask_login.UserMixin", "flask_sqlalchemy.model.Model"), made)
    assert found is not None
    assert SinkKind.MASS_ASSIGNMENT in sunk(found)

"""Options of middleware and extensions that rules judge like settings: hosts, HSTS, frames, content policies."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Fact, Setting
from backlint.execution.values import Arguments, CallEvent
from backlint.frameworks.configuration.arguments import Option
from backlint.frameworks.configuration.survey import Survey


class OptionApi(msgspec.Struct, frozen=True, kw_only=True):
    """A class or call whose options are told as settings of `framework`, where they are given.

    They are not told where the option `unless` is given and true, which takes their harm away.
    """

    names: tuple[str, ...]
    framework: str
    options: tuple[Option, ...]
    unless: Option | None = None


OPTION_APIS = (
    OptionApi(
        names=(
            "starlette.middleware.trustedhost.TrustedHostMiddleware",
            "fastapi.middleware.trustedhost.TrustedHostMiddleware",
        ),
        framework="starlette",
        options=(Option("allowed_hosts", 1),),
    ),
    OptionApi(
        names=("celery.Celery", "celery.Celery.conf.update"),
        framework="celery",
        options=tuple(
            Option(name) for name in ("accept_content", "result_accept_content", "task_serializer", "result_serializer")
        ),
    ),
    OptionApi(
        names=(
            *("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine", "sqlmodel.create_engine"),
            "sqlalchemy.engine.create_engine",
        ),
        framework="sqlalchemy",
        options=(Option("echo"),),
        unless=Option("hide_parameters"),
    ),
    OptionApi(
        names=("sqlite3.Connection.set_trace_callback",),
        framework="sqlite3",
        options=(Option("trace_callback", 0),),
    ),
    OptionApi(
        names=("litestar.config.allowed_hosts.AllowedHostsConfig",),
        framework="litestar",
        options=(Option("allowed_hosts", 0),),
    ),
    OptionApi(
        names=("flask_talisman.Talisman", "flask_talisman.talisman.Talisman", "flask_talisman.Talisman.init_app"),
        framework="flask",
        options=tuple(
            Option(name)
            for name in (
                *("force_https", "frame_options", "strict_transport_security", "strict_transport_security_max_age"),
                *("strict_transport_security_include_subdomains", "content_security_policy", "referrer_policy"),
                *("content_security_policy_report_only", "x_content_type_options", "permissions_policy"),
            )
        ),
    ),
)


def options(survey: Survey) -> Iterator[Fact]:
    """Yield the options that are given."""
    for row in OPTION_APIS:
        for event in survey.calls(row.names):
            yield from _given(survey, row, event, event.arguments)
        for event, arguments in survey.calls_given(row.names):
            # the application comes first when the class is called, so nothing stands at its position here
            yield from _given(survey, row, event, msgspec.structs.replace(arguments, positional=()))


def _given(survey: Survey, row: OptionApi, event: CallEvent, arguments: Arguments) -> Iterator[Setting]:
    if row.unless is not None and survey.given(arguments, row.unless).reading.may_be(True):
        return
    for option in row.options:
        found = survey.given(arguments, option)
        if found.explicit:
            yield Setting(
                location=survey.location(event.site),
                scope=event.site.scope,
                callee=row.names[0],
                production=survey.production(event.site),
                framework=row.framework,
                name=option.keyword,
                value=found.reading,
            )


FACTS = options

"""Flask: its request, session, responses and templates."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.callbacks import returns_argument
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import marks, methods, propagators, returning, sanitizers, sinks, sources
from backlint.frameworks.sessions import session_entry

_SESSION = "flask.sessions.SessionMixin"
_KNOWN = tuple((name, f"flask.{name}") for name in ("request", "session", "g", "url_for", "get_flashed_messages"))
_ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")
_PAGE = renders("0:template_name_or_list", "**", escapes=_ESCAPED, known=_KNOWN)
_STRING = renders(source="0:source", values="**", known=_KNOWN)

LIBRARY = LibraryModel(
    name="flask",
    distribution="flask",
    packages=("flask",),
    aliases={
        "flask.app": "flask",
        "flask.blueprints": "flask",
        "flask.ctx": "flask",
        "flask.ctx._AppCtxGlobals": "flask.ctx._AppCtxGlobals",
        "flask.globals": "flask",
        "flask.helpers": "flask",
        "flask.json.jsonify": "flask.jsonify",
        "flask.templating": "flask",
        "flask.wrappers": "flask",
        "flask.config.Config": "flask.Config",
        "flask.Markup": "markupsafe.Markup",
        "flask.escape": "markupsafe.escape",
        "flask.safe_join": "werkzeug.utils.safe_join",
    },
    instances={
        "flask.request": "flask.Request",
        "flask.session": _SESSION,
        "flask.current_app": "flask.Flask",
        "flask.g": "flask.ctx._AppCtxGlobals",
    },
    parents={
        "flask.Request": ("werkzeug.wrappers.Request",),
        "flask.Response": ("werkzeug.wrappers.Response",),
        "flask.views.MethodView": ("flask.views.View",),
        "flask.sessions.SecureCookieSession": (_SESSION,),
        _SESSION: ("builtins.dict",),
    },
    contents={_SESSION: ("",)},
    attributes={
        "flask.Flask.config": "flask.Config",
        "flask.Flask.extensions": "builtins.dict",
        "flask.Flask.logger": "logging.Logger",
        "flask.Flask.jinja_env": "jinja2.Environment",
    },
    sources=(
        *sources(SourceKind.PATH, "map", "flask.Request.view_args"),
        # Signed, so nobody else writes it; what it holds came from somewhere all the same.
        *sources(SourceKind.SESSION, "map", "flask.session", confidence="low"),
    ),
    sinks=(
        *sinks(SinkKind.PATH, "0:path_or_file", "flask.send_file"),
        # The file's name is joined safely; the directory is not looked at.
        *sinks(SinkKind.PATH, "0:directory", "flask.send_from_directory"),
        *sinks(SinkKind.REDIRECT, "0:location", "flask.redirect", "flask.Flask.redirect"),
        # A response is text/html by default; a mapping becomes JSON.
        *sinks(SinkKind.HTML, "0:response", "flask.Response", rule="html"),
        *sinks(SinkKind.HTML, "0:", "flask.make_response", "flask.Flask.make_response", rule="html"),
        *sinks(SinkKind.TEMPLATE, "0:source", *methods("flask", "render_template_string", "stream_template_string")),
        *sinks(SinkKind.ERROR_LEAK, "* **", *methods("flask", "jsonify", "abort"), shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:", "flask.make_response", "flask.Response", shape="any"),
        # The next page shows it.
        *sinks(SinkKind.ERROR_LEAK, "0:message", "flask.flash", shape="any", confidence="medium"),
        # A page may leave out what it is given; what was read from a record by its name is there to be shown.
        *sinks(SinkKind.RESPONSE, "**", *methods("flask", "render_template", "stream_template"), shape="any"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", f"{_SESSION}.__setitem__"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.PATH}, "1:path", "flask.send_from_directory"),
        # The endpoint's name chooses among the application's own routes.
        *sanitizers({SinkKind.REDIRECT, SinkKind.SSRF, SinkKind.HTML}, "* **", "flask.url_for", "flask.Flask.url_for"),
    ),
    propagators=(
        # Templates escape by themselves when their name ends in .html, .htm, .xml, .xhtml or .svg, or they are strings.
        *propagators(
            "**",
            *methods("flask", "render_template", "render_template_string", "stream_template", "stream_template_string"),
            kills={SinkKind.HTML},
        ),
    ),
    returns={
        **returning(
            "flask.Response", *methods("flask", "jsonify", "make_response", "send_file", "send_from_directory")
        ),
        **returning("flask.Response", "flask.redirect", "flask.Flask.redirect", "flask.Flask.make_response"),
        **returning("builtins.str", *methods("flask", "render_template", "render_template_string", "url_for")),
        "flask.Flask.test_client": "flask.testing.FlaskClient",
    },
    marks=(*marks("says", "flask.flash"), *marks("session-logout", *methods(_SESSION, "clear"))),
    answers=(
        Answer("flask.abort", 0, "0:code", raises=True),
        Answer("flask.redirect", 302, "1:code", redirects=True),
        Answer("flask.Flask.redirect", 302, "1:code", redirects=True),
        Answer("flask.Response", 200, "1:status"),
        Answer("flask.make_response", 200, "1:"),
        Answer("flask.jsonify", 200),
    ),
    calls={
        **dict.fromkeys(methods("flask", "render_template stream_template"), _PAGE),
        **dict.fromkeys(methods("flask", "render_template_string stream_template_string"), _STRING),
        f"{_SESSION}.__setitem__": session_entry,
        "flask.Flask.ensure_sync": returns_argument("0:func"),
    },
)

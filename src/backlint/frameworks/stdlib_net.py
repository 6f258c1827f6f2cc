"""The standard library: URLs, HTTP, mail and sockets."""

from __future__ import annotations

from collections.abc import Mapping

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange, Sunk
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import (
    FALSE,
    TRUE,
    AnyValue,
    CallEvent,
    Constant,
    FunctionObject,
    InstanceObject,
    Member,
    Text,
    Union,
    members,
    string_of,
)
from backlint.frameworks.addresses import assembles, joins, replaces_parts
from backlint.frameworks.exchanges import STRING_MAP
from backlint.frameworks.fetching import fetches
from backlint.frameworks.model import Handler, LibraryModel
from backlint.frameworks.rows import (
    METACHARACTERS,
    children,
    marks,
    methods,
    propagators,
    returning,
    sanitizers,
    sinks,
    sources,
)

_QUOTED = METACHARACTERS - {SinkKind.PATH, SinkKind.REDIRECT, SinkKind.CODE, SinkKind.TEMPLATE}

_FORM = (SourceKind.QUERY, SourceKind.BODY)
_HANDLER = "http.server.BaseHTTPRequestHandler"
_TYPE, _ENDED = "(content type)", "(headers ended)"
"""The fields of a handler in which it is kept how it answers; no program has an attribute of that name."""


def _environment(function: FunctionObject) -> Mapping[str, str]:
    """Return the class of the first parameter of a WSGI application."""
    parameters = [one.name for one in function.facts.parameters if one.name != "self"]
    return {parameters[0]: "builtins.dict"} if parameters else {}


def sends_header(event: CallEvent) -> Exchange | None:
    """What `send_header` does: the type of the body that follows is known by it."""
    name, value = string_of(event.arguments.get(0, "keyword")), event.arguments.get(1, "value")
    if name is None or value is None or name.lower() != "content-type":
        return None
    handler = event.receiver
    held = handler.fields.get(_TYPE) if isinstance(handler, InstanceObject) else None
    ended = isinstance(handler, InstanceObject) and handler.fields.get(_ENDED) == TRUE
    # Of an answer that has been begun the header may be either; the next answer has headers of its own.
    known = value if held is None or ended else Union((*members(held), *members(value))[:8])
    return Exchange(sets=((_TYPE, known), (_ENDED, FALSE)))


def ends_headers(event: CallEvent) -> Exchange | None:
    """What `end_headers` does: a header that follows belongs to another answer."""
    del event
    return Exchange(sets=((_ENDED, TRUE),))


def writes_body(event: CallEvent) -> Exchange | None:
    """What `wfile.write` does: the body is a page where the type says so, or where it is left open and the text is one."""
    body = event.arguments.get(0)
    handler = event.receiver.base if isinstance(event.receiver, Member) else None
    if body is None:
        return None
    sent = (Sunk(SinkKind.ERROR_LEAK, "the body", body), Sunk(SinkKind.RESPONSE, "the body", body))
    declared = handler.fields.get(_TYPE) if isinstance(handler, InstanceObject) else None
    texts = [text for member in members(declared) for text in texts_in(member)] if declared is not None else []
    known = declared is None or all(texts_in(member) for member in members(declared))
    if any("html" in text.lower() for text in texts):
        return Exchange(sinks=(Sunk(SinkKind.HTML, "the body", body), *sent))
    if (not texts or not known) and any("<" in text for member in members(body) for text in texts_in(member)):
        return Exchange(sinks=(Sunk(SinkKind.HTML, "the body", body, "medium"), *sent))
    return Exchange(sinks=sent)


def texts_in(value: AnyValue) -> list[str]:
    """Return the constant texts that a value is or is made of."""
    if isinstance(value, (Text, Union)):
        return [text for part in getattr(value, "parts", members(value)) for text in texts_in(part)]
    if isinstance(value, Constant) and isinstance(value.value, bytes):
        return [value.value.decode("latin-1")]
    text = string_of(value)
    return [] if text is None else [text]


LIBRARY = LibraryModel(
    name="stdlib_net",
    distribution="",
    packages=(
        "cgi",
        "email",
        "ftplib",
        "http",
        "imaplib",
        "mimetypes",
        "poplib",
        "smtplib",
        "socket",
        "socketserver",
        "telnetlib",
        "urllib",
        "wsgiref",
        "xmlrpc",
    ),
    sources=(
        *sources((SourceKind.PATH, SourceKind.QUERY), "str", "http.server.BaseHTTPRequestHandler.path"),
        *sources(SourceKind.HEADER, "map", "http.server.BaseHTTPRequestHandler.headers"),
        *sources(SourceKind.BODY, "object", "http.server.BaseHTTPRequestHandler.rfile"),
        *sources(SourceKind.CLIENT, "object", "http.server.BaseHTTPRequestHandler.client_address", confidence="low"),
        *sources(SourceKind.BODY, "object", "socketserver.BaseRequestHandler.request", confidence="medium"),
        *sources(SourceKind.BODY, "object", "socketserver.StreamRequestHandler.rfile", confidence="medium"),
        *sources(_FORM, "str", *methods("cgi.FieldStorage", "getvalue getfirst"), called=True),
        *sources(_FORM, "any", "cgi.FieldStorage.getlist", called=True),
        *sources(_FORM, "str", *methods("cgi.FieldStorage", "value filename")),
        *sources(SourceKind.UPSTREAM, "bytes", "http.client.HTTPResponse.read", called=True),
        *sources(SourceKind.UPSTREAM, "int", *methods("http.client.HTTPResponse", "status code")),
        *sources(SourceKind.NET, "bytes", "socket.socket.recv", confidence="low", called=True),
    ),
    sinks=(
        *sinks(SinkKind.SSRF, "0:url", *methods("urllib.request", "urlopen urlretrieve Request")),
        *sinks(SinkKind.SSRF, "0:fullurl", "urllib.request.OpenerDirector.open"),
        *sinks(
            SinkKind.SSRF,
            "0:host",
            *methods("http.client", "HTTPConnection HTTPSConnection"),
            "ftplib.FTP",
            *methods("smtplib", "SMTP SMTP_SSL"),
            *methods("imaplib", "IMAP4 IMAP4_SSL"),
            "poplib.POP3",
            "telnetlib.Telnet",
        ),
        *sinks(SinkKind.SSRF, "1:url", *methods("http.client.HTTPConnection", "request putrequest")),
        *sinks(SinkKind.SSRF, "0:address", "socket.create_connection"),
        *sinks(SinkKind.SSRF, "0:", "socket.socket.connect"),
        *sinks(SinkKind.SSRF, "0:uri", "xmlrpc.client.ServerProxy"),
        *sinks(SinkKind.DESERIALIZATION, "0:data", "xmlrpc.client.loads", shape="any"),
        *sinks(SinkKind.HEADER, "0:keyword 1:value", "http.server.BaseHTTPRequestHandler.send_header"),
        *sinks(SinkKind.HEADER, "0:", "wsgiref.headers.Headers.add_header", confidence="medium"),
        *sinks(SinkKind.MAIL, "1:to_addrs 2:msg", "smtplib.SMTP.sendmail"),
        *sinks(SinkKind.MAIL, "0:msg", "smtplib.SMTP.send_message", confidence="low"),
        *sinks(SinkKind.MAIL, "1:_value", "email.message.Message.add_header", confidence="low"),
        # The policy of EmailMessage refuses line breaks, that of Message does not.
        *sinks(SinkKind.MAIL, "1:val", "email.message.Message.__setitem__", confidence="low"),
        *sinks(
            SinkKind.HTML, "0:_text", "email.mime.text.MIMEText", confidence="medium", when=(("1:_subtype", "html"),)
        ),
    ),
    sanitizers=(
        # Nothing is safe yet; but comparing these with something says where the address leads.
        # An ending or a type out of a table.
        *sanitizers(EVERY_SINK, "*", *methods("mimetypes", "guess_extension guess_all_extensions guess_type")),
        *sanitizers({SinkKind.PARSED_HOST}, "self", *methods("urllib.parse.ParseResult", "hostname netloc")),
        # Keeps `/`, so a path stays a path.
        *sanitizers(
            _QUOTED,
            "0:string",
            "urllib.parse.quote",
        ),
        *sanitizers(
            _QUOTED | {SinkKind.PATH},
            "0:string",
            "urllib.parse.quote_plus",
        ),
        *sanitizers({SinkKind.HTML, SinkKind.HEADER, SinkKind.LOG}, "0:query", "urllib.parse.urlencode"),
    ),
    propagators=(
        *propagators(
            "0:string",
            *methods("urllib.parse", "unquote unquote_plus"),
            revives={SinkKind.HTML, SinkKind.HEADER, SinkKind.PATH},
        ),
        *propagators("0:string", "urllib.parse.unquote_to_bytes"),
        *propagators("0:url", *methods("urllib.parse", "urlparse urlsplit")),
        *propagators("self", "urllib.parse.ParseResult.geturl"),
        *propagators("0:components", *methods("urllib.parse", "urlunparse urlunsplit")),
        *propagators("0:base 1:url", "urllib.parse.urljoin"),
        *propagators("0:qs", *methods("urllib.parse", "parse_qs parse_qsl")),
        *propagators("0:s", *methods("email", "message_from_string message_from_bytes")),
        *propagators("0:addr", "email.utils.parseaddr"),
        *propagators("0:rawdata", "http.cookies.SimpleCookie.load", to="self"),
    ),
    marks=marks("send-mail", *methods("smtplib.SMTP", "sendmail send_message")),
    parents={
        "smtplib.SMTP_SSL": ("smtplib.SMTP",),
        "http.client.HTTPSConnection": ("http.client.HTTPConnection",),
        "email.message.EmailMessage": ("email.message.Message",),
        **children("http.server.BaseHTTPRequestHandler", "http.server.SimpleHTTPRequestHandler"),
    },
    contents={"email.message.Message": ("builtins.str",), "cgi.FieldStorage": ("cgi.FieldStorage",)},
    handlers=(
        Handler(
            owner="wsgiref.simple_server.make_server",
            argument="2:app",
            kinds=(SourceKind.QUERY, SourceKind.HEADER, SourceKind.BODY),
            text="request's environment",
            types=_environment,
        ),
        Handler(
            owner="xmlrpc.server.SimpleXMLRPCServer.register_function",
            argument="0:function",
            kinds=(SourceKind.BODY,),
            text="argument",
        ),
        Handler(
            owner="xmlrpc.server.SimpleXMLRPCServer.register_instance",
            argument="0:instance",
            methods="(?!_).+",
            kinds=(SourceKind.BODY,),
            text="argument",
        ),
    ),
    attributes={
        **returning("builtins.str", *methods("urllib.parse.ParseResult", "scheme netloc path query fragment hostname")),
        "http.server.BaseHTTPRequestHandler.headers": "email.message.Message",
    },
    calls={
        "urllib.parse.urljoin": joins,
        "urllib.parse.ParseResult._replace": replaces_parts("scheme", "netloc"),
        **dict.fromkeys(methods("urllib.parse", "urlunparse urlunsplit"), assembles),
        f"{_HANDLER}.send_header": sends_header,
        f"{_HANDLER}.end_headers": ends_headers,
        f"{_HANDLER}.wfile.write": writes_body,
        "urllib.request.urlopen": fetches("0:url"),
        "urllib.request.OpenerDirector.open": fetches("0:fullurl"),
    },
    returns={
        **returning("http.client.HTTPResponse", "urllib.request.urlopen", "urllib.request.OpenerDirector.open"),
        **returning("urllib.parse.ParseResult", *methods("urllib.parse", "urlparse urlsplit ParseResult._replace")),
        "urllib.parse.ParseResult.geturl": "builtins.str",
        "urllib.parse.parse_qsl": "builtins.str[]",
        "urllib.parse.parse_qs": STRING_MAP,
        **returning(
            "builtins.str", *methods("urllib.parse", "quote quote_plus urlencode unquote unquote_plus urljoin")
        ),
        "urllib.parse.unquote_to_bytes": "builtins.bytes",
        "email.utils.parseaddr": "builtins.str[]",
    },
)

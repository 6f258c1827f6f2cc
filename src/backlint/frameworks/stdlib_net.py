"""The standard library: URLs, HTTP, mail and sockets."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.addresses import assembles, joins, replaces_parts
from backlint.frameworks.exchanges import STRING_MAP
from backlint.frameworks.model import LibraryModel
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

LIBRARY = LibraryModel(
    name="stdlib_net",
    distribution="",
    packages=(
        "email",
        "ftplib",
        "http",
        "imaplib",
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
    contents={"email.message.Message": ("builtins.str",)},
    attributes={
        **returning("builtins.str", *methods("urllib.parse.ParseResult", "scheme netloc path query fragment hostname")),
        "http.server.BaseHTTPRequestHandler.headers": "email.message.Message",
    },
    calls={
        "urllib.parse.urljoin": joins,
        "urllib.parse.ParseResult._replace": replaces_parts("scheme", "netloc"),
        **dict.fromkeys(methods("urllib.parse", "urlunparse urlunsplit"), assembles),
    },
    returns={
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

"""Request data becomes part of a page.

## Why is this bad?

A value such as `<script>...</script>` runs in the browser of whoever follows the link, in the name of your site: it
reads what they see and acts as they could.

## Example

```python
from flask import Flask, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    return "<h1>Hello " + request.args["name"] + "</h1>"
```

## Use instead

```python
from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)


@app.get("/hello")
def hello():
    return f"<h1>Hello {escape(request.args['name'])}</h1>"
```

## Limits

A template for a mail weighs less, since no program that shows mails runs scripts, and one for plain text is believed less; both
are told by their names. Templates that escape by themselves, `escape`, sanitizers such as `nh3.clean`, and answers that are JSON or plain text
are understood. Values are followed into templates of Jinja and Django: through loops, macros, includes and inheritance, to
where they are printed as they are (`|safe`, `{% autoescape off %}`), or where escaping does not protect: attributes without
quotes, scripts, event handlers, the beginning of an address. What a call of which nothing is known has made of a value is
shown for review only. What only a form brings, and no link, is less severe: another site has to have the victim send it.
"""

from backlint.concepts import (
    REMOTE,
    TEMPLATE_PRINTS,
    Flow,
    SinkKind,
    SourceKind,
    is_escaped_by_setup,
    is_mail_template,
    is_plain_template,
)
from backlint.rule import Attacker, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CROSS_SITE_SCRIPTING

_CHOSEN = frozenset({SourceKind.QUERY, SourceKind.BODY, SourceKind.COOKIE, SourceKind.GRAPHQL, SourceKind.WEBSOCKET})
_BY_FORM = frozenset({SourceKind.BODY, SourceKind.FILE, SourceKind.HEADER, SourceKind.COOKIE})
"""What no link brings: the victim has to send a form of another site, which a token in forms keeps out."""
_WHERE = {
    "raw": "the template prints it without escaping it",
    "html": "a filter of the template declares it to be HTML, so that it is not escaped",
    "unquoted": "without quotes around it a space is enough to add an attribute such as `onfocus`",
    "tag": "inside of a tag a space is enough to add an attribute such as `onfocus`",
    "script": "it stands in a script, outside of a string, where escaping HTML protects nothing",
    "handler": "the browser undoes the escaping of an attribute before it runs the script in it",
    "url": "it is the beginning of an address, which may be `javascript:…`; escaping does not change that",
}


def judge(flow: Flow) -> Verdict | None:
    """Say whether the value stands inside of markup or is the page, and what escaping does not protect."""
    if flow.callee.startswith(TEMPLATE_PRINTS):
        place = flow.callee.removeprefix(TEMPLATE_PRINTS)
        if place == "url" and not flow.sources & _CHOSEN:
            # The path or the URL of the request begins with what the server is called.
            return None
        path = flow.location.path
        unsure = (place == "raw" and is_escaped_by_setup(path)) or flow.sources <= _BY_FORM
        severity = Severity.MEDIUM if unsure else None
        return Verdict(
            why=_WHERE[place],
            values=(("sink", path.rpartition("/")[2]),),
            severity=Severity.LOW if is_mail_template(path) else severity,
            precision=Precision.LOW if is_plain_template(path) else None,
        )
    if flow.sources <= {SourceKind.HEADER} and "referer" not in flow.source_text.lower():
        # No page can make another's browser send a header of its choice.
        return Verdict(
            why="a header becomes HTML, which only a proxy could make a victim send", precision=Precision.LOW
        )
    where = "inside of the markup" if flow.built else "as the page"
    return Verdict(
        why=f"the value stands {where} and is not escaped on the way; the answer's type is HTML",
        severity=Severity.MEDIUM if flow.sources <= _BY_FORM else None,
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.XSS,
    detects=FlowQuery(sink=SinkKind.HTML, sources=REMOTE, judge=judge),
    message="{source} becomes part of the HTML that {sink} sends",
    remedy="render a template that escapes, escape the value, or answer with JSON",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(CROSS_SITE_SCRIPTING,),
    attacker=Attacker.OTHERS,
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",),
)

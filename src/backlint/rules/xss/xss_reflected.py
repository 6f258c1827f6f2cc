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

Templates that escape by themselves, `escape`, sanitizers such as `nh3.clean`, and answers that are JSON or plain text
are understood. What a template does with `|safe` is reported in the template.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import CROSS_SITE_SCRIPTING


def judge(flow: Flow) -> Verdict:
    """Say whether the value stands inside of markup or is the page."""
    where = "inside of the markup" if flow.built else "as the page"
    return Verdict(why=f"the value stands {where} and is not escaped on the way; the answer's type is HTML")


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
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",),
)

"""Request data becomes the text of a template.

## Why is this bad?

A template is a program. `{{ cycler.__init__.__globals__.os.popen("id").read() }}` in the text of a Jinja template runs
a command on the server; passed as a *variable* of a template the same text is harmless.

## Example

```python
from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    return render_template_string("<h1>Hello " + request.args["name"] + "</h1>")
```

## Use instead

```python
from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    return render_template_string("<h1>Hello {{ name }}</h1>", name=request.args["name"])
```

## Limits

Templates that users may write by design belong into `jinja2.sandbox.SandboxedEnvironment`, which is not reported.
"""

from backlint.concepts import RELAYED, REMOTE, STORED, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import TEMPLATE_INJECTION


def judge(flow: Flow) -> Verdict:
    """Text of a template is a program; how bad that is depends on what its language can do."""
    why = "the value is part of the program that a template is, not one of its variables"
    if flow.callee.endswith((".format", ".format_map")):
        # What an unknown call made of a request, a translation say, seldom is the request's text.
        sure = None if flow.sources <= STORED or flow.confidence == "high" else Precision.LOW
        return Verdict(
            why=f"{why}: it reads attributes of what is put into it", severity=Severity.MEDIUM, precision=sure
        )
    if flow.callee.startswith("django."):
        return Verdict(why=f"{why}: it reads all that it is given, and calls nothing else", severity=Severity.HIGH)
    return Verdict(why=why)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.TEMPLATE, sources=REMOTE | RELAYED | STORED, judge=judge),
    message="{source} becomes part of the template text that {sink} runs",
    remedy="keep the template constant and pass the value as one of its variables",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(TEMPLATE_INJECTION,),
    since="0.1.0",
)

"""XML from a request is parsed with external entities.

## Why is this bad?

An entity may name a file or an address (`<!ENTITY x SYSTEM "file:///etc/passwd">`); the parser fetches it and the
application shows or stores what it contains.

## Example

```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.post("/invoice")
def invoice():
    parser = etree.XMLParser(resolve_entities=True, no_network=False)
    document = etree.fromstring(request.get_data(), parser)
    return {"total": document.findtext("total")}
```

## Use instead

```python
from defusedxml.ElementTree import fromstring
from flask import Flask, request

app = Flask(__name__)


@app.post("/invoice")
def invoice():
    document = fromstring(request.get_data())
    return {"total": document.findtext("total")}
```

## Limits

The parsers of `xml.etree` fetch no external entity and are not reported.
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import XXE


def judge(_flow: Flow) -> Verdict:
    """Documents declare their own entities."""
    return Verdict(why="the parser follows entities that the document declares")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.XXE, sources=REMOTE, judge=judge),
    message="{source} is parsed by {sink}, which follows external entities",
    remedy="parse with `defusedxml`, or with `resolve_entities=False, no_network=True`",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(XXE,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html",),
)

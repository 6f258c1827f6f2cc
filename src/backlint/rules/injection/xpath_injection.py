"""Request data becomes part of an XPath expression.

## Why is this bad?

A quote ends the literal, and `' or '1'='1` selects every node of the document: other people's records, or the entry
that a login compares with.

## Example

```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
people = etree.parse("people.xml")


@app.get("/phone")
def phone():
    name = request.args["name"]
    return {"phones": people.xpath(f"//person[name='{name}']/phone/text()")}
```

## Use instead

```python
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
people = etree.parse("people.xml")


@app.get("/phone")
def phone():
    return {"phones": people.xpath("//person[name=$name]/phone/text()", name=request.args["name"])}
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import XPATH_INJECTION


def judge(_flow: Flow) -> Verdict:
    """Expressions are made of text."""
    return Verdict(why="the value stands in the expression and is not one of its variables")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.XPATH, sources=REMOTE, judge=judge),
    message="{source} becomes part of the XPath that {sink} runs",
    remedy="use a variable in the expression (`$name`) and pass the value as its keyword",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(XPATH_INJECTION,),
    since="0.1.0",
)

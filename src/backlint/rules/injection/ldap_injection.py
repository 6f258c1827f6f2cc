"""Request data becomes part of an LDAP filter or name.

## Why is this bad?

A `*` matches everybody and `)(uid=*` adds a condition, so a login check asks a different question from the one written.

## Example

```python
import ldap
from flask import Flask, request

app = Flask(__name__)
directory = ldap.initialize("ldap://directory.example.com")


@app.get("/people")
def people():
    name = request.args["name"]
    return {"found": len(directory.search_s("ou=people", ldap.SCOPE_SUBTREE, f"(cn={name})"))}
```

## Use instead

```python
import ldap
from flask import Flask, request
from ldap.filter import escape_filter_chars

app = Flask(__name__)
directory = ldap.initialize("ldap://directory.example.com")


@app.get("/people")
def people():
    name = escape_filter_chars(request.args["name"])
    return {"found": len(directory.search_s("ou=people", ldap.SCOPE_SUBTREE, f"(cn={name})"))}
```
"""

from backlint.concepts import REMOTE, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import LDAP_INJECTION


def judge(flow: Flow) -> Verdict:
    """Filters and names are made of text; whoever steers the name of a login still has to know its password."""
    if "bind" in flow.callee.rpartition(".")[2]:
        return Verdict(why="the characters that steer a name are not escaped on the way", severity=Severity.LOW)
    return Verdict(why="the characters that steer a filter or name are not escaped on the way")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=FlowQuery(sink=SinkKind.LDAP, sources=REMOTE, judge=judge),
    message="{source} becomes part of the LDAP text that {sink} sends",
    remedy="escape the value with `escape_filter_chars` in a filter and `escape_dn_chars` or `escape_rdn` in a name",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(LDAP_INJECTION,),
    since="0.1.0",
)

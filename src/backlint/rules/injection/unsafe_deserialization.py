"""Request data is deserialised by a format that can run code.

## Why is this bad?

`pickle`, `marshal`, `shelve`, `dill` and YAML's full loaders build any object that the data asks for, and building one
can call any function. Whoever writes the data runs code.

## Example

```python
import pickle

from flask import Flask, request

app = Flask(__name__)


@app.post("/import")
def import_cart():
    cart = pickle.loads(request.get_data())
    return {"items": len(cart)}
```

## Use instead

```python
import json

from flask import Flask, request

app = Flask(__name__)


@app.post("/import")
def import_cart():
    cart = json.loads(request.get_data())
    return {"items": len(cart)}
```

## Limits

Data that the program itself has written to its own database or cache is not reported, unless a request writes that
column. `yaml.load` without a safe loader and `marshal` are reported wherever they stand, since there is always a better
call.
"""

from backlint.concepts import RELAYED, REMOTE, STORED, Flow, SinkKind
from backlint.rule import CallInstead, FlowQuery, Item, Precision, RuffQuery, Severity, Verdict, declare_rule
from backlint.weaknesses import DESERIALIZATION


def judge(_flow: Flow) -> Verdict:
    """Formats that build any object call any function."""
    return Verdict(why="the format can call any function while it builds the object, and nothing signs the data")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=(
        FlowQuery(sink=SinkKind.DESERIALIZATION, sources=REMOTE | RELAYED | STORED, judge=judge),
        # There is always a better call, whoever wrote the file.
        # A loader of the project's own that is called safe extends the safe one.
        RuffQuery(codes=("S506",), precision=Precision.MEDIUM, unless=r"loader `\w*Safe\w*`"),
        RuffQuery(codes=("S302",)),
    ),
    message="{source} is deserialised by {sink}, which can run code",
    remedy="use JSON with a schema, or `yaml.safe_load`",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(DESERIALIZATION,),
    repairs=CallInstead(
        title="load it by the safe loader",
        safe=True,
        names=(
            ("yaml.load", "yaml.safe_load"),
            ("yaml.full_load", "yaml.safe_load"),
            ("yaml.unsafe_load", "yaml.safe_load"),
            ("yaml.load_all", "yaml.safe_load_all"),
            ("yaml.full_load_all", "yaml.safe_load_all"),
            ("yaml.unsafe_load_all", "yaml.safe_load_all"),
        ),
        without=("Loader", 1, ("Loader", "FullLoader", "UnsafeLoader")),
    ),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html",),
)

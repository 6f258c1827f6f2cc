"""Text from a request is converted without an answer for what does not fit.

## Why is this bad?

`int("abc")` raises, nothing here catches it, and the caller gets a server error for a mistake of their own. Monitoring
fills with noise that anybody can make, the error page may show details, and work that was begun is left half done.

## Example

```python
from flask import Flask, request

app = Flask(__name__)


@app.get("/price")
def price():
    return {"total": int(request.args["count"]) * 3}
```

## Use instead

```python
from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/price")
def price():
    try:
        count = int(request.args["count"])
    except ValueError:
        abort(400)
    return {"total": count * 3}
```

## Limits

Numbers, dates, UUIDs, addresses and encodings of the standard library are known. A conversion inside of a `try` that catches what it raises is not reported, wherever that stands, and neither is text that
was checked before (`isdigit`, a pattern, a schema), nor an application that answers the exception itself.
"""

from backlint.concepts import Application, Endpoint, Parameter, State, Trait
from backlint.rule import EndpointQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import INPUT_TYPE

PLACES = frozenset({"query", "body", "form", "path"})
SHOWN = 4
"""How many names a message holds; the rest is counted."""


def judge(endpoint: Endpoint, application: Application) -> Verdict | None:
    """Report all conversions of an endpoint as one, at the first of them."""
    found = tuple(p for p in endpoint.parameters if p.converted and p.where in PLACES and is_text(p))
    if not found or not application.production or Trait.WEBHOOK in endpoint.traits:
        return None
    names = list(dict.fromkeys(p.name or "a part of the body" for p in found))
    more = len(names) - SHOWN
    places = [p.converted for p in found if p.converted]
    own = [place for place in places if place.path == endpoint.location.path and place.line >= endpoint.location.line]
    return Verdict(
        values=(("names", ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")),),
        why="nothing between here and the framework catches the ValueError",
        location=min(own, default=None),
        related=tuple(Step(place, "is converted here") for place in dict.fromkeys(places)),
    )


def is_text(parameter: Parameter) -> bool:
    """Tell whether nothing has looked at the text before, and no declared type has."""
    return not parameter.compared and (parameter.validated is not State.YES or parameter.by == "a conversion")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=EndpointQuery(judge=judge),
    message="{endpoint} converts {names}, and what does not fit is a server error",
    remedy="catch the ValueError and answer 400, or let a schema or `args.get(name, type=int)` convert it",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(INPUT_TYPE,),
    since="0.1.0",
)

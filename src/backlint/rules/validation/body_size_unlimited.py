"""Uploads may be of any size.

## Why is this bad?

Flask and Starlette (FastAPI) read as much as they are sent. One caller with a few large uploads fills the disk on which they
are kept, or the memory into which they are read.

## Example

```python
from uuid import uuid4

from flask import Flask, request

app = Flask(__name__)


@app.post("/pictures")
def picture():
    request.files["picture"].save(f"/srv/pictures/{uuid4().hex}")
    return {"ok": True}
```

## Use instead

```python
from uuid import uuid4

from flask import Flask, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 10 * 1024 * 1024


@app.post("/pictures")
def picture():
    request.files["picture"].save(f"/srv/pictures/{uuid4().hex}")
    return {"ok": True}
```

## Limits

Only applications of Flask (3.1), FastAPI and Starlette (1.x) that take files are looked at; other frameworks have a limit by
themselves. nginx's and ingress-nginx's (1 MB unless they say otherwise), and those of Caddy and Traefik where they set one,
count where their configuration stands in the project. An upload that the handler compares with something counts as bounded.
"""

from collections.abc import Iterator

from backlint.concepts import Application, Endpoint
from backlint.rule import ApplicationQuery, Item, Precision, Severity, Step, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES

UNLIMITED = frozenset({"Flask", "FastAPI", "Starlette"})
LISTED = 20
"""How many endpoints a finding lists as related places."""


def judge(application: Application) -> Iterator[Verdict]:
    """One finding for an application that takes files of which nothing bounds the size."""
    if application.framework not in UNLIMITED or not application.production or application.body_limit is not None:
        return
    taking = tuple(endpoint for endpoint in application.endpoints if takes_any(endpoint))
    if not taking:
        return
    endpoints = f"{taking[0].title}" + (f" and {len(taking) - 1} more" if len(taking) > 1 else "")
    yield Verdict(
        values=(("endpoints", endpoints),),
        why="neither the framework nor the program has a limit",
        precision=None if application.complete else Precision.LOW,
        related=tuple(Step(one.location, f"{one.title} takes a file") for one in taking[:LISTED]),
    )


def takes_any(endpoint: Endpoint) -> bool:
    """Tell whether an endpoint takes a file whose size nothing looks at."""
    files = [one for one in endpoint.parameters if one.where == "file"]
    return bool(files) and endpoint.bounded is None and not any(one.compared for one in files)


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.VALIDATION,
    detects=ApplicationQuery(judge=judge),
    message="this {framework} application takes files of any size at {endpoints}",
    remedy="set a greatest size: Flask's MAX_CONTENT_LENGTH, a middleware that counts, or the proxy's limit",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",),
)

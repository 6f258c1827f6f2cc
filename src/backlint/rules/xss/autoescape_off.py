"""A template environment does not escape.

## Why is this bad?

Every variable in every template is then a place where a value from a request can become markup, and the first one that
is forgotten is an attack.

## Example

```python
from flask import Flask
from jinja2 import Environment, FileSystemLoader

app = Flask(__name__)
pages = Environment(loader=FileSystemLoader("templates"))


@app.get("/")
def home():
    return pages.get_template("home.html").render(name="Ada")
```

## Use instead

```python
from flask import Flask
from jinja2 import Environment, FileSystemLoader

app = Flask(__name__)
pages = Environment(loader=FileSystemLoader("templates"), autoescape=True)


@app.get("/")
def home():
    return pages.get_template("home.html").render(name="Ada")
```

## Limits

An environment for texts (mails, configuration, SQL) rightly escapes nothing: ignore the finding with that reason.
"""

from backlint.concepts import Escaping
from backlint.rule import FactQuery, Item, Precision, RuffQuery, SetArguments, Severity, Verdict, declare_rule
from backlint.weaknesses import CROSS_SITE_SCRIPTING


def judge(fact: Escaping) -> Verdict | None:
    """Report an environment that is known to escape nothing."""
    if not fact.production or not fact.enabled.known or fact.enabled.value:
        return None
    return Verdict(why="autoescape is off, which is Jinja's default when it is not given")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.XSS,
    detects=(FactQuery(kind=Escaping, judge=judge), RuffQuery(codes=("S701", "S702"))),
    message="the templates of {callee} do not escape their variables",
    remedy="switch it on: `autoescape=True`, or `select_autoescape()` where other files are rendered too",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(CROSS_SITE_SCRIPTING,),
    # Texts that are markup on purpose have to say so afterwards (`|safe`).
    repairs=SetArguments(
        title="escape what templates show",
        arguments=(("autoescape", "True"),),
        calls=("Environment", "SandboxedEnvironment", "NativeEnvironment", "Template", "setup"),
        positional=1,
    ),
    since="0.1.0",
)

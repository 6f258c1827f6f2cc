"""A switch is read from the environment as text, and "False" is true.

## Why is this bad?

Every text but the empty one is true in Python. Whoever writes `DEBUG=False` or `DEBUG=0` into the environment to switch
debug mode off has switched it on, and nothing tells him so.

## Example

```python
import os

from flask import Flask

app = Flask(__name__)
app.config["DEBUG"] = os.environ.get("APP_DEBUG")
```

## Use instead

```python
import os

from flask import Flask

app = Flask(__name__)
app.config["DEBUG"] = os.environ.get("APP_DEBUG", "").lower() in {"1", "true", "yes"}
```

## Limits

Only switches that open something are looked at: debug mode, origins that are all let in, a login that is not asked for. A
settings class (pydantic-settings, environs, django-environ) reads the text as what it says.
"""

from backlint.concepts import TextSwitch
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import INPUT_TYPE, INSECURE_DEFAULT

OFF = frozenset({"false", "0", "no", "off", "f", "n", "none"})


def judge(switch: TextSwitch) -> Verdict | None:
    """Report a switch that is given a text; one whose default says "off" is always on."""
    if not switch.production:
        return None
    values = (("name", switch.name), ("variable", switch.variable or "the environment"))
    default = next((text for text in switch.value.texts if text.strip()), "")
    if not default:
        return Verdict(values=values, why=f"`{switch.variable or 'VARIABLE'}=False` switches it on")
    if default.strip().lower() in OFF:
        return Verdict(
            values=values, why=f"its default {default!r} is a text too, and switches it on", severity=Severity.HIGH
        )
    return Verdict(values=values, why=f"it is on unless the variable is empty: {default!r} and 'False' are both true")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ERRORS,
    detects=FactQuery(kind=TextSwitch, judge=judge),
    message="{name} is the text of {variable}, and every text but the empty one is true",
    remedy='compare the text with what means yes (`in {"1", "true", "yes"}`), or read it through a settings class with types',
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(INPUT_TYPE, INSECURE_DEFAULT),
    since="0.1.0",
)

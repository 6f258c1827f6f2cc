"""Debug mode is on.

## Why is this bad?

Error pages then show source, settings and variables to whoever causes an error; Werkzeug's debugger runs any Python
that is typed into it.

## Example

```python
from flask import Flask

app = Flask(__name__)
app.run(debug=True)
```

## Use instead

```python
import os

from flask import Flask

app = Flask(__name__)
app.run(debug=os.environ.get("SHOP_DEBUG") == "1")
```

## Limits

Settings for development are not what runs in production. A script that runs a development server under
`if __name__ == "__main__":` is reported where a Dockerfile, compose file, Procfile or start script runs it, and with less
weight where nothing else in the project starts the application; not where a server such as gunicorn does.
"""

from backlint.concepts import DebugSwitch, State
from backlint.rule import FactQuery, Item, Precision, RuffQuery, SetArguments, SetValue, Severity, Verdict, declare_rule
from backlint.weaknesses import DEBUG_CODE

FROM_ENVIRONMENT = 'os.environ.get("DEBUG") == "1"'


def judge(switch: DebugSwitch) -> Verdict | None:
    """Report a switch that is on, or that is on unless the environment says otherwise."""
    if not switch.production or not any(switch.value.may_be(value) for value in (True, 1)):
        return None
    variable = switch.value.environment
    if variable:
        return Verdict(why=f"it is on unless {variable} says otherwise", severity=Severity.MEDIUM)
    if not switch.value.known:
        return Verdict(why="it is on for one of the values that it may have", precision=Precision.LOW)
    if switch.started is State.UNKNOWN:
        return Verdict(
            why="the value is constant, and nothing is seen to start the application with it",
            severity=Severity.MEDIUM,
            precision=Precision.MEDIUM,
        )
    return Verdict(why="the value is constant")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.ERRORS,
    detects=(FactQuery(kind=DebugSwitch, judge=judge), RuffQuery(codes=("S201",))),
    message="{callee} runs in debug mode",
    remedy="leave it off, and let the environment switch it on for development",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(DEBUG_CODE,),
    # Nobody has set the variable yet, so that it is off afterwards.
    repairs=(
        SetArguments(
            title="switch it on by the variable DEBUG",
            arguments=(("debug", FROM_ENVIRONMENT),),
            add=False,
            imports=("os",),
        ),
        SetValue(title="switch it on by the variable DEBUG", value=FROM_ENVIRONMENT, imports=("os",)),
    ),
    since="0.1.0",
)

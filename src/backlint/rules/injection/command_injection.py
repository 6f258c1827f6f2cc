"""Request data becomes part of a shell command.

## Why is this bad?

A shell reads `;`, `|`, `$(...)` and backticks as commands. A file name such as `x; rm -rf /` is run with the rights of
the server.

## Example

```python
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.get("/ping")
def ping():
    host = request.args["host"]
    return subprocess.check_output(f"ping -c 1 {host}", shell=True, text=True)
```

## Use instead

```python
import ipaddress
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.get("/ping")
def ping():
    host = ipaddress.ip_address(request.args["host"])
    return subprocess.check_output(["ping", "-c", "1", str(host)], text=True)
```

## Limits

A list of arguments without a shell cannot be broken out of, unless the request chooses the program itself. But a value that
starts with `-` is read as an option, and some programs run another at an option's word (`git --upload-pack=…`, `tar
--to-command=…`, `ssh -oProxyCommand=…`): for these a value without `--` before it is reported.
"""

from backlint.concepts import RELAYED, REMOTE, STORED, Flow, SinkKind
from backlint.rule import FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import COMMAND_INJECTION


def judge(flow: Flow) -> Verdict:
    """Say whether a part of the command line or the whole of it is the caller's."""
    if flow.built:
        return Verdict(why="the command line is put together as text, so shell characters in the value are obeyed")
    return Verdict(why="the value is the command itself, or is read by a shell")


def judge_option(flow: Flow) -> Verdict:
    """An argument of a program that runs others at the word of an option."""
    return Verdict(
        why=f"what begins with a dash is an option to {flow.argument}, and there are options that run programs or write files",
        severity=Severity.HIGH,
        remedy="put `--` before the value, or refuse what begins with a dash",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=(
        FlowQuery(sink=SinkKind.COMMAND, sources=REMOTE | RELAYED | STORED, judge=judge),
        FlowQuery(sink=SinkKind.OPTION, sources=REMOTE, judge=judge_option),
    ),
    message="{source} becomes part of the command that {sink} runs",
    remedy="pass a list of arguments without `shell=True`, with a fixed program and `--` before the value",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(COMMAND_INJECTION,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",),
)

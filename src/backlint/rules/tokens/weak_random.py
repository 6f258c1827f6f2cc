"""A secret is made by a predictable generator.

## Why is this bad?

`random` is made for simulations: from some hundred of its numbers all later ones follow. A reset token or session id
made by it can be computed by whoever has seen a few.

## Example

```python
import random
import string


def make_reset_token() -> str:
    return "".join(random.choices(string.ascii_letters, k=32))
```

## Use instead

```python
import secrets


def make_reset_token() -> str:
    return secrets.token_urlsafe(32)
```

## Limits

Colours, samples, delays and test data need no secrets and are not reported; `random.SystemRandom` is safe.
"""

from backlint.concepts import Flow, SinkKind, SourceKind
from backlint.rule import Attacker, CallInstead, FlowQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import WEAK_RANDOM


def judge_made(_flow: Flow) -> Verdict:
    """A name says that the value must not be guessed."""
    return Verdict(why="the generator's later numbers follow from earlier ones, and the name says that it is a secret")


def judge_hash(flow: Flow) -> Verdict:
    """A number is hashed to look like a token; whoever foretells the number foretells its hash.

    It is put right where it is drawn, as any other, so that one number gives one finding.
    """
    return Verdict(why="a hash of it is foretold with it", location=flow.trace[0].location if flow.trace else None)


METHODS = ("choices", "randbytes", "randint", "random", "randrange", "sample", "uniform")


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=(
        FlowQuery(sink=SinkKind.TOKEN_VALUE, sources=frozenset({SourceKind.RANDOM}), judge=judge_made),
        FlowQuery(sink=SinkKind.FAST_HASH, sources=frozenset({SourceKind.RANDOM}), judge=judge_hash),
    ),
    message="{source} becomes a secret value in {sink}",
    remedy="use the module `secrets`: `token_urlsafe`, `token_hex`, `choice`",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(WEAK_RANDOM,),
    attacker=Attacker.OTHERS,
    # What is drawn has the same form; nobody can draw the same again, which is what was asked for.
    repairs=CallInstead(
        title="draw it by the module `secrets`",
        safe=True,
        names=(
            ("random.choice", "secrets.choice"),
            ("random.getrandbits", "secrets.randbits"),
            *((f"random.{name}", f"secrets.SystemRandom().{name}") for name in METHODS),
        ),
    ),
    since="0.1.0",
)

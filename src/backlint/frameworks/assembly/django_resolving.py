"""Classes of a project's own that find the view of an address in Django's stead, and may put guards before it.

`url.__class__ = GuardedPattern` with a `resolve` that wraps the view is an old way of guarding many addresses at once: which
ones is decided while the program runs.
"""

from __future__ import annotations

from backlint.execution.program import Program
from backlint.execution.values import FunctionObject
from backlint.frameworks.assembly.registration import evidence
from backlint.frameworks.routes import Cover

_PATTERNS = frozenset({"URLPattern", "URLResolver"})


def resolving(program: Program) -> tuple[Cover, ...]:
    """Return a cover of which nothing more is known for each such class."""
    found = []
    for cls in program.classes():
        method = cls.namespace.get("resolve")
        bases = (one for one in cls.library_bases() if one.startswith("django."))
        if isinstance(method, FunctionObject) and any(one.rpartition(".")[2] in _PATTERNS for one in bases):
            found.append(Cover(evidence=evidence(program, cls.facts.name, method.site), certain=False))
    return tuple(found)

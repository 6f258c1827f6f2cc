"""Puts the machine together."""

from __future__ import annotations

from backlint.execution.assignment import assign
from backlint.execution.attributes import get_attribute
from backlint.execution.calls import call_value
from backlint.execution.expressions import evaluate
from backlint.execution.importing import namespace
from backlint.execution.library import Library
from backlint.execution.machine import Hooks, Machine, SourceModule
from backlint.execution.rendering import Pages
from backlint.execution.statements import execute
from backlint.project.documents import DocumentIndex
from backlint.project.modules import ModuleIndex


def make_machine(
    modules: dict[str, SourceModule], index: ModuleIndex, library: Library, documents: DocumentIndex | None = None
) -> Machine:
    """Make a machine for a program's modules and templates and the libraries that it uses."""
    machine = Machine(modules, index, library, DocumentIndex({}) if documents is None else documents)
    machine.pages = Pages()
    machine.hooks = Hooks(
        evaluate=evaluate,
        execute=execute,
        assign=assign,
        call=call_value,
        attribute=get_attribute,
        namespace=namespace,
    )
    return machine

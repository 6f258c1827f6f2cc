"""Modules: running their bodies when they are first asked for, and linking names across them."""

from __future__ import annotations

from collections.abc import Mapping

from backlint.execution.frames import Frame
from backlint.execution.machine import MODULE_BUDGET, UNLIMITED, BudgetExceededError, Machine, SourceModule
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, External, FunctionObject, Module, Unknown
from backlint.facts import model


def namespace(machine: Machine, name: str) -> Mapping[str, AnyValue]:
    """Return what a module has bound, running its body first unless that is under way."""
    module = machine.modules[name]
    if module.state == "new":
        run_module(machine, module)
    frame = module.frame
    if frame is None:
        return {}
    if frame.state is not None:
        return frame.state.locals
    return frame.variables


def run_module(machine: Machine, module: SourceModule) -> None:
    """Run the body of a module, its package's before it, on a budget of its own."""
    parent = module.name.rpartition(".")[0]
    if parent in machine.modules and machine.modules[parent].state == "new":
        run_module(machine, machine.modules[parent])
    if module.state != "new":
        return
    module.state = "running"
    frame = Frame(module.name, module.path, "", parent=None, branch_born=0, depth=0)
    frame.is_module = True
    module.frame = frame
    steps, limit = machine.steps, machine.limit
    machine.limit = steps + MODULE_BUDGET
    try:
        machine.hooks.execute(machine, frame, machine.body(module.facts, module.facts.body))
    except BudgetExceededError:
        machine.gap(Site(module.path, 0), "budget", f"the body of {module.name} is too long to be run whole")
    finally:
        # A module that is first imported inside a run is not paid for by that run.
        machine.limit = min(UNLIMITED, limit + (machine.steps - steps))
        module.state = "done"


def _bind(machine: Machine, frame: Frame, target: model.Name | None, value: AnyValue) -> None:
    if target is not None:
        machine.hooks.assign(machine, frame, target, value)


def import_module(machine: Machine, frame: Frame, imported: model.Imported) -> None:
    """Do `import a.b` or `import a.b as c`."""
    name = imported.name
    root = name.partition(".")[0]
    if imported.target is not None and imported.target.id != root:
        _bind(machine, frame, imported.target, module_value(machine, name))
        return
    if name in machine.modules:
        namespace(machine, name)
    _bind(machine, frame, imported.target, module_value(machine, root))


def module_value(machine: Machine, name: str) -> AnyValue:
    """Return the value of a module by its dotted name, the project's own or a library's."""
    if name in machine.modules:
        namespace(machine, name)
        return Module(name)
    return External(machine.library.canonical(name))


def absolute_name(machine: Machine, importer: str, module: str, level: int) -> str:
    """Return the absolute name of what `from ..module import` in `importer` means."""
    if level == 0:
        return module
    package = importer if machine.modules[importer].is_package else importer.rpartition(".")[0]
    for _ in range(level - 1):
        package = package.rpartition(".")[0]
    return f"{package}.{module}".strip(".") if module else package


def import_from(machine: Machine, frame: Frame, node: model.ImportFrom) -> None:
    """Do `from module import names`."""
    name = absolute_name(machine, frame.module, node.module, node.level)
    for imported in node.names:
        if imported.name == "*":
            _import_star(machine, frame, name, node)
        else:
            _bind(machine, frame, imported.target, imported_name(machine, frame, name, imported.name, node))


def imported_name(machine: Machine, frame: Frame, module: str, name: str, node: model.ImportFrom) -> AnyValue:
    """Return what `from module import name` binds."""
    dotted = f"{module}.{name}" if module else name
    if module in machine.modules:
        held = namespace(machine, module).get(name)
        if held is not None:
            return held
        if dotted in machine.modules:
            return module_value(machine, dotted)
        getter = namespace(machine, module).get("__getattr__")
        if isinstance(getter, FunctionObject) or machine.modules[module].state == "running":
            return _from_running(machine, module, name)
        machine.gap(frame.site(node.at), "unresolved", f"{module} does not define {name}")
        return Unknown(note=f"{dotted} is not defined")
    if dotted in machine.modules:
        return module_value(machine, dotted)
    root = module.partition(".")[0]
    if root in machine.packages and any(known.startswith(f"{module}.") for known in machine.modules):
        return Unknown(note=f"{dotted} is not defined")
    return External(machine.library.canonical(dotted))


def _from_running(machine: Machine, module: str, name: str) -> AnyValue:
    """Return a name of a module that is still being run, as a cycle of imports asks for it."""
    return Unknown(note=f"{module}.{name} is imported in a cycle")


def _import_star(machine: Machine, frame: Frame, module: str, node: model.ImportFrom) -> None:
    if module not in machine.modules:
        machine.gap(frame.site(node.at), "unresolved", f"from {module} import * of a library is not followed")
        return
    exports = machine.modules[module].facts.exports
    held = namespace(machine, module)
    for name, value in list(held.items()):
        if "." in name:
            continue
        if name in exports if exports is not None else not name.startswith("_"):
            frame.bind(name, value)

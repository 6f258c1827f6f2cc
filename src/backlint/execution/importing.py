"""Modules: running their bodies when they are first asked for, and linking names across them."""

from __future__ import annotations

from collections.abc import Mapping

from backlint.execution.frames import Frame
from backlint.execution.machine import MODULE_BUDGET, BudgetExceededError, Machine, SourceModule
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, External, FunctionObject, Module, Union, Unknown
from backlint.execution.work import UNLIMITED
from backlint.facts import model
from backlint.findings import Location

MAX_FOUND = 64
"""So many modules of a folder are loaded where the program loads whatever lies there."""


def namespace(machine: Machine, name: str) -> Mapping[str, AnyValue]:
    """Return what a module has bound, running its body first unless that is under way."""
    module = machine.modules.get(name)
    if module is None:
        # A folder of modules without a body of its own.
        return {}
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
    folder = module.path.rpartition("/")[0]
    above = folder.rpartition("/")[0] if module.is_package else folder
    parent = machine.index.key_of.get(f"{above}/__init__.py" if above else "__init__.py")
    if parent is not None and parent != module.name and machine.modules[parent].state == "new":
        run_module(machine, machine.modules[parent])
    if module.state != "new":
        return
    module.state = "running"
    machine.bodies_run += 1
    frame = Frame(module.name, module.path, "", parent=None, branch_born=0, depth=0)
    frame.is_module = True
    module.frame = frame
    steps, limit = machine.steps, machine.limit
    machine.limit = steps + MODULE_BUDGET
    try:
        machine.hooks.execute(machine, frame, machine.body(module.facts, module.facts.body))
        for work in module.later:
            work()
    except BudgetExceededError:
        machine.gap(Site(module.path, 0), "budget", f"the body of {module.name} is too long to be run whole")
    except Exception as error:  # noqa: BLE001 -- one module is lost, the report says so, the others go on
        machine.broke(Location(module.path, 0), error)
    finally:
        # A module that is first imported inside a run is not paid for by that run.
        machine.limit = min(UNLIMITED, limit + (machine.steps - steps))
        module.state = "done"
        held = frame.variables if frame.state is None else frame.state.locals
        for bound, value in frame.bound.items():
            held.setdefault(bound, value)


def _bind(machine: Machine, frame: Frame, target: model.Name | None, value: AnyValue) -> None:
    if target is not None:
        machine.hooks.assign(machine, frame, target, value)


def import_module(machine: Machine, frame: Frame, imported: model.Imported) -> None:
    """Do `import a.b` or `import a.b as c`."""
    name = imported.name
    root = name.partition(".")[0]
    if imported.target is not None and imported.target.id != root:
        _bind(machine, frame, imported.target, module_value(machine, name, frame.path))
        return
    if "." in name:
        module_value(machine, name, frame.path)
    _bind(machine, frame, imported.target, module_value(machine, root, frame.path))


def module_value(machine: Machine, name: str, importer: str) -> AnyValue:
    """Return the value of a module by its absolute name: the project's own, a folder of modules, or a library's."""
    key = machine.index.find(name, importer)
    if key is not None:
        namespace(machine, key)
        return Module(key)
    if machine.index.is_package(name):
        return Module(f"{name}.*")
    return External(machine.library.canonical(name))


def imported(machine: Machine, frame: Frame, dotted: str) -> AnyValue | None:
    """Return what a dotted path names: a module, or what one of the project binds; None when there is no such thing.

    `package.*` is any of the modules of a package of the project, as of one that loads all that lie in its folder.
    """
    if dotted.endswith(".*"):
        return _any_module(machine, frame, dotted.removesuffix(".*"))
    key = machine.index.find(dotted, frame.path)
    if key is not None or machine.index.is_package(dotted):
        return module_value(machine, dotted, frame.path)
    module, _, name = dotted.rpartition(".")
    holder = machine.index.find(module, frame.path) if module else None
    return External(machine.library.canonical(dotted)) if holder is None else namespace(machine, holder).get(name)


def _any_module(machine: Machine, frame: Frame, package: str) -> AnyValue | None:
    key = machine.index.find(package, frame.path)
    if key is None:
        return None
    inside = f"{key}."
    names = sorted(name for name in machine.modules if name.startswith(inside) and "." not in name[len(inside) :])
    found: list[AnyValue] = []
    for name in names[:MAX_FOUND]:
        namespace(machine, name)
        found.append(Module(name))
    if not found:
        return None
    return found[0] if len(found) == 1 else Union(tuple(found))


def _stem_value(machine: Machine, stem: str) -> AnyValue | None:
    """Return the module at a path without its suffix."""
    key = machine.index.at(stem)
    if key is None:
        return None
    namespace(machine, key)
    return Module(key)


def import_from(machine: Machine, frame: Frame, node: model.ImportFrom) -> None:
    """Do `from module import names`."""
    stem = machine.index.relative(frame.path, node.level, node.module) if node.level else ""
    key = machine.index.at(stem) if node.level else machine.index.find(node.module, frame.path)
    for imported in node.names:
        if imported.name == "*":
            _import_star(machine, frame, key, node)
        elif key is not None:
            _bind(machine, frame, imported.target, _member(machine, frame, key, imported.name, node))
        elif node.level:
            value = _stem_value(machine, f"{stem}/{imported.name}".lstrip("/"))
            _bind(machine, frame, imported.target, value or Unknown(note=f"{imported.name} is not defined"))
        else:
            _bind(machine, frame, imported.target, _outside(machine, frame, node.module, imported.name))


def _member(machine: Machine, frame: Frame, key: str, name: str, node: model.ImportFrom) -> AnyValue:
    """Return what a name of a module of the project is: what its body bound, or a submodule."""
    held = namespace(machine, key).get(name)
    if held is not None:
        return held
    child = machine.index.child(key, name)
    if child is not None:
        namespace(machine, child)
        # The submodule's own body may have bound its name in the package meanwhile.
        return namespace(machine, key).get(name) or Module(child)
    if machine.modules[key].state == "running":
        return _defined_later(machine, machine.modules[key], name) or Unknown(
            note=f"{key}.{name} is imported in a cycle"
        )
    if not isinstance(namespace(machine, key).get("__getattr__"), FunctionObject):
        machine.gap(frame.site(node.at), "unresolved", f"{key} does not define {name}")
    return Unknown(note=f"{key}.{name} is not defined")


def _defined_later(
    machine: Machine, module: SourceModule, name: str, asked: frozenset[str] = frozenset()
) -> AnyValue | None:
    """Return the plain function that a module under way will define under a name, or import from another one.

    Where a cycle of imports begins is chosen by what is started, which nobody has said: another beginning has it by now.
    """
    if module.name in asked or module.frame is None:
        return None
    for statement in machine.body(module.facts, module.facts.body):
        if isinstance(statement, model.ImportFrom):
            held = _imported_later(machine, module, statement, name, asked | {module.name})
            if held is not None:
                return held
        elif isinstance(statement, model.DefineFunction) and statement.target.id == name:
            facts = module.facts.functions[statement.function]
            plain = all(isinstance(one.default, (model.Literal, type(None))) for one in facts.parameters)
            if plain and not facts.decorators:
                machine.hooks.execute(machine, module.frame, (statement,))
                return namespace(machine, module.name).get(name)
    return None


def _imported_later(
    machine: Machine, module: SourceModule, node: model.ImportFrom, name: str, asked: frozenset[str]
) -> AnyValue | None:
    wanted = next((one.name for one in node.names if one.target is not None and one.target.id == name), None)
    stem = machine.index.relative(module.path, node.level, node.module) if node.level else ""
    key = machine.index.at(stem) if node.level else machine.index.find(node.module, module.path)
    if wanted is None or key is None:
        return None
    held = namespace(machine, key).get(wanted)
    if held is None and machine.modules[key].state == "running":
        held = _defined_later(machine, machine.modules[key], wanted, asked)
    return held


def _outside(machine: Machine, frame: Frame, module: str, name: str) -> AnyValue:
    """Return what `from module import name` gives where the module itself has no file in the project."""
    dotted = f"{module}.{name}"
    if machine.index.find(dotted, frame.path) is not None or machine.index.is_package(dotted):
        return module_value(machine, dotted, frame.path)
    if machine.index.is_package(module):
        return Unknown(note=f"{dotted} is not defined")
    held = machine.library.constant(dotted)
    return External(machine.library.canonical(dotted)) if held is None else held


def _import_star(machine: Machine, frame: Frame, key: str | None, node: model.ImportFrom) -> None:
    if key is None:
        if not machine.library.is_known(node.module):
            machine.gap(frame.site(node.at), "unresolved", f"from {node.module} import * of a library is not followed")
        machine.modules[frame.module].stars.append(node.module)
        return
    exports = machine.modules[key].facts.exports
    for name, value in list(namespace(machine, key).items()):
        if "." in name or name[-1] == "]":  # what a state keeps of its variables is no variable
            continue
        if name in exports if exports is not None else not name.startswith("_"):
            frame.bind(name, value)

"""What Django does when it starts: the applications, their models, what they do once these are there, then the routes."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.program import Program
from backlint.execution.values import TRUE, Arguments, ClassObject, Constant, Module, Tuple, string_of
from backlint.frameworks.assembly.django_classes import library_classes, method_of_class
from backlint.frameworks.assembly.django_settings import Settings, each
from backlint.frameworks.configuration.django_tables import early_tables
from backlint.frameworks.django_meta import APP_CONFIG, MODELS


def start(program: Program) -> None:
    """Run the modules that Django imports before any view: the configurations and models of its applications, in the
    order of `INSTALLED_APPS`, what the configurations do in `ready`, and then the root of the routes.
    """
    table = next(iter(early_tables(program)), None)
    if table is None:
        return
    settings = Settings(program, table)
    listed = settings.get("INSTALLED_APPS")
    names = [text for one, _ in each(program, listed) if (text := string_of(one))] if listed is not None else []
    # An entry may name its configuration: `shop.apps.ShopConfig`.
    packages = list(dict.fromkeys(name.partition(".apps.")[0] for name in names))
    for part in ("apps", "models"):
        for package in packages:
            _run(program, f"{package}.{part}")
    for package in packages:
        _get_ready(program, package)
    _run(program, settings.text("ROOT_URLCONF") or "")


def _run(program: Program, name: str) -> str | None:
    """Run a module by its dotted name, and return its name in the program; None where there is none."""
    module = program.resolve(name) if name else None
    return module.name if isinstance(module, Module) and not module.name.endswith(".*") else None


def _get_ready(program: Program, package: str) -> None:
    """Run what an application does once all models are there."""
    name = _run(program, f"{package}.apps")
    for cls in tuple(program.namespace(name).values()) if name is not None else ():
        if not isinstance(cls, ClassObject) or cls.module != name or APP_CONFIG not in cls.library_bases():
            continue
        ready = method_of_class(cls, "ready")
        if ready is not None:
            fields = {"name": Constant(package, "str"), "label": Constant(package.rpartition(".")[2], "str")}
            held = program.instance(cls, {**fields, MODELS: Tuple(tuple(_models(program, name or "")))})
            program.run(ready, Arguments((held,)))


def _models(program: Program, module: str) -> Iterator[ClassObject]:
    """Yield the models of an application, given the module of its configuration."""
    package = module.rpartition(".")[0]
    for cls in program.classes():
        if f"{cls.module}.".startswith(f"{package}.models.") and not _is_abstract(cls) and is_model(program, cls):
            yield cls


def _is_abstract(cls: ClassObject) -> bool:
    meta = cls.namespace.get("Meta")
    return isinstance(meta, ClassObject) and meta.namespace.get("abstract") == TRUE


def is_model(program: Program, cls: ClassObject) -> bool:
    """Tell whether a class is a model of Django's."""
    return "django.db.models.Model" in library_classes(program, cls)

"""Jinja: templates."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Guess, LibraryModel
from backlint.frameworks.pages import renders_jinja
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks

LIBRARY = LibraryModel(
    name="jinja2",
    distribution="jinja2",
    packages=("jinja2",),
    sinks=(
        *sinks(SinkKind.PATH, "0:searchpath", "jinja2.FileSystemLoader"),
        *sinks(
            SinkKind.TEMPLATE,
            "0:source",
            "jinja2.Template",
            "jinja2.Environment.from_string",
            "jinja2.nativetypes.NativeTemplate",
        ),
        # Attributes that lead out of the template are refused; what it prints is still chosen.
        *sinks(SinkKind.TEMPLATE, "0:source", "jinja2.sandbox.SandboxedEnvironment.from_string", confidence="low"),
    ),
    sanitizers=(*sanitizers({SinkKind.HTML}, "0:obj", "jinja2.utils.htmlsafe_json_dumps"),),
    propagators=(
        *propagators("* **", *methods("jinja2.Template", "render render_async generate"), kills={SinkKind.HTML}),
    ),
    aliases={"jinja2.environment": "jinja2", "jinja2.loaders": "jinja2"},
    parents={
        "jinja2.sandbox.SandboxedEnvironment": ("jinja2.Environment",),
        "jinja2.sandbox.ImmutableSandboxedEnvironment": ("jinja2.sandbox.SandboxedEnvironment",),
        "jinja2.nativetypes.NativeEnvironment": ("jinja2.Environment",),
    },
    guesses=(
        Guess(
            "from_string", SinkKind.TEMPLATE, ("0:",), r"(env|environment|jinja.*)$", distributions=("jinja2", "flask")
        ),
    ),
    calls=dict.fromkeys(methods("jinja2.Template", "render render_async generate"), renders_jinja),
    returns={
        **returning("builtins.str", *methods("jinja2.Template", "render render_async")),
        **returning(
            "jinja2.Template",
            *methods("jinja2.Environment", "get_template from_string select_template get_or_select_template"),
        ),
    },
)

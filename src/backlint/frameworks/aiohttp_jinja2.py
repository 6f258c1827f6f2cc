"""aiohttp-jinja2: templates of Jinja in aiohttp."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.pages import renders
from backlint.frameworks.rows import methods, propagators, returning

_RENDERING = methods("aiohttp_jinja2", "render_template render_string render_template_async render_string_async")

LIBRARY = LibraryModel(
    name="aiohttp_jinja2",
    distribution="aiohttp-jinja2",
    packages=("aiohttp_jinja2",),
    # `setup` makes an environment that escapes unless it is told not to.
    propagators=propagators("2:context", *_RENDERING, kills={SinkKind.HTML}),
    returns=returning("aiohttp.web.Response", *methods("aiohttp_jinja2", "render_template render_template_async"))
    | returning("builtins.str", *methods("aiohttp_jinja2", "render_string render_string_async")),
    calls=dict.fromkeys(_RENDERING, renders("0:template_name", "2:context", request="1:request")),
)

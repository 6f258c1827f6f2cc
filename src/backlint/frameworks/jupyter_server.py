"""Jupyter's server, notebook and hub: handlers that are Tornado's."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children

LIBRARY = LibraryModel(
    name="jupyter_server",
    distribution="jupyter-server",
    packages=("jupyter_server", "notebook", "jupyterhub"),
    aliases={
        "jupyter_server.base.handlers.IPythonHandler": "jupyter_server.base.handlers.JupyterHandler",
        "notebook.base.handlers.IPythonHandler": "jupyter_server.base.handlers.JupyterHandler",
        "notebook.base.handlers.APIHandler": "jupyter_server.base.handlers.APIHandler",
    },
    parents={
        **children(
            "tornado.web.RequestHandler",
            "jupyter_server.base.handlers.AuthenticatedHandler",
            "jupyterhub.handlers.base.BaseHandler",
            "jupyterhub.handlers.BaseHandler",
        ),
        **children("jupyter_server.base.handlers.AuthenticatedHandler", "jupyter_server.base.handlers.JupyterHandler"),
        **children("jupyter_server.base.handlers.JupyterHandler", "jupyter_server.base.handlers.APIHandler"),
    },
)

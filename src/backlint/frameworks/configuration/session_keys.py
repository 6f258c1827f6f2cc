"""Whether a Flask program signs anything with its `SECRET_KEY`, which every application has that was copied from a template."""

from __future__ import annotations

from backlint.execution.values import string_of
from backlint.frameworks.configuration.survey import Survey

_SIGNERS = tuple(
    "authlib flask_admin flask_appbuilder flask_dance flask_debugtoolbar flask_discord flask_github flask_googlelogin flask_jwt "
    "flask_jwt_extended flask_kvsession flask_login flask_multipass flask_oauthlib flask_oidc flask_openid flask_praetorian "
    "flask_principal flask_pyoidc flask_saml2 flask_seasurf flask_security flask_session flask_simplelogin flask_stormpath "
    "flask_superadmin flask_user flask_wtf".split()
)
"""Libraries that keep something in Flask's session, or sign by its key; `itsdangerous` is handed a key."""
_USES = ("flask.sessions.SessionMixin.*", "flask.session.*", "flask.globals.session.*", "flask.flash")
_READS = ("flask.Config.__getitem__", "flask.Config.get", "flask.config.Config.__getitem__", "flask.config.Config.get")
_KEYS = frozenset({"SECRET_KEY", "secret_key"})


def signs(survey: Survey) -> bool:
    """Tell whether something is seen to use the session, or the key for something else."""
    declared = (name.replace("_", "-") for name in _SIGNERS)
    return (
        survey.uses(*declared)
        or bool(survey.calls(_USES))
        or bool(survey.calls(tuple(f"{name}.*" for name in _SIGNERS)))
        or any(string_of(event.arguments.get(0)) in _KEYS for event in survey.calls(_READS))
    )

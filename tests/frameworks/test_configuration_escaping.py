import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import Escaping, RawMarkup, State


@pytest.mark.parametrize(
    ("source", "enabled"),
    [
        ("import jinja2\nenv = jinja2.Environment()", False),
        ("import jinja2\nenv = jinja2.Environment(autoescape=True)", True),
        ("from jinja2 import Environment, select_autoescape\nenv = Environment(autoescape=select_autoescape())", True),
        ("from jinja2.sandbox import SandboxedEnvironment\nenv = SandboxedEnvironment()", False),
        ("import jinja2, lib\nenv = jinja2.Environment(**lib.OPTIONS)", None),
        ("import jinja2\noptions = {'autoescape': True}\nenv = jinja2.Environment(**options)", True),
        ("import jinja2\npage = jinja2.Template('<p>{{ name }}</p>')", False),
        ("from flask import Flask\napp = Flask(__name__)\napp.jinja_env.autoescape = False", False),
        ("from flask import Flask\napp = Flask(__name__)\napp.jinja_options = {'autoescape': False}", False),
    ],
)
def test_environments(source: str, enabled: bool | None) -> None:
    fact = only(Escaping, source)
    assert fact.enabled.value is enabled
    assert fact.enabled.complete is (enabled is not None)


@pytest.mark.parametrize(
    "source",
    [
        "import jinja2\nprompt = jinja2.Template('Dear {{ name }}, a > b')",
        "import jinja2\nenv = jinja2.Environment()\nenv.get_template('job.sql')\nenv.get_template('mail.txt.j2')",
        "import jinja2\nenv = jinja2.Environment()\nenv.from_string('SELECT {{ column }}')",
    ],
)
def test_text_that_is_no_html(source: str) -> None:
    assert not facts_of(Escaping, source)


def test_an_environment_that_also_renders_pages() -> None:
    source = "import jinja2\nenv = jinja2.Environment()\nenv.get_template('mail.txt')\nenv.get_template('page.html')"
    assert only(Escaping, source).enabled.value is False


def test_django_engines() -> None:
    templates = "TEMPLATES = [{'BACKEND': 'x', 'OPTIONS': {'autoescape': False}}]"
    fact = only(Escaping, {"settings.py": f"ROOT_URLCONF = 'urls'\nINSTALLED_APPS = []\n{templates}"})
    assert fact.enabled.value is False


@pytest.mark.parametrize(
    ("argument", "constant", "escaped"),
    [
        ("'<b>hello</b>'", State.YES, State.YES),
        ("BADGE + '<i>'", State.YES, State.YES),
        ("f'<b>{escape(name)}</b>'", State.NO, State.YES),
        ("f'<b>{name}</b>'", State.NO, State.NO),
        ("name", State.NO, State.NO),
        ("nh3.clean(name)", State.NO, State.YES),
        ("lib.text()", State.UNKNOWN, State.UNKNOWN),
    ],
)
def test_markup(argument: str, constant: State, escaped: State) -> None:
    source = f"""
    import lib, nh3
    from flask import Flask, request
    from markupsafe import Markup, escape
    app = Flask(__name__)
    BADGE = "<b>"
    @app.get("/")
    def index():
        name = request.args["name"]
        return Markup({argument})
    """
    fact = only(RawMarkup, source)
    assert State.YES in (fact.constant, fact.escaped) or (fact.constant, fact.escaped) == (constant, escaped)
    assert fact.escaped is escaped or fact.constant is State.YES
    if constant is not State.NO:
        assert fact.constant is constant


def test_mark_safe() -> None:
    source = "from django.utils.safestring import mark_safe\ndef tag(value):\n    return mark_safe('<b>' + value)"
    fact = only(RawMarkup, source)
    assert State.YES not in (fact.constant, fact.escaped)


def test_a_format_that_is_built() -> None:
    source = "from django.utils.html import format_html\ndef tag(value):\n    return format_html(f'<b>{value}</b>')"
    assert only(RawMarkup, source).constant is State.NO
    assert not facts_of(
        RawMarkup, "from django.utils.html import format_html\ndef tag(v):\n    return format_html('<b>{}</b>', v)"
    )

"""Templates are read as what they are: broken ones too, and none that takes long or loses what the others say."""

from __future__ import annotations

import pytest

from backlint.facts.template_model import Context, Literal, Loop, Part, Print
from backlint.facts.templates import read_template


def contexts(text: str) -> list[Context]:
    return [one.context for one in read_template(text).body if isinstance(one, Print)]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("<p>{{ a }}</p>", Context.TEXT),
        ('<p title="x {{ a }}">', Context.QUOTED),
        ("<p title={{ a }}>", Context.UNQUOTED),
        ("<option {{ a }}>", Context.TAG),
        ('<a href="{{ a }}">', Context.URL),
        ('<a href="/x/{{ a }}">', Context.QUOTED),
        ("<a onclick=\"f('{{ a }}')\">", Context.HANDLER),
        ("<script>f({{ a }})</script>", Context.SCRIPT),
        ('<script>f("{{ a }}")</script>', Context.SCRIPT_STRING),
        ("<script>// it's\nf({{ a }})</script>", Context.SCRIPT),
        ('<script type="application/json">{{ a }}</script>', Context.TEXT),
        ("<!-- <script> -->{{ a }}", Context.TEXT),
        ("<script>f()</script><p>{{ a }}", Context.TEXT),
        ('{% if x %}<p class="a">{% else %}<p>{% endif %}{{ a }}', Context.TEXT),
    ],
)
def test_where_something_is_printed(text: str, context: Context) -> None:
    assert contexts(text) == [context]


def test_what_is_bound_and_printed() -> None:
    (loop,) = read_template("{% for key, value in things.items() %}\n  {{ value['x'] }}{% endfor %}").body
    assert isinstance(loop, Loop)
    assert loop.targets == ("key", "value")
    (printed,) = loop.body
    assert isinstance(printed, Print)
    assert isinstance(printed.value, Part)
    assert printed.value.name == "x"
    assert printed.at >> 36 == 2


@pytest.mark.parametrize(
    "text",
    [
        "{{",
        "{{ }}",
        "{% for %}{{ a }}{% endfor %}",
        "{% endfor %}{{ a }}",
        "{% for a in b %}{{ a }}",
        "{% macro %}{{ a }}{% endmacro %}",
        "{{ a.|b:( }}",
        "{{ " + "(" * 3000 + " }}",
        "{{ " + "a|" * 3000 + " }}",
        "{% for a in b %}" * 500 + "{{ a }}",
        "<" * 10_000,
        "<p " * 10_000,
        "<script>" + "'" * 10_000,
    ],
)
def test_what_is_no_template_harms_nothing(text: str) -> None:
    read_template(text)


def test_a_text_is_not_markup() -> None:
    assert not read_template("Hello {{ name }}").is_markup
    assert read_template("{% extends 'base.html' %}{{ name }}").is_markup


def test_strings() -> None:
    (one, other) = read_template("""{{ f("(x)") }}{{ _("Hello") }}""").body
    assert isinstance(one, Print)
    assert one.value.positional == (Literal(one.at, "(x)"),)  # type: ignore[union-attr]
    assert isinstance(other, Print)
    assert other.value == Literal(other.at, "Hello")

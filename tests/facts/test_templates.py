"""Templates are read whatever they are: what cannot be is said, and never more than its piece or its file is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlint.facts.model import FunctionFacts, decode_body, unpack_region
from backlint.facts.templates.lower import RENDER, TemplateFacts, lower
from backlint.facts.templates.markup import HANDLER, HTML, SCRIPT, TAG, UNQUOTED, URL, Markup
from backlint.facts.templates.tokens import pieces

PARTS = [
    *(
        "{{ a }}",
        "{{ a|safe }}",
        "{{ a.b['c'](1, x=2)|f(3) }}",
        "{{ a|f:b.0|g }}",
        "{{ a if b else c }}",
        "{{ 'x' ~ y }}",
    ),
    *(
        "{% if a and not b %}",
        "{% elif c %}",
        "{% else %}",
        "{% endif %}",
        "{% for a, b in c.items() %}",
        "{% endfor %}",
    ),
    *(
        "{% block x %}",
        "{% endblock %}",
        "{% extends 'b' %}",
        "{% include 'c' with d=e only %}",
        "{% macro m(a, b=1) %}",
    ),
    *(
        "{% endmacro %}",
        "{% set a = b %}",
        "{% set a %}",
        "{% endset %}",
        "{% with a=b %}",
        "{% endwith %}",
        "{% raw %}",
    ),
    *(
        "{% call m(1) %}",
        "{% endcall %}",
        "{% import 'm' as n %}",
        "{% from 'm' import n as o, p %}",
        "{% tag a b=c as d %}",
    ),
    *(
        "{% autoescape off %}",
        "{% endautoescape %}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "<a href=",
        '"',
        "'",
        ">",
        "<script>",
    ),
    *("</script>", "<!--", "-->", " ", "\n", "{{ ", " }}", "a", "|", "(", ")", "[", "]", ":", ".", "é", "\x00"),
]


def lowered(text: str, *, django: bool = False, escapes: bool = True) -> TemplateFacts:
    return lower(text, "a.html", django=django, escapes=escapes)


def function(facts: TemplateFacts, name: str) -> FunctionFacts:
    return next(one for one in facts.module.functions if one.name == name)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join), st.booleans(), st.booleans())
def test_any_text_is_lowered(text: str, django: bool, escapes: bool) -> None:
    facts = lowered(text, django=django, escapes=escapes)
    for one in facts.module.functions:
        decode_body(one.body)
    decode_body(facts.module.body)
    assert any(one.name == RENDER for one in facts.module.functions)


@pytest.mark.parametrize(
    "text",
    [
        "{% if a %}" * 5000,
        "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}",
        "{{ " + "-" * 5000 + "a }}",
        "{{ " + "not " * 5000 + "a }}",
        "{{ a" + ".b" * 5000 + " }}",
        "{{ a" + "|f" * 5000 + " }}",
        "{{ " + "a ~ " * 5000 + "a }}",
        "<p>" * 200_000,
        "<script>" + '"' * 20_000 + "{{ a }}",
        "<a href='" + "x" * 400_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_mountain_ends(text: str) -> None:
    for django in (False, True):
        facts = lowered(text, django=django)
        assert facts.module.functions


def test_what_is_not_read_is_said() -> None:
    assert lowered("{% if a %}" * 5000).unread > 4000
    assert lowered("{{ a" + "|f" * 5000 + " }}").unread == 1
    assert lowered("{{ a }}" * 200_000).problem == "it is too long"


def test_one_piece_of_another_language_costs_itself_only() -> None:
    facts = lowered("{{ a ? b : c }}{{ d|safe }}")
    body = decode_body(function(facts, RENDER).body)
    assert len(body) == 1
    assert (facts.unread, facts.unread_at >> 36) == (1, 1)


def test_places_are_those_of_the_text() -> None:
    found = [(piece.kind, *unpack_region(piece.at)[:2]) for piece in pieces("a\n{{ b }}{# c #}\n  {% d %}")]
    assert found == [("text", 1, 1), ("output", 2, 1), ("text", 2, 15), ("tag", 3, 3)]


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("<p>", HTML),
        ("<!-- <a href=", HTML),
        ("<p title='", HTML),
        ("<p title=", UNQUOTED),
        ("<p ", TAG),
        ("<p title=x>", HTML),
        ('<a href="', URL),
        ('<a href="/x/', HTML),
        ('<a class="b" href = "', URL),
        ('<img src="', HTML),
        ('<a onclick="f(', HANDLER),
        ('<a data-on="', HTML),
        ("<script>", SCRIPT),
        ("<script>var a = '", HTML),
        ('<script>var a = "\\"', HTML),
        ("<script>var a = 'b' + ", SCRIPT),
        ("<script>var a = `", SCRIPT),
        ("<script>// ", HTML),
        ("<script>// a\n", SCRIPT),
        ("<script>/* ", HTML),
        ('<script type="application/json">', HTML),
        ("<script>a</script><p>", HTML),
        ("<style>a {", HTML),
        ("<textarea><p ", HTML),
    ],
)
def test_a_place_is_what_a_browser_makes_of_it(before: str, place: str) -> None:
    markup = Markup()
    markup.feed(before)
    assert markup.place() == place

"""What each format says of the same report."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import msgspec
import pytest
from reporters.reports import INJECTION, OPEN, RULES, report, rule, write_project

from backlint import reporters
from backlint.concepts import ProtectionKind, State
from backlint.findings import Gap, Location, Severity, Step
from backlint.fingerprints import with_fingerprints
from backlint.reporters import records, rulebook
from backlint.reporters.endpoints import as_markdown, chosen, table
from backlint.reporters.frames import plain
from backlint.reporters.presentation import Presentation
from backlint.reporters.scorecard import scorecard
from backlint.rule import AnalysisQuery, Item

PLAIN = Presentation(width=100)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    return tmp_path


def rendered(name: str, project: Path, presentation: Presentation = PLAIN, **changes: object) -> str:
    return reporters.load(name)(report(project, **changes), presentation)


# --- text -------------------------------------------------------------------------------------------------------------


def test_a_finding_shows_where_it_comes_from_where_it_lands_why_and_the_way_out(project: Path) -> None:
    text = rendered("text", project)
    assert text[text.index("error[sql-injection]") : text.index("error[hardcoded-secret]")] == (
        "error[sql-injection]: field order_by of the body becomes part of the SQL that Session.execute runs\n"
        "  POST /orders/search                                                 high severity · high precision\n"
        " --> app/repository.py:6:12\n"
        "  ::: app/api/orders.py:7\n"
        "  |\n"
        "7 | def search(body: SearchIn, db: Session = Depends(get_db)):\n"
        "  |            -------------- 1. body of POST /orders/search, which the caller chooses\n"
        "8 |     return repository.find(db, body.order_by)\n"
        "  |            ---------------------------------- 2. passed on here\n"
        "  |\n"
        "  ::: app/repository.py:4\n"
        "  |\n"
        "4 | def find(db, order_by):\n"
        "  |              -------- 3. as order_by\n"
        '5 |     query = f"SELECT * FROM orders ORDER BY {order_by}"\n'
        "  |                                              -------- 4. placed in the statement\n"
        "6 |     return db.execute(text(query))\n"
        "  |            ^^^^^^^^^^^^^^^^^^^^^^^ 5. run here\n"
        "  |\n"
        "  = why:  order_by is `str`; nothing on the way limits its values\n"
        '  = fix:  map it to a column: {"date": Order.date}[order_by]\n'
        "  = help: backlint explain sql-injection · CWE-89 · checklist 4, parameterized queries\n"
        "\n"
    )


def test_it_ends_with_the_checklist_the_counts_and_what_was_not_looked_at(project: Path) -> None:
    text = rendered("text", project)
    assert "  4 Parameterized queries       violated        1  1 statement is built from request data\n" in text
    assert " 10 Audit logs                  cannot tell     –  an audit record" in text
    assert text.endswith(
        "3 findings: 1 critical, 1 high, 1 medium\n"
        "1 can be fixed by --fix --unsafe-fixes\n"
        "1 ignored in the source\n"
        "Not looked at or not understood (2 gaps):\n"
        "  app/legacy.py:3: syntax: invalid syntax\n"
        "  engine: semgrep is not installed\n"
    )


def test_nothing_found_says_what_was_looked_at(project: Path) -> None:
    text = rendered("text", project, findings=(), suppressed=(), gaps=())
    assert text.startswith("backlint 0.1.0 · 214 files, 18,302 lines · fastapi, sqlalchemy (3 endpoints)\n")
    assert text.endswith("\nNo findings.\n")


@pytest.mark.parametrize("width", [48, 62, 100, 200])
def test_findings_keep_to_the_width(project: Path, width: int) -> None:
    text = rendered("text", project, Presentation(width=width, quiet=True), findings=(INJECTION, OPEN))
    assert [line for line in text.splitlines() if len(line) > width] == []


def test_a_terminal_gets_the_page_of_a_rule_as_a_link(project: Path) -> None:
    with_links = rendered("text", project, Presentation(color=True, links=True))
    assert "\x1b]8;;https://" in with_links
    without = rendered("text", project, Presentation(color=True))
    assert "]8;;" not in without
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", with_links) == without


def test_colours_are_asked_for(project: Path) -> None:
    plain_text = rendered("text", project)
    colored = rendered("text", project, replace(PLAIN, color=True))
    assert "\x1b" not in plain_text
    assert "\x1b[1;31merror[sql-injection]" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain_text


def test_quiet_shows_findings_and_counts_only(project: Path) -> None:
    text = rendered("text", project, replace(PLAIN, quiet=True))
    assert text.startswith("warning[missing-authentication]")
    assert "Checklist" not in text


def test_a_limit_counts_the_rest(project: Path) -> None:
    text = rendered("text", project, replace(PLAIN, limit=1))
    assert text.count("help: backlint explain") == 1
    assert "… and 2 more\n" in text
    assert "3 findings:" in text


def test_paths_lead_from_where_the_reader_is(project: Path) -> None:
    presentation = replace(PLAIN, prefix="services/shop/")
    assert " --> services/shop/app/api/admin.py:6:1\n" in rendered("text", project, presentation)
    assert rendered("concise", project, presentation).startswith("services/shop/app/api/admin.py:6:1: ")


def test_a_long_trace_shows_its_ends(project: Path) -> None:
    steps = tuple(Step(Location("app/repository.py", 4 + n % 3, 1, 4 + n % 3, 4), f"step {n}") for n in range(20))
    finding = replace(INJECTION, trace=steps)
    text = rendered("text", project, findings=(finding,))
    assert "3. step 2" in text
    assert " : 14 more steps, shown with -v\n" in text
    assert "17. step 16" not in text
    assert "18. step 17" in text
    assert "10. step 9" in rendered("text", project, replace(PLAIN, verbose=True), findings=(finding,))


def test_a_further_place_that_is_the_findings_own_lends_its_words(project: Path) -> None:
    finding = replace(OPEN, related=(Step(OPEN.location, "is opened here"), *OPEN.related), fix=None)
    text = rendered("text", project, findings=(finding,))
    assert "  | ^^^^^^^^^^^^^^^^^^^^^^^^ is opened here\n" in text
    assert text.count("is opened here") == 1
    assert rendered("html", project, findings=(finding,)).count("is opened here") == 1


def test_many_further_places_are_counted(project: Path) -> None:
    finding = replace(OPEN, related=tuple(Step(Location("app/settings.py", n), "here") for n in range(1, 5)) * 3)
    text = rendered("text", project, findings=(finding,))
    assert "  ::: app/settings.py:4 here\n" in text
    assert "and 6 more places" in text
    assert rendered("text", project, replace(PLAIN, verbose=True), findings=(finding,)).count("here\n") == 12


def test_many_gaps_are_counted_by_kind(project: Path) -> None:
    gaps = tuple(Gap("a.py", n, "unresolved" if n % 2 else "syntax", "m") for n in range(1, 21))
    text = rendered("text", project, gaps=gaps)
    assert "and 6 syntax, 6 unresolved (-v shows all)" in text
    assert rendered("text", project, replace(PLAIN, verbose=True), gaps=gaps).count("a.py:") >= 20


def test_a_gap_that_a_finding_tells_of_is_not_told_twice(project: Path) -> None:
    finding = replace(INJECTION, rule="unreadable-file", location=Location("app/legacy.py", 3), trace=())
    unreadable = rule("unreadable-file", item=Item.ANALYSIS, query=AnalysisQuery(gaps=("syntax",)))
    text = rendered("text", project, findings=(finding,), rules=(*RULES, unreadable))
    assert "(1 gap):\n  engine: semgrep" in text
    assert json.loads(rendered("json", project, findings=(finding,), rules=(*RULES, unreadable)))["gaps"][1:]


def test_a_failure_inside_is_said(project: Path) -> None:
    assert "failed inside backlint" in rendered("text", project, partial=True)
    assert "failed inside backlint" in rendered("markdown", project, partial=True)
    assert json.loads(rendered("json", project, partial=True))["complete"] is False


# --- concise, github, markdown, json ----------------------------------------------------------------------------------


def test_concise_is_one_line_a_finding(project: Path) -> None:
    first, *_rest = rendered("concise", project).splitlines()
    assert first == (
        "app/api/admin.py:6:1: missing-authentication medium/medium DELETE /admin/cache "
        "this endpoint has no authentication"
    )
    assert rendered("concise", project).splitlines()[-1] == "gap: engine: semgrep is not installed"


def test_annotations_are_worst_first_and_escaped(project: Path) -> None:
    finding = replace(INJECTION, location=Location("a,b:c.py", 2, 3, 2, 9), message="100% sure", why="", remedy="")
    lines = rendered("github", project, findings=(OPEN, finding), gaps=()).splitlines()
    assert lines[0] == (
        "::error title=backlint sql-injection,file=a%2Cb%3Ac.py,line=2,endLine=2,col=3,endColumn=9::"
        "POST /orders/search: 100%25 sure"
    )
    assert lines[1].startswith("::warning title=backlint missing-authentication,")


def test_only_ten_annotations_of_a_level_are_made(project: Path) -> None:
    findings = tuple(replace(INJECTION, location=Location("a.py", n)) for n in range(1, 13))
    lines = rendered("github", project, findings=findings, gaps=()).splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert lines[-1] == "backlint: 2 more of level error are not annotated"


def test_scanned_text_is_no_markup(project: Path) -> None:
    finding = replace(
        INJECTION,
        message="<img src=x> @everyone [a](b) | `c` **d**",
        endpoint="GET /`|`",
        remedy="https://evil.example",
    )
    text = rendered("markdown", project, findings=(finding,), gaps=())
    (row,) = [line for line in text.splitlines() if "sql-injection" in line]
    assert "\\<img src=x\\> &#64;everyone \\[a\\]\\(b\\) \\| \\`c\\` \\*\\*d\\*\\*" in row
    assert "`` GET /`\\|` ``" in row
    assert "https://" not in row


def test_paths_in_markdown_lead_from_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project = tmp_path / "services" / "shop"
    write_project(project)
    text = rendered("markdown", project)
    assert "`services/shop/app/repository.py:6`" in text
    assert "- services/shop/app/legacy.py&#58;3" in text
    value = report(project)
    assert "`services/shop/app/api/admin.py:7`" in as_markdown(value, value.endpoints)


def test_markdown_has_the_checklist_and_the_findings_worst_first(project: Path) -> None:
    text = rendered("markdown", project)
    assert "| 4 | Parameterized queries | violated | 1 | 1 statement is built from request data |" in text
    assert text.index("`hardcoded-secret`") < text.index("`sql-injection`") < text.index("`missing-authentication`")


def test_json_holds_everything(project: Path) -> None:
    document = json.loads(rendered("json", project))
    assert document["format"] == 1
    assert list(document) == [
        "format", "version", "today", "complete", "comparison", "statistics", "findings", "suppressed", "scorecard", "endpoints", "gaps",
    ]  # fmt: skip
    finding = document["findings"][1]
    assert finding["rule"] == "sql-injection"
    assert finding["severity"] == "high"
    assert finding["cwe"] == [89]
    assert finding["item"] == "parameterized-queries"
    assert finding["place"] == {"file": "app/repository.py", "line": 6, "column": 12, "end_line": 6, "end_column": 35}
    assert len(finding["trace"]) == 5
    assert finding["fingerprint"] == with_fingerprints((INJECTION,))[0].fingerprint
    assert document["suppressed"][0]["suppression"] == {
        "kind": "inline", "reason": "checked by the Enum", "file": "app/repository.py", "line": 5,
    }  # fmt: skip
    assert document["scorecard"][3]["standing"] == "violated"
    assert document["gaps"][0] == {"file": "app/legacy.py", "line": 3, "kind": "syntax", "message": "invalid syntax"}


def test_json_is_what_its_schema_says(project: Path) -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    document = json.loads(rendered("json", project))
    assert [error.message for error in validator.iter_errors(document)] == []
    document["findings"][0]["severity"] = 3
    assert [list(error.path) for error in validator.iter_errors(document)] == [["findings", 0, "severity"]]


def test_endpoints_in_json_are_as_documented(project: Path) -> None:
    endpoint = json.loads(rendered("json", project))["endpoints"][2]
    assert endpoint["methods"] == ["POST"]
    assert endpoint["path"] == "/orders/search"
    assert (endpoint["file"], endpoint["line"]) == ("app/api/orders.py", 7)
    assert endpoint["handler"] == "app.api.orders:search"
    assert endpoint["parameters"] == [{"name": "body", "in": "body", "validated": "yes"}]
    assert set(endpoint["protections"]) == {
        "authentication", "authorization", "validation", "rate-limit", "csrf", "audit-log",
    }  # fmt: skip
    authentication = endpoint["protections"]["authentication"]
    assert authentication["state"] == "yes"
    assert authentication["by"][0]["name"] == "current_user"
    assert endpoint["protections"]["csrf"] == {"state": "unknown", "by": []}


# --- endpoints, scorecard, rules --------------------------------------------------------------------------------------


def test_the_endpoint_table(project: Path) -> None:
    value = report(project, gaps=())
    assert plain(table(value, value.endpoints, PLAIN)) == (
        "METHOD  PATH            AUTHENTICATION           ROLE  LIMIT        INPUT  CSRF  AUDIT  WHERE\n"
        "DELETE  /admin/cache    none                     ?     none         –      ?     ?      app/api/admin.py:7\n"
        "GET     /health         none (public by design)  ?     cannot tell  –      –     ?      app/main.py:3\n"
        "POST    /orders/search  current_user             ?     5/min        body   ?     ?      app/api/orders.py:7\n"
        "\n"
        "3 endpoints: 1 protected, 1 open, 1 public by design\n"
        "without: authentication 2, rate limit 1; "
        "cannot tell: authorization 3, validation 3, rate limit 1, csrf 2, audit log 3\n"
    )


def test_a_narrow_terminal_gets_narrow_columns_and_then_the_place_below(project: Path) -> None:
    value = report(project, gaps=())
    first = replace(value.endpoints[0], path="/api/v1/administration/cache/{cache_id}/entries")
    for width in (160, 120, 90, 80):
        text = plain(table(value, (first, *value.endpoints[1:]), Presentation(width=width, terminal=True)))
        lines = text.splitlines()
        assert max(map(len, lines)) <= width
        assert "app/api/admin.py:7" in text
        assert ("WHERE" in lines[0]) == (width > 90)
    assert [line.split()[0] for line in lines[1:6]] == [
        "DELETE",
        "/administration",
        "/cache",
        "/{cache_id}",
        "/entries",
    ]
    assert lines[6] == "        app/api/admin.py:7"
    # What is piped is a line an endpoint, however long.
    assert plain(table(value, (first,), PLAIN)).splitlines()[1].endswith("app/api/admin.py:7")


@pytest.mark.parametrize("width", [40, 60, 79, 80, 100])
def test_the_scorecard_and_the_rules_keep_to_the_width(project: Path, width: int) -> None:
    presentation = Presentation(width=width)
    for lines in (scorecard(report(project), presentation), rulebook.listing(RULES, width)):
        text = plain(lines)
        assert max(map(len, text.splitlines())) <= max(width, 54)
        assert "cannot tell" not in text or "origins come from" in text


@pytest.mark.parametrize(
    ("filters", "paths"),
    [
        ({}, ["/admin/cache", "/health", "/orders/search"]),
        ({"lacking": [ProtectionKind.AUTHENTICATION]}, ["/admin/cache", "/health"]),
        ({"lacking": [ProtectionKind.AUTHENTICATION, ProtectionKind.RATE_LIMIT]}, ["/admin/cache"]),
        ({"route": "orders"}, ["/orders/search"]),
        ({"route": "/*/cache"}, ["/admin/cache"]),
        ({"method": "delete"}, ["/admin/cache"]),
    ],
)
def test_endpoints_can_be_chosen(project: Path, filters: dict[str, bool | str], paths: list[str]) -> None:
    value = report(project)
    found = chosen(value.endpoints, **filters)  # type: ignore[arg-type]
    assert [endpoint.path for endpoint in found] == paths
    if len(found) < 3:
        assert f"{len(found)} endpoint{'s' if len(found) > 1 else ''} of 3" in plain(table(value, found, PLAIN))
    assert as_markdown(value, found).count("\n| `") == len(found)


def test_what_gives_each_protection_is_shown_on_request(project: Path) -> None:
    value = report(project, gaps=())
    lines = plain(table(value, value.endpoints, PLAIN, why=True)).splitlines()
    row = next(number for number, line in enumerate(lines) if "/orders/search" in line)
    assert lines[row + 1 : row + 3] == [
        "        authentication: current_user  app/auth.py:12",
        "        rate-limit: limiter (5/minute)  app/api/orders.py:6",
    ]


def test_several_applications_are_several_tables(project: Path) -> None:
    value = report(project, gaps=())
    (one,) = value.applications
    other = replace(one, key="admin:app", location=Location("admin.py", 2), uses_cookies=State.NO)
    moved = (replace(value.endpoints[0], application="admin:app"), *value.endpoints[1:])
    text = plain(table(replace(value, applications=(one, other)), moved, PLAIN))
    assert [line for line in text.splitlines() if line.startswith("fastapi, ")] == [
        "fastapi, admin.py:2",
        "fastapi, app/main.py:1",
    ]
    # Nobody's browser adds a cookie to a request there.
    assert "csrf 1," in text


def test_no_endpoints_at_all(project: Path) -> None:
    value = report(project, endpoints=(), gaps=())
    assert plain(table(value, (), PLAIN)) == "0 endpoints\n"


def test_the_scorecard_shows_its_evidence(project: Path) -> None:
    text = plain(scorecard(report(project), PLAIN, evidence=True))
    assert "      Talisman  app/main.py:8\n" in text


def test_a_rules_page_is_its_docstring_and_card() -> None:
    text = plain(rulebook.rule_page(RULES[-1], PLAIN))
    assert text.startswith("sql-injection: SQL built from request data\n")
    assert "  weakness   CWE-89 SQL Injection\n" in text
    assert "\nWhy is this bad?\n\n  Whoever sends" in text
    assert "    cursor.execute(f\"SELECT * FROM users WHERE name = '{name}'\")\n" in text
    assert "# backlint: ignore[sql-injection] -- reason" in text
    assert "```" not in text


def test_the_list_of_rules_goes_by_item_and_severity() -> None:
    lines = plain(rulebook.listing(RULES, 100)).splitlines()
    assert lines[0] == "4. Parameterized queries"
    assert lines[1].split()[:3] == ["sql-injection", "high", "high"]
    assert lines[-1].startswith("7 rules")


@pytest.mark.parametrize("name", reporters.FORMATS)
def test_every_severity_can_be_reported(project: Path, name: str) -> None:
    for severity in Severity:
        assert rendered(name, project, findings=(replace(INJECTION, severity=severity),))


# --- documents --------------------------------------------------------------------------------------------------------


def test_every_field_of_the_json_report_is_documented() -> None:
    document = (Path(__file__).parent.parent.parent / "docs" / "json.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", document))
    structs = [
        value for value in vars(records).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)
    ]
    assert len(structs) > 10
    for struct in structs:
        missing = {field.encode_name for field in msgspec.structs.fields(struct)} - named
        assert not missing, (struct.__name__, missing)

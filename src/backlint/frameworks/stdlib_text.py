"""The standard library: regular expressions, templates and text."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.refinement import CONSTRAINED
from backlint.frameworks.matched import group
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, propagators, returning, sanitizers, sinks
from backlint.frameworks.substitution import substitutes

LIBRARY = LibraryModel(
    name="stdlib_text",
    distribution="",
    packages=(
        "difflib",
        "fnmatch",
        "html",
        "re",
        "string",
        "textwrap",
        "unicodedata",
    ),
    sinks=(
        # Substitution only.
        *sinks(SinkKind.TEMPLATE, "0:template", "string.Template", confidence="low"),
        # Attacker-chosen pattern (CWE-625/1333).
        *sinks(
            SinkKind.REGEX,
            "0:pattern",
            *methods("re", "compile search match fullmatch findall finditer split sub subn"),
        ),
        # A fixed pattern that some text keeps busy for ever.
        *sinks(
            SinkKind.BACKTRACKING,
            "1:string",
            *methods("re", "search match fullmatch findall finditer split"),
            rule="backtracks",
        ),
        *sinks(SinkKind.BACKTRACKING, "2:string", *methods("re", "sub subn"), rule="backtracks"),
        *sinks(
            SinkKind.BACKTRACKING,
            "0:string",
            *methods("re.Pattern", "search match fullmatch findall finditer split"),
            rule="backtracks",
        ),
        *sinks(SinkKind.BACKTRACKING, "1:string", *methods("re.Pattern", "sub subn"), rule="backtracks"),
        *sinks(SinkKind.REGEX, "1:pat", *methods("fnmatch", "filter fnmatch"), confidence="low"),
    ),
    sanitizers=(
        # Attribute-safe with quote=True (default).
        *sanitizers({SinkKind.HTML}, "0:s", "html.escape"),
        *sanitizers({SinkKind.REGEX, SinkKind.COMMAND}, "0:pattern", "re.escape"),
    ),
    marks=marks(
        CONSTRAINED, *methods("re", "match fullmatch search"), *methods("re.Pattern", "match fullmatch search")
    ),
    propagators=(
        *propagators("0:s", "html.unescape", revives={SinkKind.HTML}),
        *propagators("1:repl 2:string", *methods("re", "sub subn")),
        *propagators("1:string", *methods("re", "split findall finditer match search fullmatch")),
        *propagators("self", *methods("re.Match", "group groups groupdict")),
        *propagators("self 0:template", "re.Match.expand"),
        *propagators("0:repl 1:string", "re.Pattern.sub"),
        *propagators("0:string", *methods("re.Pattern", "findall finditer match search fullmatch split")),
        *propagators("0:template", "string.Template"),
        *propagators("self 0: **", *methods("string.Template", "substitute safe_substitute")),
        *propagators("0: * **", "string.Formatter.format"),
        *propagators("0:text", *methods("textwrap", "dedent fill shorten indent")),
        *propagators("1:", "unicodedata.normalize"),
        *propagators("0:a 1:b", "difflib.unified_diff"),
    ),
    calls={"re.sub": substitutes, "re.Pattern.sub": substitutes, "re.Match.group": group},
    returns={
        "re.compile": "re.Pattern",
        **returning(
            "re.Match", *methods("re", "match search fullmatch"), *methods("re.Pattern", "match search fullmatch")
        ),
        **returning(
            "builtins.str",
            *methods("html", "escape unescape"),
            *methods("re", "escape sub"),
            *methods("re.Match", "group expand"),
            "re.Pattern.sub",
            *methods("string.Template", "substitute safe_substitute"),
            "string.Formatter.format",
            *methods("textwrap", "dedent fill shorten indent"),
            "unicodedata.normalize",
        ),
    },
)

"""The tokens of a source text with their places.

`scan` finds them with one regular expression. It does not judge the text, which the parser has accepted, and it may
be wrong where that accepts what the expression does not know. The lowering sees by each name, number and string
whether the tokens are those of the tree, and where they are not it asks `tokens_of_tree`, which takes longer than the
parser.
"""

from __future__ import annotations

import re

import libcst as cst

# The parser's own printer; LibCST offers it under no public name.
from libcst._nodes.internal import CodegenState

from backlint.facts.model import Comment

# The bits of a region, see `model.pack_region`.
_COLUMN_MAX = 0xFFF
_COLUMN_LAST = _COLUMN_MAX - 1
_LINE_MAX = 0xFFFFF

# The groups of the expression below.
_NEWLINE, _OPERATOR, _COMMENT, _FORMATTED, _STRING, _OTHER_NAME = 2, 3, 4, 5, 6, 8

# A string may hold newlines, and a formatted one is scanned by other rules.
_SPECIAL = frozenset({_COMMENT, _FORMATTED, _STRING})

_TOKEN = re.compile(
    r"""
    [ \t\f]*+
    (?:
      ([^\W\d]\w*+(?!["']))
    | (\r\n?|\n)
    | (->|:=|\*\*=?|//=?|>>=?|<<=?|\.\.\.|\.(?!\d)|[-+*/%&|^@=<>!]=?|[()\[\]{},:;~])
    | (\#[^\r\n]*+)
    | ((?:[fFtT][rR]?|[rR][fFtT])(?:\"""|'''|["']))
    | ((?:[rRuUbB]|[rR][bB]|[bB][rR])?
       (?: \"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"""
         | '''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''
         | "[^"\\]*+(?:\\.[^"\\]*+)*+"
         | '[^'\\]*+(?:\\.[^'\\]*+)*+' ) )
    | (0[xX][0-9a-fA-F_]++|0[bB][01_]++|0[oO][0-7_]++
       |(?:\d[\d_]*+\.?[\d_]*+|\.\d[\d_]*+)(?:[eE][-+]?\d[\d_]*+)?[jJ]?)
    | ([^\W\d]\w*+)
    )
    """,
    re.VERBOSE | re.DOTALL,
)

# What may stand between the braces of a formatted string, by its closing quote.
_TEXTS = {
    (quote, raw): re.compile(
        rf"(?:[^{{}}\\{quote[0]}{'' if len(quote) == 3 else ''}]"  # noqa: PLR2004 - a triple quote
        + (r"|\\" if raw else r"|\\N\{[^}]*\}|\\[^{}]|\\(?=[{}])")
        + (rf"|{quote[0]}(?!{quote[0] * 2})" if len(quote) == 3 else "")  # noqa: PLR2004 - a triple quote
        + r"|\{\{|\}\})+",
        re.DOTALL,
    )
    for quote in ('"', "'", '"""', "'''")
    for raw in (False, True)
}
_SPEC = re.compile(r"[^{}]+")


class Tokens:
    """All tokens but white space and comments, in source order, and the comments apart.

    `starts[i] + ends[j]` is the packed region from token i to token j, as long as its height fits.
    """

    __slots__ = ("comments", "ends", "line", "line_start", "starts", "texts")

    def __init__(self, texts: list[str] | None = None, start: int = 0, end: int = 0) -> None:
        """Without tokens, or with some that all stand in one place, as in a string within the source."""
        self.texts: list[str] = texts or []
        self.starts: list[int] = [start] * len(self.texts)
        self.ends: list[int] = [end] * len(self.texts)
        self.comments: list[Comment] = []
        self.line = 1
        self.line_start = 0

    def add(self, text: str, start: int) -> None:
        """Add the token that starts at an offset, and count its lines."""
        line = min(self.line, _LINE_MAX)
        column = min(start - self.line_start + 1, _COLUMN_MAX)
        self.texts.append(text)
        self.starts.append((line << 36) + (column << 24) - (line << 12))
        self.advance(text, start)
        column = min(start + len(text) - self.line_start + 1, _COLUMN_MAX)
        self.ends.append((min(self.line, _LINE_MAX) << 12) + column)

    def advance(self, text: str, start: int) -> None:
        """Count the lines of a text that starts at an offset."""
        if "\n" in text or "\r" in text:
            for newline in _NEWLINES.finditer(text):
                self.line += 1
                self.line_start = start + newline.end()

    def add_comment(self, text: str, start: int) -> None:
        """Add the comment that starts at an offset."""
        alone = not self.ends or self.ends[-1] >> 12 != self.line
        self.comments.append(Comment(self.line, start - self.line_start + 1, text, alone))


_NEWLINES = re.compile(r"\r\n?|\n")


def scan(source: str) -> Tokens:
    """The tokens of a source text without a byte order mark."""
    tokens = Tokens()
    _scan_code(source, 0, tokens, formatted=False)
    return tokens


def _scan_code(source: str, place: int, tokens: Tokens, *, formatted: bool) -> int:
    """Scan from an offset; inside a formatted string only to the end of the expression, whose offset is the answer."""
    texts, starts, ends = tokens.texts, tokens.starts, tokens.ends
    depth = 0
    resume = True
    while resume:
        resume = False
        line_start = tokens.line_start
        shown = min(tokens.line, _LINE_MAX)
        start_base = (shown << 36) - (shown << 12) + ((1 - line_start) << 24)
        end_base = (shown << 12) + 1 - line_start
        for match in _TOKEN.finditer(source, place):
            kind = match.lastindex or _OTHER_NAME
            start, end = match.span(kind)
            if kind == _NEWLINE:
                tokens.line += 1
                tokens.line_start = line_start = end
                shown = min(tokens.line, _LINE_MAX)
                start_base = (shown << 36) - (shown << 12) + ((1 - line_start) << 24)
                end_base = (shown << 12) + 1 - line_start
                continue
            text = match[kind]
            if kind in _SPECIAL or end - line_start > _COLUMN_LAST:
                if kind == _COMMENT:
                    tokens.add_comment(text, start)
                    continue
                if kind == _FORMATTED:
                    tokens.add(text, start)
                    place = _scan_formatted(source, end, tokens, text)
                elif kind == _STRING and end - line_start <= _COLUMN_LAST and "\n" not in text and "\r" not in text:
                    texts.append(text)
                    starts.append(start_base + (start << 24))
                    ends.append(end_base + end)
                    continue
                else:
                    tokens.add(text, start)
                    place = end
                resume = True
                break
            if formatted and kind == _OPERATOR:
                if text in _OPENING:
                    depth += 1
                elif depth == 0 and text in _FINAL:
                    return start
                elif text in _CLOSING:
                    depth -= 1
            texts.append(text)
            starts.append(start_base + (start << 24))
            ends.append(end_base + end)
    return len(source)


_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")
_FINAL = frozenset({"}", ":", ":=", "!"})


def _scan_formatted(source: str, place: int, tokens: Tokens, opening: str) -> int:
    """Scan a formatted string from behind its opening to behind its closing quotes, whose offset is the answer."""
    raw = "r" in opening.lower()
    quote = opening.lstrip("fFtTrR")
    text = _TEXTS[quote, raw]
    while place < len(source):
        match = text.match(source, place)
        if match is not None:
            tokens.add(match[0], place)
            place = match.end()
        if source.startswith(quote, place):
            tokens.add(quote, place)
            return place + len(quote)
        if not source.startswith("{", place):
            break
        place = _scan_interpolated(source, place, tokens)
    return place


def _scan_interpolated(source: str, place: int, tokens: Tokens) -> int:
    """Scan `{expression!conversion:spec}`; the answer is the offset behind it."""
    tokens.add("{", place)
    place = _scan_code(source, place + 1, tokens, formatted=True)
    if source.startswith("!", place):
        tokens.add("!", place)
        conversion = source[place + 1 : place + 2]
        tokens.add(conversion, place + 1)
        place += 1 + len(conversion)
    if source.startswith(":", place):
        tokens.add(":", place)
        place += 1
        while place < len(source) and source[place] != "}":
            if source[place] == "{":
                place = _scan_interpolated(source, place, tokens)
                continue
            match = _SPEC.match(source, place)
            if match is None:
                break
            tokens.add(match[0], place)
            place = match.end()
    if source.startswith("}", place):
        tokens.add("}", place)
        place += 1
    return place


def tokens_of_tree(module: cst.Module) -> Tokens:
    """The tokens of a parsed module, taken while the tree is printed."""
    state = _Recorder(module.default_indent, module.default_newline)
    module._codegen(state)  # noqa: SLF001 - see the import above
    return state.recorded


class _Recorder(CodegenState):
    """Notes each token that the printer writes, with its place."""

    def __init__(self, default_indent: str, default_newline: str) -> None:
        super().__init__(default_indent, default_newline)
        self.recorded = Tokens()
        self._offset = 0
        self._kinds: list[type[cst.CSTNode]] = []

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._kinds.append(type(node))

    def after_codegen(self, node: cst.CSTNode) -> None:
        self._kinds.pop()

    def add_indent_tokens(self) -> None:
        self._offset += sum(map(len, self.indent_tokens))

    def add_token(self, value: str) -> None:
        kind = self._kinds[-1] if self._kinds else None
        if kind is cst.Comment:
            self.recorded.add_comment(value, self._offset)
        elif value and (value.strip() or kind in _TEXT_KINDS) and kind not in _BLANK_KINDS:
            self.recorded.add(value, self._offset)
        else:
            self.recorded.advance(value, self._offset)
        self._offset += len(value)


_TEXT_KINDS = (cst.FormattedStringText, cst.TemplatedStringText)
_BLANK_KINDS = (cst.SimpleWhitespace, cst.Newline)

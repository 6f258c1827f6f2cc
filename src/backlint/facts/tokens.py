"""The tokens of a source text with their places.

`scan` finds them with one regular expression. It does not judge the text, which the parser has accepted, and it may
be wrong where that accepts what the expression does not know. The lowering sees by each name, number and string
whether the tokens are those of the tree, and where they are not it asks `tokens_of_tree`, which takes longer than the
parser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import libcst as cst

# The parser's own printer; LibCST offers it under no public name.
from libcst._nodes.internal import CodegenState

from backlint.facts.model import Comment, pack_region

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method):  # noqa: ANN001, ANN201 - Python 3.11 has none
        """Mark nothing."""
        return method


# The bits of a region, see `model.pack_region`.
_COLUMN_MAX = 0xFFF
_HEIGHT_MAX = 0xFFF
_LINE_MAX = 0xFFFFF

# The groups of the expression below.
_NEWLINE, _OPERATOR, _COMMENT, _FORMATTED, _STRING, _LAST = 2, 3, 4, 5, 6, 8

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
_LINE_END = re.compile(r"\r\n?|\n")


def _text_pattern(quote: str, *, raw: bool) -> re.Pattern[str]:
    """What may stand around the braces of a formatted string."""
    escape = r"\\" if raw else r"\\N\{[^}]*\}|\\[^{}]|\\(?=[{}])"
    inner_quote = f"|{quote[0]}(?!{quote[0] * 2})" if len(quote) > 1 else ""
    return re.compile(rf"(?:[^{{}}\\{quote[0]}]|{escape}{inner_quote}|\{{\{{|\}}\}})+", re.DOTALL)


_TEXTS = {(quote, raw): _text_pattern(quote, raw=raw) for quote in ('"', "'", '"""', "'''") for raw in (False, True)}
_SPEC = re.compile(r"[^{}]+")


class Tokens:
    """All tokens but white space and comments, in source order, and the comments apart.

    `starts[i] + ends[j]` is the packed region from token i to token j, unless the text is `tall`: then its height may
    not fit, and `clipped_region(starts[i], ends[j])` is.
    """

    __slots__ = ("comments", "end_base", "ends", "line", "line_start", "start_base", "starts", "texts")

    def __init__(self, texts: list[str] | None = None, start: int = 0, end: int = 0) -> None:
        """Without tokens, or with some that all stand in one place, as in a string within the source."""
        self.texts: list[str] = texts or []
        self.starts: list[int] = [start] * len(self.texts)
        self.ends: list[int] = [end] * len(self.texts)
        self.comments: list[Comment] = []
        self.line = 0
        self.begin_line(0)

    def begin_line(self, offset: int) -> None:
        """Count a line, which starts at an offset."""
        self.line += 1
        self.line_start = offset
        shown = min(self.line, _LINE_MAX)
        # With an offset added, these are the parts of a region.
        self.start_base = (shown << 36) - (shown << 12) + ((1 - offset) << 24)
        self.end_base = (shown << 12) + 1 - offset

    @property
    def tall(self) -> bool:
        """Whether the height of a region may not fit."""
        return self.line > _HEIGHT_MAX

    def add(self, text: str, start: int) -> None:
        """Add the token that starts at an offset, and count its lines."""
        self.texts.append(text)
        self.starts.append(self.start_base + (min(start, self.line_start + _COLUMN_MAX - 1) << 24))
        self.advance(text, start)
        self.ends.append(self.end_base + min(start + len(text), self.line_start + _COLUMN_MAX - 1))

    def advance(self, text: str, start: int) -> None:
        """Count the lines of a text that starts at an offset."""
        if "\n" in text or "\r" in text:
            for end in _LINE_END.finditer(text):
                self.begin_line(start + end.end())

    def add_comment(self, text: str, start: int) -> None:
        """Add the comment that starts at an offset."""
        alone = not self.ends or self.ends[-1] >> 12 != min(self.line, _LINE_MAX)
        self.comments.append(Comment(self.line, start - self.line_start + 1, text, alone))


def clipped_region(start: int, end: int) -> int:
    """The packed region from an item of `Tokens.starts` to one of `Tokens.ends`, whatever its height."""
    # The start is line * 2**36 + column * 2**24 - line * 2**12; the last may have borrowed from the first.
    line = start >> 36
    if (line + (start >> 12)) & 0xFFF:
        line += 1
    column = (start + (line << 12)) >> 24 & _COLUMN_MAX
    return pack_region(line, column, end >> 12, end & _COLUMN_MAX)


def scan(source: str) -> Tokens:
    """The tokens of a source text without a byte order mark."""
    tokens = Tokens()
    _scan_code(source, 0, tokens, formatted=False)
    return tokens


def _scan_code(source: str, place: int, tokens: Tokens, *, formatted: bool) -> int:
    """Scan from an offset; inside a formatted string only to the end of the expression, whose offset is the answer."""
    texts, starts, ends = tokens.texts, tokens.starts, tokens.ends
    depth = 0
    while True:
        start_base, end_base, last = tokens.start_base, tokens.end_base, tokens.line_start + _COLUMN_MAX - 1
        for match in _TOKEN.finditer(source, place):
            kind = match.lastindex or _LAST
            start, end = match.span(kind)
            if kind == _NEWLINE:
                tokens.begin_line(end)
                start_base, end_base, last = tokens.start_base, tokens.end_base, end + _COLUMN_MAX - 1
                continue
            text = match[kind]
            if kind in _SPECIAL or end > last or (kind == _STRING and ("\n" in text or "\r" in text)):
                place = _scan_special(source, match, tokens)
                break
            if formatted and kind == _OPERATOR:
                if depth == 0 and text in _FINAL:
                    return start
                depth += (text in _OPENING) - (text in _CLOSING)
            texts.append(text)
            starts.append(start_base + (start << 24))
            ends.append(end_base + end)
        else:
            return len(source)


_SPECIAL = frozenset({_COMMENT, _FORMATTED})
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")
_FINAL = frozenset({"}", ":", ":=", "!"})


def _scan_special(source: str, match: re.Match[str], tokens: Tokens) -> int:
    """Add a comment or what may take several lines; the answer is the offset behind it."""
    kind = match.lastindex or _LAST
    start, end = match.span(kind)
    if kind == _COMMENT:
        tokens.add_comment(match[kind], start)
        return end
    tokens.add(match[kind], start)
    return _scan_formatted(source, end, tokens, match[kind]) if kind == _FORMATTED else end


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
        place = _scan_spec(source, place + 1, tokens)
    if source.startswith("}", place):
        tokens.add("}", place)
        place += 1
    return place


def _scan_spec(source: str, place: int, tokens: Tokens) -> int:
    """Scan what follows the colon of an interpolated value; the answer is the offset of its closing brace."""
    while place < len(source) and source[place] != "}":
        if source[place] == "{":
            place = _scan_interpolated(source, place, tokens)
            continue
        match = _SPEC.match(source, place)
        if match is None:
            break
        tokens.add(match[0], place)
        place = match.end()
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

    @override
    def before_codegen(self, node: cst.CSTNode) -> None:
        self._kinds.append(type(node))

    @override
    def after_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002 - the printer gives it
        self._kinds.pop()

    @override
    def add_indent_tokens(self) -> None:
        self._offset += sum(map(len, self.indent_tokens))

    @override
    def add_token(self, value: str) -> None:
        kind = self._kinds[-1] if self._kinds else None
        if kind is cst.Comment:
            self.recorded.add_comment(value, self._offset)
        elif value and (value.strip() or kind in _TEXT_KINDS) and kind is not cst.SimpleWhitespace:
            self.recorded.add(value, self._offset)
        else:
            self.recorded.advance(value, self._offset)
        self._offset += len(value)


_TEXT_KINDS = (cst.FormattedStringText, cst.TemplatedStringText)

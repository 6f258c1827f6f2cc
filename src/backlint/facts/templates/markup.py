"""Where in HTML a template prints a value: what escapes it there, and what escaping does not help against.

Only what a browser does with the text decides: a value is in text, in a quoted or unquoted attribute, at the beginning
of an address that may be `javascript:…`, in an event handler, or in a script.
"""

from __future__ import annotations

import re

HTML, UNQUOTED, TAG, URL, HANDLER, SCRIPT = "html", "unquoted", "tag", "url", "handler", "script"
"""Places: escaping makes a value safe in the first only."""

_ADDRESSES = frozenset(
    {
        *(("a", "href"), ("area", "href"), ("base", "href"), ("iframe", "src"), ("frame", "src"), ("script", "src")),
        *(("embed", "src"), ("object", "data"), ("form", "action"), ("button", "formaction"), ("input", "formaction")),
    }
)
_OPEN = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)|<!--")
_ATTRIBUTE = re.compile(r"\s+|/?>|/|(?P<name>[^\s\"'<>/=]+)(?P<equals>\s*=\s*)?|.", re.DOTALL)
_RAW = frozenset({"script", "style", "textarea", "title"})
_NO_CODE = re.compile(r"json|template|html|x-|text/plain", re.IGNORECASE)


class Markup:
    """Follows the HTML of a template from piece to piece."""

    def __init__(self) -> None:
        self._state = "text"
        self._tag = ""
        self._attribute = ""
        self._quote = ""
        self._value = ""
        self._type = ""
        self._code = ""
        self._closing = False
        self.has_tags = False

    def place(self) -> str:
        """Return the place at which the next value is printed."""
        if self._state == "tag":
            return TAG
        if self._state == "value":
            if self._attribute.startswith("on") and len(self._attribute) > 2:
                return HANDLER
            if not self._value.strip() and (self._tag, self._attribute) in _ADDRESSES:
                return URL
            return HTML if self._quote else UNQUOTED
        if self._state == "raw" and self._tag == "script" and not _NO_CODE.search(self._type):
            return SCRIPT if _is_code(self._code) else HTML
        return HTML

    def printed(self) -> None:
        """Note that a value was printed here."""
        if self._state == "value":
            self._value += "0"
        elif self._state == "raw":
            self._code += "0"

    def feed(self, text: str) -> None:
        """Go on through a piece of text."""
        position = 0
        while position < len(text):
            position = getattr(self, f"_in_{self._state}")(text, position)

    def _in_text(self, text: str, position: int) -> int:
        match = _OPEN.search(text, position)
        if match is None:
            return len(text)
        self.has_tags = True
        if match["name"] is None:
            self._state = "comment"
        else:
            self._state, self._tag, self._type = "tag", match["name"].lower(), ""
            self._closing = bool(match["close"])
        return match.end()

    def _in_comment(self, text: str, position: int) -> int:
        end = text.find("-->", position)
        if end < 0:
            return len(text)
        self._state = "text"
        return end + 3

    def _in_tag(self, text: str, position: int) -> int:
        match = _ATTRIBUTE.match(text, position)
        if match is None:
            return len(text)
        if match[0] in {">", "/>"}:
            raw = self._tag in _RAW and not self._closing and match[0] == ">"
            self._state, self._code = ("raw" if raw else "text"), ""
        elif match["equals"] is not None:
            self._attribute, self._value = match["name"].lower(), ""
            self._state = "value"
            following = text[match.end() : match.end() + 1]
            self._quote = following if following in {'"', "'"} and following else ""
            return match.end() + len(self._quote)
        return match.end()

    def _in_value(self, text: str, position: int) -> int:
        if self._quote:
            end = text.find(self._quote, position)
        else:
            found = re.compile(r"[\s>]").search(text, position)
            end = found.start() if found else -1
        self._value += text[position : end if end >= 0 else len(text)]
        if end < 0:
            return len(text)
        self._state = "tag"
        if self._attribute == "type":
            self._type = self._value
        return end + len(self._quote)

    def _in_raw(self, text: str, position: int) -> int:
        end = re.compile(rf"</{self._tag}\b", re.IGNORECASE).search(text, position)
        self._code += text[position : end.start() if end else len(text)]
        if end is None:
            return len(text)
        self._state, self._closing = "tag", True
        return end.end()


_SCRIPT_PART = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(?P<open>[\"']|`|/\*)|.",
    re.DOTALL,
)


def _is_code(text: str) -> bool:
    """Tell whether what follows this much of a script is code or a template literal, and not in quotes or a comment."""
    for match in _SCRIPT_PART.finditer(text):
        if match["open"]:
            return match["open"] == "`"
    return not re.search(r"//[^\n]*\Z", text)

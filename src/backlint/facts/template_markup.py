"""Where in a page of HTML one stands: followed through the text of a template, from print to print."""

from __future__ import annotations

import re

from backlint.facts.template_model import Context

_TAG = re.compile(r"<(?P<comment>!--)|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)")
_ATTRIBUTE = re.compile(
    r"\s*(?P<end>/?>)|\s*(?P<name>[^\s=>\"'/]+)\s*(?P<equals>=\s*(?P<quote>[\"']?))?|\s*.", re.DOTALL
)
_URLS = frozenset({"href", "src", "action", "formaction", "data", "xlink:href"})
_QUOTE = re.compile(r"(?<!\\)[\"'`]")
_PROGRAMS = re.compile(r"(?:text|application)/(?:java|ecma)script|module|", re.IGNORECASE)


class Place:
    """How far a page has been read. `feed` reads on; `context` says what stands here."""

    def __init__(self) -> None:
        self._state = "text"
        self._tag = ""
        self._attribute = ""
        self._quote = ""
        self._value = ""
        self._type = ""
        self.has_tags = False

    @property
    def context(self) -> Context:
        """What something that is printed here becomes a part of."""
        if self._state == "script":
            return Context.SCRIPT_STRING if self._quote else Context.SCRIPT
        if self._state == "tag":
            return Context.TAG
        if self._state != "value":
            return Context.TEXT
        if self._attribute.startswith("on"):
            return Context.HANDLER
        if not self._quote:
            return Context.UNQUOTED
        return Context.URL if self._attribute in _URLS and not self._value.strip() else Context.QUOTED

    def printed(self) -> None:
        """Note that something was printed here."""
        if self._state == "value":
            self._value += "\0"
        elif self._state == "tag":
            self._state, self._attribute, self._quote = "tag", "", ""

    def feed(self, text: str) -> None:
        """Read on."""
        position = 0
        while position < len(text):
            position = getattr(self, f"_in_{self._state}")(text, position)

    def _in_text(self, text: str, position: int) -> int:
        match = _TAG.search(text, position)
        if match is None:
            return len(text)
        self.has_tags = True
        if match["comment"]:
            self._state = "comment"
        else:
            self._state, self._tag, self._type = "tag", match["close"] + match["name"].lower(), ""
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
        if match["end"]:
            runs = self._tag == "script" and _PROGRAMS.fullmatch(self._type) is not None
            self._state, self._quote = ("script" if runs and match["end"] == ">" else "text"), ""
        elif match["equals"]:
            self._state, self._attribute, self._quote, self._value = "value", match["name"].lower(), match["quote"], ""
        return match.end()

    def _in_value(self, text: str, position: int) -> int:
        if self._quote:
            end = text.find(self._quote, position)
            after = end + 1
        else:
            match = re.compile(r"[\s>]").search(text, position)
            end = after = match.start() if match is not None else -1
        self._value += text[position:] if end < 0 else text[position:end]
        if end < 0:
            return len(text)
        if self._attribute == "type":
            self._type = self._value
        self._state, self._quote = "tag", ""
        return after

    def _in_script(self, text: str, position: int) -> int:
        end = text.lower().find("</script", position)
        for match in _QUOTE.finditer(text, position, len(text) if end < 0 else end):
            if not self._quote:
                self._quote = match.group()
            elif self._quote == match.group():
                self._quote = ""
        # A string of a script ends with its line, whatever an apostrophe in a comment has begun.
        if self._quote in {'"', "'"} and "\n" in text[position : len(text) if end < 0 else end]:
            self._quote = _open_quote(text[position : len(text) if end < 0 else end].rpartition("\n")[2])
        if end < 0:
            return len(text)
        self._state, self._tag, self._quote, self._type = "tag", "/script", "", ""
        return end + len("</script")


def _open_quote(line: str) -> str:
    """Return the quote of the string that is open at the end of a line, or ""."""
    quote = ""
    for match in _QUOTE.finditer(line):
        if not quote:
            quote = match.group()
        elif quote == match.group():
            quote = ""
    return quote

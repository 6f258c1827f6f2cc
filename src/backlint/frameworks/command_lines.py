"""Command lines as lists: which item is the program, and which items a program may take for options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backlint.execution.values import AnyValue, ListObject, Text, Tuple, Union, string_of

_SHELL = re.compile(r"(?:.*[/\\])?(?:(?:ba|da|z|k|c|tc|fi)?sh|cmd|powershell|pwsh)(?:\.exe)?", re.IGNORECASE)
_SCRIPT_FOLLOWS = re.compile(r"-[a-z]*c|/c|-Command", re.IGNORECASE)

OPTIONS = frozenset("git hg svn curl wget ssh scp sftp rsync tar zip find sendmail xargs man".split())
"""Programs that run other programs or write files at the word of an option: `git --upload-pack`, `hg --config`,
`svn --config-option`, `curl -o`, `wget --use-askpass`, `ssh -oProxyCommand`, `rsync -e`, `tar --to-command`, `zip -TT`,
`find -exec`, `sendmail -X`, `man -P` (their manual pages).
"""
_FLAGS = frozenset(
    "--heads --tags --symref --refs --get-url --exit-code --quiet -q --verbose -v -vv --all -a --force -f --bare --mirror "
    "--prune --hard --soft --mixed --no-checkout --recursive --recurse-submodules -r -R --abbrev-ref --name-only --oneline "
    "--stat --cached --ff-only --rebase --no-edit --single-branch --no-tags --progress --porcelain --verify --short "
    "-s -S -L -k -i -I -n -p -P -x -z -xzf -xf -czf -cf -zxf --silent --show-error --location --insecure --head --delete "
    "--compress --archive -az -avz -rf -y --yes --no-pager".split()
)
"""Options that stand for themselves: what follows is not their value."""


def program_of(value: AnyValue) -> AnyValue | None:
    """Return the first item of a list, or the script where that is a shell; anything else as it is."""
    if not isinstance(value, (ListObject, Tuple)):
        return value
    if not value.items:
        return value.rest
    if len(value.items) > 2 and _SHELL.fullmatch(string_of(value.items[0]) or ""):
        return value.items[2] if _SCRIPT_FOLLOWS.fullmatch(string_of(value.items[1]) or "") else value.items[0]
    return value.items[0]


def taken_for_options(items: Sequence[AnyValue]) -> Iterator[tuple[str, AnyValue]]:
    """Yield the items of a command line that its program reads as options if they begin with a dash, with its name.

    What follows `--` is safe, and so is the value of an option before it and a text whose beginning is known.
    """
    program = re.split(r"[/\\]", string_of(items[0]) or "")[-1].removesuffix(".exe") if items else ""
    if program not in OPTIONS:
        return
    before = ""
    for item in items[1:]:
        known = string_of(item)
        if known == "--":
            return
        is_value = before.startswith("-") and before not in _FLAGS
        if known is None and not is_value and item.taint and not _begins_known(item):
            yield program, item
        before = known or ""


def _begins_known(item: AnyValue) -> bool:
    """Tell whether the beginning of a text is the program's own."""
    if isinstance(item, Union):
        return all(_begins_known(member) for member in item.members)
    return not item.taint or (isinstance(item, Text) and bool(string_of(item.parts[0])))

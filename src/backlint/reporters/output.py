"""Where reports go: `-o FORMAT[=FILE]`, standard output and its colours."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backlint.configuration import UsageError, did_you_mean
from backlint.repeated import Text, Written
from backlint.reporters import FORMATS, load
from backlint.reporters.presentation import PLAIN_WIDTH, Presentation

if TYPE_CHECKING:
    from msgspec import Struct

    from backlint.report import Report
    from backlint.reporters.frames import Line

_ASCII = str.maketrans({"·": "-", "–": "-", "…": "...", "•": "*"})


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write: its format, and the file (None: standard output)."""

    format: str
    file: Path | None = None


def parse_outputs(
    texts: tuple[str, ...], formats: tuple[str, ...] = FORMATS, default: str | None = None
) -> tuple[Output, ...]:
    """Read `FORMAT[=FILE]`; none means the default, which is the first format. Raises UsageError before anything is run or
    written. With a default of "" standard output is somebody else's.
    """
    outputs: list[Output] = []
    for text in texts or tuple(filter(None, (formats[0] if default is None else default,))):
        name, equals, file = text.partition("=")
        if name not in formats:
            hint = did_you_mean(name, formats)
            raise UsageError(f"no format `{name}`; {hint or 'there are ' + ', '.join(formats)}")
        if equals and not file:
            raise UsageError(f"`-o {text}` names no file")
        if equals:
            check_writable(Path(file))
        outputs.append(Output(name, Path(file) if equals else None))
    if default == "" and any(output.file is None for output in outputs):
        raise UsageError("standard output is taken by the patch; give the report a file: `-o FORMAT=FILE`")
    files = [output.file.resolve() for output in outputs if output.file is not None]
    if any(files.count(file) > 1 and (file.is_file() or not file.exists()) for file in files):
        raise UsageError("two reports for one file; the second would replace the first")
    if sum(output.file is None for output in outputs) > 1:
        raise UsageError("two reports for standard output; give one of them a file: `-o FORMAT=FILE`")
    return tuple(outputs)


def check_writable(file: Path) -> None:
    """Raise UsageError for a file that cannot be written, or that somebody has said is not to be."""
    if file.is_dir():
        raise UsageError(f"{file}: is a folder")
    if not file.parent.is_dir():
        raise UsageError(f"{file.parent}: no such folder to write {file.name} to")
    place = file if file.exists() else file.parent
    # Whoever runs as root may write all the same; that nobody may is said by the mode.
    if not os.access(place, os.W_OK) or not place.stat().st_mode & 0o222:
        raise UsageError(
            f"{file}: {'is read-only' if place == file else 'its folder is read-only'}; nothing was written"
        )


def check_place(file: Path, root: Path) -> None:
    """Raise UsageError for a file to write that is named in a project and, by a link there, stands outside of it.

    Who changes the project decides about its links; a file that was named elsewhere is the caller's own.
    """
    named = any(_is_same(folder, root) for folder in Path(os.path.abspath(file)).parents)  # noqa: PTH100 -- links kept
    if named and not Path(os.path.realpath(file)).is_relative_to(root):
        raise UsageError(f"{file}: a link in the project leads out of it; nothing is written there")


def _is_same(folder: Path, other: Path) -> bool:
    try:
        return folder.samefile(other)
    except OSError:
        return False


def write_file(file: Path, text: str) -> None:
    """Write a report as UTF-8. Raises UsageError when the system refuses."""
    try:
        file.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def write_standard_output(text: str, *, for_people: bool) -> None:
    """Write a report to standard output: UTF-8 for machines, for people what their terminal can show."""
    encoding = (sys.stdout.encoding or "utf-8") if for_people else "utf-8"
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.translate(_ASCII).encode(encoding, "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever read it has had enough.
        raise
    except OSError as error:
        _give_up_standard_output()
        raise UsageError(f"standard output: {error.strerror}") from error


def _give_up_standard_output() -> None:
    """Forget what was not written: Python would try again, and fail, when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def wants_color(choice: str, *, terminal: bool, environment: Mapping[str, str] = os.environ) -> bool:
    """Decide about colours: `always`, `never`, or for `auto` what NO_COLOR, FORCE_COLOR and the terminal say."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return terminal and environment.get("TERM") != "dumb"


def presentation_for(*, color: str, root: Path, verbose: bool, quiet: bool) -> Presentation:
    """Return how text is presented on standard output; paths lead from the current folder to the project's root."""
    terminal = sys.stdout.isatty()
    width = max(shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns, 40) if terminal else PLAIN_WIDTH
    colored = wants_color(color, terminal=terminal)
    return Presentation(
        width=width,
        terminal=terminal,
        color=colored,
        links=terminal and colored,
        verbose=verbose,
        quiet=quiet,
        prefix=prefix_to(root, Path.cwd()),
    )


def rendered(report: Report, outputs: Sequence[Output], presentation: Presentation, code: int) -> Written:
    """Return a report in every form that is wanted, files first, with the exit code and what to tell of the files.

    `presentation` is that of standard output: a file gets no colours, a fixed width and every finding.
    """
    plain = _of_a_file(presentation)
    files = [output for output in outputs if output.file is not None]
    texts = [Text(str(output.file), load(output.format)(report, plain), False) for output in files]
    texts += [
        Text("", load(output.format)(report, presentation), output.format == "text")
        for output in outputs
        if output.file is None
    ]
    told = [] if presentation.quiet else [f"{output.format} report written to {output.file}" for output in files]
    return Written(code, tuple(texts), tuple(told))


def _of_a_file(presentation: Presentation) -> Presentation:
    return replace(presentation, terminal=False, color=False, links=False, width=PLAIN_WIDTH, quiet=False, limit=None)


def in_one_form(
    wanted: Output,
    presentation: Presentation,
    code: int,
    *,
    people: Callable[[Presentation], Iterable[Line]],
    machines: Callable[[], Struct | tuple[Struct, ...]],
    markdown: Callable[[], str] | None = None,
) -> Written:
    """Return what a command shows in the one form that is wanted, for standard output or for a file.

    `people` gives it as lines, `machines` as records for JSON, `markdown` as that where the command offers it.
    """
    if wanted.format == "json":
        from backlint.reporters.encoding import as_json

        text = as_json(machines())
    elif wanted.format == "markdown" and markdown is not None:
        text = markdown()
    else:
        from backlint.reporters.terminal import emit

        shown = presentation if wanted.file is None else _of_a_file(presentation)
        text = emit(people(shown), shown)
    told = () if wanted.file is None or presentation.quiet else (f"{wanted.format} written to {wanted.file}",)
    return Written(code, (Text(str(wanted.file or ""), text, for_people=wanted.format == "text"),), told)


def write(written: Written) -> None:
    """Write what a command has to say to its files and to standard output. Raises UsageError when the system refuses."""
    for text in written.texts:
        if text.file:
            write_file(Path(text.file), text.text)
        else:
            write_standard_output(text.text, for_people=text.for_people)


def prefix_to(root: Path, folder: Path) -> str:
    """Return the way from a folder to a project inside it, as `services/shop/`; "" for the folder itself or none."""
    if root == folder or not root.is_relative_to(folder):
        return ""
    return f"{root.relative_to(folder).as_posix()}/"

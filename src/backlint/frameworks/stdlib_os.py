"""The standard library: files, folders and paths."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.taint import neutralize
from backlint.execution.values import CallEvent, External, Tuple, Unknown
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks, methods, propagators, returning, sanitizers, sinks
from backlint.frameworks.selectors import first

_PATH = "pathlib.PurePath"
_FILES = ("io.RawIOBase", "io.BufferedIOBase", "io.TextIOBase")


def split_ending(event: CallEvent) -> Exchange:
    """Return a path without its ending, and the ending: a dot and what follows it in the last name, so no folder."""
    path = first(event, "0:p")
    taints = path.taint if path is not None else frozenset()
    root, ending = (
        Unknown(one, External("builtins.str")) for one in (taints, neutralize(taints, frozenset({SinkKind.PATH})))
    )
    return Exchange(result=Tuple((root, ending)))


def split_last(event: CallEvent) -> Exchange:
    """Return the folder of a path, and its last name, which holds no folder; `..` passes unchanged, which names no file."""
    path = first(event, "0:p")
    taints = path.taint if path is not None else frozenset()
    head, last = (
        Unknown(one, External("builtins.str")) for one in (taints, neutralize(taints, frozenset({SinkKind.PATH})))
    )
    return Exchange(result=Tuple((head, last)))


LIBRARY = LibraryModel(
    name="stdlib_os",
    distribution="",
    packages=tuple("os posixpath ntpath pathlib glob shutil tempfile io fileinput linecache tarfile zipfile".split()),
    aliases={"posixpath": "os.path", "io.open": "builtins.open"},
    parents={
        **children(_PATH, *methods("pathlib", "Path PurePosixPath PureWindowsPath")),
        **children("pathlib.Path", *methods("pathlib", "PosixPath WindowsPath")),
        **children("io.IOBase", *methods("io", "RawIOBase BufferedIOBase TextIOBase")),
        **children("io.TextIOBase", *methods("io", "TextIOWrapper StringIO")),
        **children("io.BufferedIOBase", *methods("io", "BytesIO BufferedReader BufferedWriter")),
        **children("io.RawIOBase", "io.FileIO"),
    },
    sinks=(
        *sinks(SinkKind.PATH, "0:file", "io.FileIO", "zipfile.ZipFile"),
        *sinks(
            SinkKind.PATH,
            "0:path",
            "io.open_code",
            *methods("os", "open remove unlink mkdir rmdir listdir scandir chmod chown truncate chdir"),
            "shutil.rmtree",
            "zipfile.ZipFile.extractall",
        ),
        *sinks(SinkKind.PATH, "0:name", *methods("os", "makedirs removedirs"), "tarfile.open"),
        *sinks(SinkKind.PATH, "0:top", *methods("os", "walk fwalk")),
        *sinks(SinkKind.PATH, "0:old 1:new", "os.renames"),
        *sinks(SinkKind.PATH, "0:src 1:dst", *methods("os", "rename replace link symlink")),
        *sinks(SinkKind.PATH, "0:src 1:dst", *methods("shutil", "copy copy2 copyfile copytree move")),
        *sinks(SinkKind.PATH, "0:base_name 2:root_dir 3:base_dir", "shutil.make_archive"),
        *sinks(SinkKind.PATH, "0:filename 1:extract_dir", "shutil.unpack_archive"),
        *sinks(SinkKind.PATH, "0:files", "fileinput.input"),
        *sinks(SinkKind.PATH, "0:filename", *methods("linecache", "getline getlines"), "zipfile.ZipFile.write"),
        *sinks(SinkKind.PATH, "0:pathname", *methods("glob", "glob iglob")),
        *sinks(SinkKind.PATH, "0:suffix 1:prefix 2:dir", *methods("tempfile", "mkstemp mkdtemp")),
        *sinks(SinkKind.PATH, ":suffix :prefix :dir", "tempfile.NamedTemporaryFile"),
        # a path's own methods
        *sinks(
            SinkKind.PATH,
            "self",
            *methods("pathlib.Path", "open read_text read_bytes write_text write_bytes unlink mkdir rmdir touch chmod"),
            "pathlib.Path.iterdir",
        ),
        *sinks(SinkKind.PATH, "self 0:target", *methods("pathlib.Path", "rename replace symlink_to hardlink_to")),
        *sinks(SinkKind.PATH, "self 0:pattern", *methods("pathlib.Path", "glob rglob")),
        # What only tells whether a file is there, or changes its times.
        *sinks(
            SinkKind.PATH,
            "0:path",
            *methods("os", "utime stat lstat readlink access"),
            *methods("os.path", "exists isfile"),
            confidence="low",
        ),
        *sinks(SinkKind.PATH, "0:s", "os.path.isdir", confidence="low"),
        *sinks(SinkKind.PATH, "0:filename", *methods("os.path", "getsize getmtime"), confidence="low"),
        *sinks(SinkKind.PATH, "0:src 1:dst", "shutil.copymode", confidence="low"),
        *sinks(SinkKind.PATH, "self", *methods("pathlib.Path", "exists stat is_file is_dir"), confidence="low"),
        # Archives: a zip file's own names are made harmless by the module; a tar file's by `filter="data"`, which is the
        # default from Python 3.14 on.
        *sinks(SinkKind.PATH, "0:member 1:path", "zipfile.ZipFile.extract"),
        *sinks(SinkKind.PATH, "self 0:path", "tarfile.TarFile.extractall", rule="tar-filter"),
        *sinks(SinkKind.PATH, "self 1:path", "tarfile.TarFile.extract", rule="tar-filter"),
    ),
    sanitizers=(
        # `..` passes unchanged, which names a folder and no file.
        *sanitizers({SinkKind.PATH}, "0:p", "os.path.basename", "ntpath.basename"),
        *sanitizers({SinkKind.PATH}, "self", *methods(_PATH, "name stem suffix")),
        # Nothing is safe yet; but a comparison with the folder that it must lie in says that it does.
        *sanitizers({SinkKind.RESOLVED_PATH}, "0:path", "os.path.normpath"),
        *sanitizers({SinkKind.RESOLVED_PATH, SinkKind.OPTION}, "0:path", "os.path.abspath"),
        *sanitizers({SinkKind.RESOLVED_PATH}, "0:paths", "os.path.commonpath"),
        *sanitizers({SinkKind.RESOLVED_PATH, SinkKind.OPTION}, "0:filename", "os.path.realpath"),
        *sanitizers({SinkKind.RESOLVED_PATH, SinkKind.OPTION}, "self", "pathlib.Path.resolve"),
        # It begins at the root, and `..` is still in it.
        *sanitizers({SinkKind.OPTION}, "self", "pathlib.Path.absolute"),
    ),
    propagators=(
        # What stands behind a folder begins no word, so that no program reads it as an option.
        *propagators("0:", "os.path.join"),
        # Nor does it choose the host, where addresses are put together like this: what begins at the root has no scheme.
        *propagators("1*", "os.path.join", kills={SinkKind.OPTION, SinkKind.SSRF}),
        *propagators("0:path", *methods("os.path", "normpath expanduser expandvars relpath"), "os.fspath"),
        *propagators("0:filename", *methods("os", "fsencode fsdecode")),
        *propagators("0:p", "os.path.dirname"),
        *propagators("0:paths", "os.path.commonpath"),
        *propagators("*", *methods("pathlib", "Path PurePath PurePosixPath PureWindowsPath PosixPath WindowsPath")),
        *propagators("self", *methods(_PATH, "joinpath __truediv__ __rtruediv__")),
        *propagators("*", f"{_PATH}.joinpath", kills={SinkKind.OPTION}),
        *propagators("0:key", *methods(_PATH, "__truediv__ __rtruediv__"), kills={SinkKind.OPTION}),
        *propagators("self 0:name", f"{_PATH}.with_name"),
        *propagators("self 0:suffix", f"{_PATH}.with_suffix"),
        *propagators("self", *methods(_PATH, "as_posix relative_to with_stem __str__")),
        *propagators("self", "pathlib.Path.expanduser"),
        # buffers
        *propagators("0:initial_value", "io.StringIO"),
        *propagators("0:initial_bytes", "io.BytesIO"),
        *propagators("0:buffer", "io.TextIOWrapper"),
        *(row for file in _FILES for row in propagators("0:", f"{file}.write", to="self")),
        *(row for file in _FILES for row in propagators("self", f"{file}.read")),
        *propagators("0:", "io.IOBase.writelines", to="self"),
        *propagators(
            "self", *methods("io.IOBase", "readline readlines"), "io.StringIO.getvalue", "io.BytesIO.getvalue"
        ),
        *propagators(":fileobj", "tarfile.open"),
    ),
    attributes={
        **returning("builtins.str", *methods(_PATH, "name stem suffix")),
        f"{_PATH}.parent": "pathlib.Path",
        f"{_PATH}.parts": "builtins.str[]",
        f"{_PATH}.parents": "pathlib.Path[]",
    },
    returns={
        **returning(
            "builtins.str", *methods("os.path", "join normpath abspath realpath expanduser expandvars relpath")
        ),
        **returning(
            "builtins.str", *methods("os.path", "dirname basename commonpath"), *methods("os", "fspath fsdecode")
        ),
        **returning("builtins.str[]", *"os.path.split"),
        **returning("builtins.bool", *methods("os.path", "exists isfile isdir")),
        **returning("pathlib.Path", *methods("pathlib.Path", "cwd home")),
        **returning("builtins.str", *methods(_PATH, "as_posix __str__")),
        **returning("self", *methods(_PATH, "joinpath __truediv__ __rtruediv__ with_name with_suffix with_stem")),
        **returning("self", *methods("pathlib.Path", "resolve absolute expanduser"), f"{_PATH}.relative_to"),
        **returning("builtins.bool", *methods(_PATH, "is_relative_to")),
        "tarfile.open": "tarfile.TarFile",
        "pathlib.Path.open": "io.TextIOWrapper",
        "tempfile.SpooledTemporaryFile": "io.IOBase",
        "os.fsencode": "builtins.bytes",
    },
    calls={"os.path.splitext": split_ending, "os.path.split": split_last},
    marks=(
        # Whichever way it answers, the program has asked.
        *marks("proof:beginning-checked", "os.path.isabs", *methods(_PATH, "is_absolute")),
        *marks("proof:path", *methods(_PATH, "is_relative_to")),
        # Raises for a path outside, which says something of one without `..` only.
        *marks("compares", *methods(_PATH, "relative_to")),
        *marks("file-save", "shutil.copyfileobj"),
        *marks("file-delete", *methods("os", "remove unlink rmdir removedirs"), "shutil.rmtree", "pathlib.Path.unlink"),
        *marks("file-delete", "pathlib.Path.rmdir"),
    ),
)

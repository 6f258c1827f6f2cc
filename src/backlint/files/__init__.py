"""Which files belong to a project, what each is, and by what names its modules are imported.

This is the one place that decides what is looked at. Nothing here reads what is in a file, but the first line of
scripts without a suffix.
"""

from backlint.files.kinds import kind_of, role_of
from backlint.files.modules import module_names, source_roots
from backlint.files.reading import read_regular
from backlint.files.records import FileSet, Kind, LeftOut, ProjectFile, Role
from backlint.files.search import find_files

__all__ = [
    "FileSet",
    "Kind",
    "LeftOut",
    "ProjectFile",
    "Role",
    "find_files",
    "kind_of",
    "module_names",
    "read_regular",
    "role_of",
    "source_roots",
]

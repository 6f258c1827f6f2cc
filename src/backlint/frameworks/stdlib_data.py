"""The standard library: formats and encodings of data."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import METACHARACTERS, marks, methods, propagators, returning, sanitizers, sinks

_BASE64 = METACHARACTERS - {SinkKind.COMMAND, SinkKind.PATH, SinkKind.REDIRECT}

LIBRARY = LibraryModel(
    name="stdlib_data",
    distribution="",
    packages=(
        "_pickle",
        "base64",
        "binascii",
        "bz2",
        "codecs",
        "configparser",
        "csv",
        "dbm",
        "gzip",
        "json",
        "lzma",
        "marshal",
        "pickle",
        "shelve",
        "zlib",
    ),
    marks=marks(
        "converts",
        *methods("binascii", "unhexlify a2b_hex a2b_base64"),
        *methods("base64", "b64decode urlsafe_b64decode standard_b64decode b32decode b16decode a85decode b85decode"),
    ),
    sinks=(
        # Opened by a chosen path, a shelf is unpickled as well.
        *sinks(SinkKind.PATH, "0:filename", "codecs.open", "shelve.open"),
        *sinks(SinkKind.PATH, "0:file", "dbm.open"),
        *sinks(SinkKind.PATH, "0:filenames", "configparser.ConfigParser.read"),
        *sinks(SinkKind.DESERIALIZATION, "0:file", *methods("pickle", "load Unpickler"), "marshal.load", shape="any"),
        *sinks(SinkKind.DESERIALIZATION, "0:data", "pickle.loads", "_pickle.loads", shape="any"),
        *sinks(SinkKind.DESERIALIZATION, "0:bytes", "marshal.loads", shape="any"),
        *sinks(SinkKind.DESERIALIZATION, "0:filename", *methods("shelve", "open DbfilenameShelf"), shape="any"),
        *sinks(SinkKind.CSV, "0:rowdict", "csv.DictWriter.writerow", confidence="low"),
        *sinks(SinkKind.CSV, "0:rowdicts", "csv.DictWriter.writerows", confidence="low"),
        *sinks(SinkKind.CSV, "0:", *methods("_csv.Writer", "writerow writerows"), confidence="low"),
    ),
    sanitizers=(
        # The alphabet holds `/` and `+`: not for paths or URLs.
        *sanitizers(
            _BASE64,
            "0:s",
            "base64.b64encode",
        ),
        *sanitizers(
            _BASE64 | {SinkKind.PATH},
            "0:s",
            "base64.urlsafe_b64encode",
        ),
        *sanitizers(EVERY_SINK, "0:", "binascii.hexlify"),
        # Control characters are escaped; `<` and `>` are not.
        *sanitizers({SinkKind.HEADER, SinkKind.LOG}, "0:obj", "json.dumps"),
        # A format that makes no objects; what it holds is still a stranger's.
        *sanitizers({SinkKind.DESERIALIZATION}, "0:s", "json.loads"),
    ),
    propagators=(
        *propagators("0:fp", "json.load"),
        *propagators("0:obj", "json.dump", to="1:fp"),
        *propagators(
            "0:s",
            "json.JSONDecoder.decode",
            *methods("base64", "b64decode urlsafe_b64decode standard_b64decode b32decode b16decode decodebytes"),
        ),
        *propagators("0:b", *methods("base64", "a85decode b85decode")),
        *propagators("0:o", "json.JSONEncoder.encode"),
        *propagators("0:", "csv.reader", *methods("binascii", "unhexlify a2b_hex a2b_base64"), "zlib.decompress"),
        *propagators("0:f", "csv.DictReader"),
        *propagators("0:string", "configparser.ConfigParser.read_string", to="self"),
        *propagators("0:dictionary", "configparser.ConfigParser.read_dict", to="self"),
        *propagators("2:value", "configparser.ConfigParser.set", to="self"),
        *propagators("self", *methods("configparser.ConfigParser", "get items")),
        *propagators("0:obj", *methods("codecs", "decode encode")),
        *propagators("0:data", "gzip.decompress", "bz2.decompress", "lzma.decompress"),
    ),
    returns={
        "csv.writer": "_csv.Writer",
        **returning(
            "builtins.bytes",
            *methods(
                "base64", "b64encode urlsafe_b64encode b64decode urlsafe_b64decode b32decode b16decode decodebytes"
            ),
            *methods("binascii", "hexlify unhexlify a2b_base64"),
            "zlib.decompress",
            "gzip.decompress",
            "bz2.decompress",
            "lzma.decompress",
        ),
        **returning("builtins.object", *methods("json", "load loads"), "json.JSONDecoder.decode"),
        **returning("builtins.str", "json.dumps", "configparser.ConfigParser.get"),
    },
)

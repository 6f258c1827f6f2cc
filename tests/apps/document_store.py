"""A document store that knows no document: it speaks just enough of MongoDB's wire protocol to show what it was asked.

Of the protocol (the public "MongoDB Wire Protocol" pages) it reads OP_QUERY, which the driver greets with, and OP_MSG.
"""

import socketserver
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import bson

OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
HEADER = struct.Struct("<iiii")  # length, request, in reply to, operation
GREETING = {"ok": 1.0, "isWritablePrimary": True, "helloOk": True, "minWireVersion": 0, "maxWireVersion": 21}
NOTHING_FOUND = {"ok": 1.0, "cursor": {"id": bson.Int64(0), "ns": "shop.reviews", "firstBatch": []}}


class _Connection(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while header := self.rfile.read(HEADER.size):
            length, request, _, operation = HEADER.unpack(header)
            body = self.rfile.read(length - HEADER.size)
            if operation == OP_QUERY:
                # Nothing of the greeting matters; the answer has flags, a cursor, a start and a count before it.
                content = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(GREETING)
                self._answer(OP_REPLY, request, content)
            else:
                command = bson.decode(body[5:])  # after four bytes of flags and the kind of section, 0
                self._answer(OP_MSG, request, bytes(5) + bson.encode(self._reply(command)))

    def _reply(self, command: Mapping[str, object]) -> Mapping[str, object]:
        if "find" not in command:
            return GREETING
        store = self.server
        assert isinstance(store, _Store)
        store.asked.append(command["filter"])
        return NOTHING_FOUND

    def _answer(self, operation: int, request: int, content: bytes) -> None:
        self.wfile.write(HEADER.pack(HEADER.size + len(content), 0, request, operation) + content)


class _Store(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.asked: list[object] = []


@contextmanager
def document_store() -> Iterator[tuple[str, list[object]]]:
    """The address of a running store, and the filters of the searches that it was asked for, as they arrive."""
    store = _Store()
    Thread(target=store.serve_forever, args=(0.02,), daemon=True).start()
    yield f"mongodb://127.0.0.1:{store.server_address[1]}/?directConnection=true", store.asked
    store.shutdown()
    store.server_close()

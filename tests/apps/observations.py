"""What a driven application answered: written by the drivers as JSON, read back by the tests."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread


@dataclass(frozen=True, slots=True)
class Answer:
    """One response; header names in lower case."""

    status: int
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def write_answers(answers: Mapping[str, Answer]) -> None:
    """Print the answers as one JSON object on standard output."""
    json.dump({step: asdict(answer) for step, answer in answers.items()}, sys.stdout)


def read_answers(text: str) -> dict[str, Answer]:
    """The answers that `write_answers` printed; a ValueError when `text` is not such an object."""
    return {step: Answer(**fields) for step, fields in json.loads(text).items()}


def until_limited(attempt: Callable[[], int]) -> Answer:
    """The statuses of up to twelve attempts, one a word; it ends at the first 429.

    Twelve, because a limit of five per minute may see its minute end once on the way.
    """
    statuses: list[str] = []
    while len(statuses) < 12 and "429" not in statuses:
        statuses.append(str(attempt()))
    return Answer(int(statuses[-1]), " ".join(statuses))


class AuditEvents(logging.Handler):
    """Collects the events that the application writes to its audit log."""

    def __init__(self, logger_name: str) -> None:
        super().__init__()
        self.events: list[str] = []
        logger = logging.getLogger(logger_name)
        logger.setLevel(logging.INFO)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(str(vars(record)["event"]))

    def answer(self) -> Answer:
        """The names of the events, one a line, in order."""
        return Answer(len(self.events), "\n".join(self.events))


class _Greeting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/internal")
        self.end_headers()
        self.wfile.write(b"only for the inside")

    def log_message(self, *_: object) -> None:
        """Stay silent: standard error is for the driven application."""


@contextmanager
def inside_server() -> Iterator[str]:
    """The address of a web server that only this machine should reach, for request forgery."""
    server = HTTPServer(("127.0.0.1", 0), _Greeting)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()

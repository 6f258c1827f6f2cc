"""The standard library: asyncio, threads, queues and context variables."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.frameworks.callbacks import calls, maps, returns_argument, returns_arguments, runs, spawns
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, propagators, returning, sinks, sources

_LOOP = "asyncio.AbstractEventLoop"

LIBRARY = LibraryModel(
    name="stdlib_async",
    distribution="",
    packages=(
        *("asyncio", "atexit", "concurrent", "contextvars", "contextlib", "functools", "multiprocessing", "queue"),
        *("threading", "weakref"),
    ),
    aliases={
        "asyncio.events.AbstractEventLoop": _LOOP,
        "asyncio.streams.StreamReader": "asyncio.StreamReader",
    },
    parents={
        **children(
            "concurrent.futures.Executor", *methods("concurrent.futures", "ThreadPoolExecutor ProcessPoolExecutor")
        ),
        **children("multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool"),
    },
    sources=sources(
        SourceKind.NET, "bytes", *methods("asyncio.StreamReader", "read readline"), confidence="low", called=True
    ),
    sinks=(
        *sinks(SinkKind.COMMAND, "0:cmd", "asyncio.create_subprocess_shell"),
        *sinks(SinkKind.COMMAND, "0:program", "asyncio.create_subprocess_exec", rule="argv0"),
        *sinks(SinkKind.COMMAND, "1:cmd", f"{_LOOP}.subprocess_shell"),
        *sinks(SinkKind.COMMAND, "1:program", f"{_LOOP}.subprocess_exec", rule="argv0"),
        *sinks(SinkKind.SSRF, "0:host", "asyncio.open_connection"),
        *sinks(SinkKind.SSRF, "1:host", f"{_LOOP}.create_connection"),
        *sinks(SinkKind.RESOURCE, "0:delay", "asyncio.sleep", shape="any", confidence="medium"),
    ),
    propagators=(
        *propagators("0:item", *methods("queue.Queue", "put put_nowait"), to="self"),
        *propagators("0:item", *methods("asyncio.Queue", "put put_nowait"), to="self"),
        *propagators("0:", "contextvars.ContextVar.set", to="self"),
        *propagators("self", *methods("queue.Queue", "get get_nowait"), *methods("asyncio.Queue", "get get_nowait")),
        *propagators("self", "contextvars.ContextVar.get", "concurrent.futures.Future.result"),
        *propagators("0: * **", "functools.partial"),
        *propagators("1:", "functools.reduce"),
    ),
    returns={
        **returning(_LOOP, *methods("asyncio", "get_event_loop get_running_loop new_event_loop")),
        "contextvars.copy_context": "contextvars.Context",
        "multiprocessing.Pool": "multiprocessing.pool.Pool",
    },
    calls={
        "asyncio.gather": returns_arguments,
        **dict.fromkeys(methods("asyncio", "create_task ensure_future shield"), returns_argument("0:")),
        "asyncio.wait_for": returns_argument("0:fut"),
        "asyncio.run": returns_argument("0:main"),
        f"{_LOOP}.run_until_complete": returns_argument("0:future"),
        f"{_LOOP}.create_task": returns_argument("0:coro"),
        "asyncio.TaskGroup.create_task": returns_argument("0:coro"),
        "asyncio.to_thread": calls(0, "func"),
        f"{_LOOP}.run_in_executor": calls(1, "func"),
        "concurrent.futures.Executor.submit": calls(0, "fn"),
        "concurrent.futures.Executor.map": maps(0, "fn"),
        **dict.fromkeys(methods(_LOOP, "call_soon call_soon_threadsafe"), calls(0, "callback", returns=False)),
        **dict.fromkeys(methods(_LOOP, "call_later call_at"), calls(1, "callback", returns=False)),
        "contextvars.Context.run": calls(0),
        **dict.fromkeys(
            methods("contextlib", "ExitStack.callback AsyncExitStack.callback AsyncExitStack.push_async_callback"),
            calls(0, returns=False),
        ),
        "threading.Thread": spawns("1:target", "3:args", "4:kwargs"),
        "threading.Timer": spawns("1:function", "2:args", "3:kwargs"),
        "threading.Thread.start": runs("run"),
        "multiprocessing.Process": spawns("1:target", "3:args", "4:kwargs"),
        "multiprocessing.Process.start": runs("run"),
        **dict.fromkeys(
            methods("multiprocessing.pool.Pool", "apply apply_async"), spawns("0:func", "1:args", "2:kwds")
        ),
        **dict.fromkeys(methods("multiprocessing.pool.Pool", "map map_async imap imap_unordered"), maps(0, "func")),
        "atexit.register": calls(0, "func", returns=False),
        "weakref.finalize": calls(1, "func", returns=False),
        "contextlib.closing": returns_argument("0:thing"),
        "contextlib.aclosing": returns_argument("0:thing"),
        "contextlib.nullcontext": returns_argument("0:enter_result"),
        "contextlib.ExitStack.enter_context": returns_argument("0:cm"),
        "contextlib.AsyncExitStack.enter_async_context": returns_argument("0:cm"),
    },
)

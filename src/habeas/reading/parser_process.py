"""The parser process: `serve`, started by `sandbox` through `programs`, never by hand.

    1 leave the network; read jobs from standard input, one after the other
    2 for each job import its parser (trusted code), so that it is there before the locks close
    3 fork a child for this one file; the child confines itself, and only then looks at the bytes
    4 collect the child's result, up to a size and a time; kill it beyond either
    5 pass the result on as it came: this process never interprets what a child says

One file cannot reach the next: its process is gone. Forking from a process with the parsers loaded costs milliseconds,
starting Python for each file would cost hundreds. Text that is strictly UTF-8 has no parser to fool: it is decoded by
this process itself, which has left the network, and no child is forked for it.
"""

import contextlib
import importlib
import io
import os
import select
import signal
import sys
import time
from typing import Any

from habeas.reading import containment, wire
from habeas.reading.language import is_language
from habeas.reading.model import Reading, Reason, Status, settled
from habeas.reading.plain_text import TOOL, is_utf8

PARSERS = {
    "plain": "plain_text",
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "email": "email_message",
    "mbox": "mbox",
    "messages": "messages",
    "rtf": "rtf",
    "odt": "odt",
    "listing": "listing",
    "picture": "picture",
    "mhtml": "mhtml",
    "delimited": "delimited",
    "workbook": "workbook",
    "archive": "archive",
    "json": "json_export",
    "mysql": "openevsys",
}
READ_SIZE = 1 << 20
JOBS = 0
"""The descriptor that jobs come through."""


def serve() -> None:
    # A parser that prints must not print into the frames.
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    network_left = containment.leave_network()  # 1
    while (job := wire.read_frame(jobs, sys.maxsize)) is not None:
        header, data = job
        if header["format"] == "plain" and (decoded := _as_utf8(header, data, network_left)) is not None:
            wire.write_frame(results, {"outcome": "done"}, decoded)
            continue
        importlib.import_module(f"habeas.reading.{PARSERS[header['format']]}").prepare()  # 2
        outcome, result = _in_child(header, data, network_left)
        wire.write_frame(results, {"outcome": outcome}, result)  # 5


def _as_utf8(header: dict[str, Any], data: bytes, network_left: bool) -> bytes | None:
    """The result frame of strict UTF-8 within its size; None: anything else, for a child."""
    if len(data) > header["text_bytes"] or b"\x00" in data or not is_utf8(data):
        return None
    text = data.decode()
    if header.get("options", {}).get("encoding") or not is_language(text):
        return None
    reading = Reading(Status.READ, header["media_type"], text=text, tool=TOOL, encoding="utf-8")
    denied = ("network",) if network_left else ()
    sink = io.BytesIO()
    packed, body = wire.pack_reading(reading)
    wire.write_frame(sink, {**packed, "containment": denied}, body)
    return sink.getvalue()


def _in_child(header: dict[str, Any], data: bytes, network_left: bool) -> tuple[str, bytes]:
    """3 and 4. Outcome: `done`, or a `Reason`."""
    result_end, child_end = os.pipe()
    own = os.getpid()
    child = os.fork()
    if child == 0:
        containment.end_with_parent(own)
        containment.keep_only(child_end)
        _run_job(header, data, network_left, child_end)
    os.close(child_end)
    result, reason = _collect(result_end, header["result_bytes"], header["wall_seconds"])
    if reason is not None:
        os.kill(child, signal.SIGKILL)
    os.close(result_end)
    _, status = os.waitpid(child, 0)
    if reason is None and status != 0:
        ran_out = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
        reason = Reason.TOOK_TOO_LONG if ran_out else Reason.PARSER_DIED
    return reason or "done", result if reason is None else b""


def _collect(result_end: int, maximum: int, wall_seconds: float) -> tuple[bytes, Reason | None]:
    parts: list[bytes] = []
    size, deadline = 0, time.monotonic() + wall_seconds
    while True:
        ready, _, _ = select.select([result_end, JOBS], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b"", Reason.TOOK_TOO_LONG
        if JOBS in ready:  # nobody sends a job while one is done: whoever asked has ended
            return b"", Reason.PARSER_DIED
        part = os.read(result_end, READ_SIZE)
        if not part:
            return b"".join(parts), None
        parts.append(part)
        size += len(part)
        if size > maximum:
            return b"", Reason.TEXT_TOO_LARGE


def _run_job(header: dict[str, Any], data: bytes, network_left: bool, child_end: int) -> None:
    """The child's whole life. Leaves by `os._exit`, so that nothing of the parent's is flushed twice."""
    code = 1
    with contextlib.suppress(BrokenPipeError), os.fdopen(child_end, "wb") as sink:
        denied = containment.confine(header["cpu_seconds"], header["memory_bytes"], network_left)
        reading = parse(header, data)
        packed, body = wire.pack_reading(reading)
        wire.write_frame(sink, {**packed, "containment": denied}, body)
        code = 0
    os._exit(code)


def parse(header: dict[str, Any], data: bytes) -> Reading:
    """Run the parser of a format on the bytes of a file.

    Whatever a parser raises on hostile bytes means the same here: the file is damaged. That, and only that, is why this
    catches everything: the result says so, and the original is untouched.
    """
    parser = importlib.import_module(f"habeas.reading.{PARSERS[header['format']]}")
    try:
        reading: Reading = parser.parse(data, header)
    except MemoryError:
        return Reading(Status.UNREAD, header["media_type"], reason=Reason.TOOK_TOO_MUCH_MEMORY)
    except Exception:  # noqa: BLE001
        return Reading(Status.UNREAD, header["media_type"], reason=Reason.DAMAGED)
    return settled(reading)

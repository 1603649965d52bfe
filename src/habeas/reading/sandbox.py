"""This side of the parser process: starts it, hands it one file at a time, starts it again when it was lost."""

import atexit
import io
import sys
import threading
from collections.abc import Mapping

from habeas import programs
from habeas.reading import wire
from habeas.reading.model import Reading, Reason, Status
from habeas.settings import ReadingLimits

RESULT_OVERHEAD = 1 << 20
ATTACHMENT_BYTES = 256 << 20
"""All attachments of one file together."""


class Sandbox:
    """One parser process, kept for many files. Safe to use from several threads, one file at a time."""

    def __init__(self) -> None:
        self._process: programs.Child | None = None
        self._lock = threading.Lock()

    def parse(
        self,
        format_name: str,
        media_type: str,
        data: bytes,
        limits: ReadingLimits,
        options: Mapping[str, str] | None = None,
    ) -> Reading:
        """The reading of one file. Never raises for what is in it. `options`: what a parser of this format knows."""
        job = {
            "format": format_name,
            "media_type": media_type,
            "options": dict(options or {}),
            "cpu_seconds": limits.cpu_seconds,
            "wall_seconds": limits.wall_seconds,
            "memory_bytes": limits.memory_bytes,
            "text_bytes": limits.text_bytes,
            "attachments": limits.attachments,
            "attachment_bytes": ATTACHMENT_BYTES,
            "result_bytes": limits.text_bytes + ATTACHMENT_BYTES + RESULT_OVERHEAD,
        }
        with self._lock:
            try:
                return self._exchange(job, data, media_type)
            except (wire.BrokenFrame, OSError):
                self._stop()
                return Reading(Status.UNREAD, media_type, reason=Reason.PARSER_DIED)

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _exchange(self, job: dict[str, object], data: bytes, media_type: str) -> Reading:
        process = self._running()
        assert process.stdin and process.stdout
        wire.write_frame(process.stdin, job, data)
        answer = wire.read_frame(process.stdout, sys.maxsize)
        if answer is None:
            raise wire.BrokenFrame("the parser process is gone")
        outcome, result = answer[0].get("outcome"), answer[1]
        if outcome != "done":
            return Reading(Status.UNREAD, media_type, reason=_reason(outcome))
        return unpack_result(result)

    def _running(self) -> "programs.Child":
        if self._process is None or self._process.poll() is not None:
            command = programs.own_python("habeas.reading.parser_process", "serve")
            self._process = programs.start(command, programs.FOR_PYTHON)
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # the pipe broke with the process: nothing is left to lose
                    continue


def _reason(outcome: object) -> Reason:
    try:
        return Reason(str(outcome))
    except ValueError:
        raise wire.BrokenFrame("no such reason") from None


def unpack_result(result: bytes) -> Reading:
    """A child's result frame. Raises BrokenFrame for anything else."""
    frame = wire.read_frame(io.BytesIO(result), len(result))
    if frame is None:
        raise wire.BrokenFrame("no result")
    return wire.unpack_reading(*frame)


_shared = Sandbox()
atexit.register(_shared.close)


def shared() -> Sandbox:
    """The one parser process of this program."""
    return _shared

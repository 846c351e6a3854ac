"""What the server writes down: one line an event, and nothing that a person typed.

Line breaks and other control characters are written out, so that a path cannot forge a second line. Of an exception the
type and the places are kept and its message is dropped: messages quote what was typed.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
EXCEPTION = tuple[type[BaseException], BaseException, TracebackType | None]


def one_line(text: str) -> str:
    """The text with its control characters written out, as in \\x0a."""
    return CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def places(error: BaseException | None) -> str:
    """The type of an exception and where it rose: "ValueError at views/a.py:12 in show < ..."."""
    if error is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}"


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])


class OneLine(logging.Formatter):
    """Time, level, logger and message on one line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """The record; its exception only by type and place."""
        told = f"{self.formatTime(record, self.datefmt)} {record.levelname} {record.name} {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        return one_line(" ".join(part for part in (told, places(error)) if part))


class NothingTyped(logging.Filter):
    """Takes the request and whatever else rides on a record away: only the message is written."""

    RIDING = ("request", "server_time", "sql", "params")

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is changed."""
        for name in self.RIDING:
            record.__dict__.pop(name, None)
        return True


def configure(_settings: dict[str, Any]) -> None:
    """Django's logging: everything from warnings on to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    handler.addFilter(NothingTyped())
    for name, level in (("django", logging.WARNING), ("dorsal", logging.INFO)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False

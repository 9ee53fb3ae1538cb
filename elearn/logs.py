"""The log: one line for each event, as text or JSON, without anybody's words in it."""

import json
import logging
import os
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from elearn.config import Settings

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

REQUESTS = "elearn.requests"
"""The logger of requests; the demo keeps it quiet."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that this thread answers, so that its errors can be found."""

# Programming mistakes, whose messages name attributes and modules. Other messages,
# of a ValueError say, may hold what somebody typed, and stay out of the log.
_PLAIN = (AttributeError, ImportError, NameError, OSError, RecursionError)
_PLAIN_BY_NAME = {"UndefinedError", "TemplateNotFound", "BuildError"}


def tell_error(error: BaseException) -> str:
    """Say what kind of error it was, with its message where that holds no words."""
    name = type(error).__name__
    origin = getattr(error, "orig", None)
    if isinstance(origin, BaseException):
        return f"{name}: {_tell_database_error(name, origin)}"
    if isinstance(error, _PLAIN) or name in _PLAIN_BY_NAME:
        return f"{name}: {error}"
    return name


def _tell_database_error(name: str, origin: BaseException) -> str:
    # PostgreSQL quotes rows and values in the details of an error; SQLite does not.
    if name == "OperationalError" or type(origin).__module__ == "sqlite3":
        return str(origin).strip()
    constraint = getattr(getattr(origin, "diag", None), "constraint_name", None)
    return f"{type(origin).__name__} {constraint or ''}".strip()


def tell_traceback(error: BaseException) -> str:
    """Write a traceback with where it happened, and no values."""
    parts = []
    inner: BaseException | None = error
    while inner is not None:
        lines = traceback.format_tb(inner.__traceback__)
        parts.append("".join([*lines, tell_error(inner)]))
        quiet = inner.__suppress_context__
        inner = inner.__cause__ or (None if quiet else inner.__context__)
    return "\nwhich led to\n".join(reversed(parts))


class TextLines(logging.Formatter):
    """Lines to read: time, level, logger, what happened."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - overridden
        return tell_traceback(ei[1]) if ei[1] else ""


class JsonLines(TextLines):
    """Lines for a collector: one JSON object each."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "worker": os.getpid(),
        }
        if request_id.get():
            told["request"] = request_id.get()
        told |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            told["error"] = tell_traceback(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def log_config(settings: Settings) -> dict[str, Any]:
    """Describe the log of the server and its workers for logging.config."""
    formatter = JsonLines if settings.log_format == "json" else TextLines
    quiet = settings.demo and settings.log_level == "info"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{__name__}.{formatter.__name__}"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": settings.log_level.upper(), "handlers": ["stderr"]},
        # Alembic tells of every look at the revision.
        "loggers": {"alembic": {"level": "WARNING"}}
        | ({REQUESTS: {"level": "WARNING"}} if quiet else {}),
    }

"""What a person is told of an error: what the project or the system says of it, without what Dagster wraps around it.

Belongs here: choosing from a chain of errors, and the log of a run in a terminal. Not here: what an error says (where it is raised), alerts (alerts.py).
"""

import builtins
import logging
import re

import dagster as dg

OURS = re.compile(r"^(?:assets|pipeline|schemas)\.[\w.]+: ")  # errors that the project raises: they say themselves what is wrong and what to do
FULL = re.compile(r"No space left on device|Disk quota exceeded|Read-only file system")  # as libraries tell it that have errors of their own
ENDED = ("DagsterExecutionInterruptedError", "KeyboardInterrupt", "SystemExit")  # by a person or the system
GOES_ON = "the run was ended from outside; what it had read is kept, and the next run goes on from there"


def error_message(event):
    """What a failure is to be told by: the first error in the chain that is the project's own, else the innermost; None for the failure of the run, whose
    cause is another event."""
    error = _error(event)
    if error is None:
        return None
    return GOES_ON if error.cls_name in ENDED else OURS.sub("", error.message.strip())


def is_told(event):
    """Whether that message says all: the project's own errors, and those of the system (a folder that is not there, a full disk)."""
    error = _error(event)
    if error is None:
        return False
    kind = getattr(builtins, error.cls_name or "", None)
    return error.cls_name in ENDED or bool(OURS.match(error.message) or FULL.search(error.message)) or (isinstance(kind, type) and issubclass(kind, OSError))


def _error(event):
    error = getattr(event.event_specific_data, "error", None)
    while error is not None and error.cause is not None and not OURS.match(error.message):
        error = error.cause
    return error


class Short(logging.Formatter):
    """As another formatter, but without the traceback of errors whose message says all; the history of runs has it."""

    def __init__(self, formatter):
        super().__init__()
        self._formatter = formatter

    def format(self, record):
        text, event = self._formatter.format(record), getattr(record, "dagster_meta", {}).get("dagster_event")
        return f"{text.splitlines()[0]} {error_message(event)}" if event is not None and is_told(event) else text


def _console(context):
    logger = dg.colored_console_logger.logger_fn(context)
    for handler in logger.handlers:
        handler.setFormatter(Short(handler.formatter))
    return logger


console = dg.LoggerDefinition(_console, dg.colored_console_logger.config_schema, "The log in a terminal, without tracebacks that tell nothing more")

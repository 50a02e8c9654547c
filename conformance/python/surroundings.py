"""What a scenario sees in place of the real world: a clock, an identity, and a count in place of error reports."""

import logging
import os
import sys
import time


class Clock:
    """Stands still until it is set."""

    def __init__(self, nanoseconds):
        self.nanoseconds = nanoseconds

    def install(self):
        time.time_ns = lambda: self.nanoseconds
        time.time = lambda: self.nanoseconds / 1e9
        exact = sys.version_info >= (3, 13)
        logging._startTime = self.nanoseconds if exact else self.nanoseconds / 1e9

    def stamp(self, folder):
        """Gives every file in the folder the clock's time as its time of modification."""
        for parent, _, names in os.walk(folder):
            for name in names:
                os.utime(os.path.join(parent, name), ns=(self.nanoseconds, self.nanoseconds))


class Errors:
    """Takes the place of the reports that handlers write to stderr."""

    def __init__(self):
        self.seen = []

    def install(self):
        def handle_error(handler, record):
            kind, value, _ = sys.exc_info()
            self.seen.append(f"{type(handler).__name__}: {kind.__name__}: {value}")

        logging.Handler.handleError = handle_error

    def take(self):
        seen, self.seen = self.seen, []
        return seen


class Caller:
    """Who makes the calls of the present step; the record factory and `findCaller` ask it."""

    def __init__(self):
        self.describe({}, 0)

    def describe(self, call, step):
        self.pathname = call.get("pathname", "<scenario>")
        self.lineno = call.get("lineno", step)
        self.func = call.get("func", "scenario")
        self.stack = call.get("stack")
        self.thread_name = call.get("thread_name", "MainThread")
        self.process_name = call.get("process_name", "MainProcess")
        self.exc_text = exception_text(call.get("exc"))

    def install(self):
        def find_caller(logger, stack_info=False, stacklevel=1):
            return self.pathname, self.lineno, self.func, self.stack

        def make_record(*args, **kwargs):
            record = logging.LogRecord(*args, **kwargs)
            record.process, record.processName = 4242, self.process_name
            record.thread, record.threadName = 1, self.thread_name
            if self.exc_text is not None:
                record.exc_text = self.exc_text
            return record

        logging.Logger.findCaller = find_caller
        logging.setLogRecordFactory(make_record)


def exception_text(exception):
    if not exception:
        return None
    text = exception.get("traceback")
    if text is None:
        return f"{exception['type']}: {exception['text']}"
    return text[:-1] if text.endswith("\n") else text

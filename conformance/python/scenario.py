"""One scenario: its configurations and its steps, in order."""

import gzip
import io
import logging
import logging.config
import os
import sys
import time
import zlib

from surroundings import Caller, Clock, Errors


def run(spec, folder, out):
    """Runs the scenario; says how much had been written and what failed after each step, and which step was refused."""
    os.environ["TZ"] = spec["tz"]
    time.tzset()
    os.chdir(folder)
    return Run(spec, out).all()


class Run:
    def __init__(self, spec, out):
        self.spec = spec
        self.out = out
        self.clock = Clock(spec["at"][0])
        self.errors = Errors()
        self.caller = Caller()
        self.filters = {}
        self.step = 0
        self.files = {}
        self.listeners = []
        for part in (self.clock, self.errors, self.caller):
            part.install()

    def all(self):
        stages = [self.begin, *(self.steps_of(step) for step in self.spec["steps"]), self.end]
        reports, refused = [], None
        for number, stage in enumerate(stages):
            self.step = number
            self.clock.nanoseconds = self.spec["at"][number]
            self.caller.describe({}, number)
            try:
                stage()
            except Exception as error:
                refused = {"step": number, "error": f"{type(error).__name__}: {error}"}
            reports.append(self.report())
            if refused:
                self.leave_files_as_they_were()
                break
            self.clock.stamp(".")
            self.files = read_files()
        return {"steps": reports, "refused": refused}

    def report(self):
        sys.stdout.flush()
        sys.stderr.flush()
        return {"errors": self.errors.take(), "stdout": os.fstat(1).st_size, "stderr": os.fstat(2).st_size}

    def leave_files_as_they_were(self):
        for name, content in self.files.items():
            write(os.path.join(self.out, "before_refusal", name), content)

    def begin(self):
        for name, text in self.spec["files"].items():
            write(name, text)
        self.clock.stamp(".")
        for kind, configuration in self.spec["configurations"]:
            getattr(self, kind)(configuration)

    def end(self):
        self.stop_listeners()
        logging.shutdown()

    def start_listeners(self):
        """What Python leaves to the program that a configuration has queue handlers in."""
        self.listeners = [it.listener for it in logging._handlers.values() if getattr(it, "listener", None)]
        for listener in self.listeners:
            listener.start()

    def stop_listeners(self):
        while self.listeners:
            self.listeners.pop().stop()

    def steps_of(self, step):
        ((kind, content),) = step.items()
        return lambda: getattr(self, kind)(content)

    # The steps, by their names in a scenario.

    def config(self, configuration):
        self.stop_listeners()
        logging.config.dictConfig(configuration)
        self.start_listeners()

    def ini(self, arguments):
        arguments = {"text": arguments} if isinstance(arguments, str) else dict(arguments)
        source = io.StringIO(arguments.pop("text")) if "text" in arguments else arguments.pop("file")
        logging.config.fileConfig(source, **arguments)

    def basic(self, arguments):
        arguments = dict(arguments)
        stream = arguments.get("stream")
        if isinstance(stream, str):
            arguments["stream"] = {"stdout": sys.stdout, "stderr": sys.stderr}[stream.removeprefix("ext://sys.")]
        logging.basicConfig(**arguments)

    def log(self, call):
        self.caller.describe(call, self.step)
        logger, level, caller = logging.getLogger(call["logger"]), level_of(call), self.caller
        if logger.isEnabledFor(level):
            record = logger.makeRecord(
                logger.name, level, caller.pathname, caller.lineno, call["msg"], args_of(call), None,
                caller.func, call.get("extra"), caller.stack,
            )
            logger.handle(record)

    def adapter(self, call):
        self.caller.describe(call, self.step)
        logger, extra = logging.getLogger(call["logger"]), call.get("extra")
        merging = {"merge_extra": True} if call.get("merge_extra") else {}
        adapter = logging.LoggerAdapter(logger, extra, **merging)
        given = {"extra": call["call_extra"]} if "call_extra" in call else {}
        adapter.log(level_of(call), call["msg"], *args_of(call), **given)

    def set_level(self, change):
        target_of(change).setLevel(change["level"])

    def set(self, change):
        logger = logging.getLogger(change["logger"])
        for attribute in ("propagate", "disabled"):
            if attribute in change:
                setattr(logger, attribute, change[attribute])

    def disable(self, level):
        logging.disable(level)

    def add_level(self, level):
        logging.addLevelName(level["number"], level["name"])

    def add_filter(self, change):
        target, added = target_of(change), logging.Filter(change["name"])
        self.filters.setdefault((target, change["name"]), []).append(added)
        target.addFilter(added)

    def remove_filter(self, change):
        target = target_of(change)
        added = self.filters.get((target, change["name"]))
        if added:
            target.removeFilter(added.pop())

    def advance(self, seconds):
        """The clock stands there already."""

    def namer(self, change):
        suffix, folder = change.get("suffix", ""), change.get("folder", "")

        def name(default):
            parent, last = os.path.split(default)
            return os.path.join(parent, folder, last) + suffix

        handler(change["handler"]).namer = name

    def rotator(self, change):
        compress = {"zlib": zlib.compress, "gzip": gzip.compress}[change["kind"]]

        def rotate(source, destination):
            with open(source, "rb") as file:
                content = file.read()
            with open(destination, "wb") as file:
                file.write(compress(content))
            os.remove(source)

        handler(change["handler"]).rotator = rotate

    def rollover(self, name):
        handler(name).doRollover()

    def touch(self, change):
        write(change["file"], change.get("text", ""))

    def rename(self, change):
        os.rename(change["from"], change["to"])

    def flush(self, name):
        if self.listeners:
            self.stop_listeners()
            self.start_listeners()
        if name != "all":
            return handler(name).flush()
        for reference in logging._handlerList[:]:
            living = reference()
            if living is not None:
                living.flush()

    def shutdown(self, _):
        self.end()


def handler(name):
    return logging._handlers[name]


def target_of(change):
    if "handler" in change:
        return handler(change["handler"])
    return logging.getLogger(change["logger"])


def level_of(call):
    level = call["level"]
    return logging._nameToLevel[level] if isinstance(level, str) else level


def args_of(call):
    args = call.get("args")
    if args is None:
        return ()
    return (args,) if isinstance(args, dict) else tuple(args)


def write(name, content):
    parent = os.path.dirname(name)
    if parent:
        os.makedirs(parent, exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))


def read_files():
    found = {}
    for parent, _, names in os.walk("."):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, ".")] = file.read()
    return found

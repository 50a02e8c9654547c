"""Runs scenarios through CPython's own logging, each in a process and a folder of its own.

    python driver.py JOB

JOB is a JSON file: {"scenarios": [{"folder": ..., "out": ..., "scenario": {...}}, ...]}. For each, `out` is left with
`stdout`, `stderr`, `result.json` and, if a step was refused, `before_refusal/`: the folder as it was before that step.
"""

import json
import os
import signal
import sys
import traceback

# Loaded once, before the processes fork off; nothing of them is used here.
import logging
import logging.config
import logging.handlers

import scenario
import values

SECONDS_ALLOWED = 30


def main(job):
    with open(job, encoding="utf-8") as file:
        items = json.load(file)["scenarios"]
    for item in items:
        child = os.fork()
        if child == 0:
            in_child(item)
        os.waitpid(child, 0)


def in_child(item):
    out = item["out"]
    try:
        signal.alarm(SECONDS_ALLOWED)
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            target = os.open(os.path.join(out, name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.dup2(target, descriptor)
            os.close(target)
        result = scenario.run(values.decode(item["scenario"]), item["folder"], out)
        with open(os.path.join(out, "result.json"), "w", encoding="utf-8") as file:
            json.dump(result, file)
    except BaseException:
        with open(os.path.join(out, "driver_error"), "w", encoding="utf-8") as file:
            traceback.print_exc(file=file)
    finally:
        # No exit handlers: the scenario has had its shutdown.
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])

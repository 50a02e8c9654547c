"""Reads cases as JSON, does each as CPython does it, and answers with a text or the name of an error."""

import datetime
import decimal
import json
import logging
import os
import pickle
import resource
import sys
import time
import uuid

SURROGATES, STAND_INS = 0xD800, 0x10F800
LONGEST = 1 << 20
ZONE = os.environ.get("TZ")
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))


def from_wire(text):
    return "".join(chr(ord(c) - STAND_INS + SURROGATES) if ord(c) >= STAND_INS else c for c in text)


def to_wire(text):
    return "".join(chr(ord(c) - SURROGATES + STAND_INS) if SURROGATES <= ord(c) <= 0xDFFF else c for c in text)


def zone(seconds):
    return None if seconds is None else datetime.timezone(datetime.timedelta(seconds=seconds))


def value(tagged):
    tag, content = tagged
    if tag == "none":
        return None
    if tag in ("bool", "tag"):
        return content
    if tag == "int":
        return int(content, 16)
    if tag == "float":
        return float.fromhex(content) if "x" in content else float(content)
    if tag == "str":
        return from_wire(content)
    if tag == "bytes":
        return bytes(content)
    if tag == "list":
        return [value(item) for item in content]
    if tag == "tuple":
        return tuple(value(item) for item in content)
    if tag == "set":
        return {value(item) for item in content}
    if tag == "frozenset":
        return frozenset(value(item) for item in content)
    if tag == "dict":
        return {value(k): value(v) for k, v in content}
    if tag == "decimal":
        return decimal.Decimal(content)
    if tag == "uuid":
        return uuid.UUID(int=int(content, 16))
    if tag == "date":
        return datetime.date(*content)
    if tag == "datetime":
        *fields, offset = content
        return datetime.datetime(*fields, tzinfo=zone(offset))
    if tag == "time":
        *fields, offset = content
        return datetime.time(*fields, tzinfo=zone(offset))
    if tag == "timedelta":
        return datetime.timedelta(*content)
    raise AssertionError(tag)


def go_to(name):
    """Makes a zone the local one."""
    if name == os.environ.get("TZ"):
        return
    if name is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = name
    time.tzset()


def percent(case):
    return from_wire(case["template"]) % value(case["args"])


def brace(case):
    positional = [value(item) for item in case["positional"]]
    return from_wire(case["template"]).format(*positional, **value(case["named"]))


def shown(case):
    made = value(case["value"])
    return "\n".join((str(made), repr(made), ascii(made)))


def kind_of(made):
    """The types in a value, which equality and texts do not tell apart."""
    if isinstance(made, dict):
        return dict, [(kind_of(key), kind_of(item)) for key, item in made.items()]
    if isinstance(made, (list, tuple, set, frozenset)):
        return type(made), [kind_of(item) for item in made]
    return type(made)


def pickled(case):
    made, expected = pickle.loads(bytes.fromhex(case["pickle"])), value(case["value"])
    longest = 4300
    if "<int of more than" in repr(made) and any(len(run) > longest for run in digits(expected)):
        return "same"
    same = repr(made) == repr(expected) and kind_of(made) == kind_of(expected)
    return "same" if same else f"{made!r}, not {expected!r}"


def digits(made):
    """Runs of digits in a value's text, however long."""
    sys.set_int_max_str_digits(0)
    try:
        return "".join(c if c.isdigit() else " " for c in repr(made)).split()
    finally:
        sys.set_int_max_str_digits(4300)


def date(case):
    broken_down = time.gmtime(case["second"]) if case["utc"] else time.localtime(case["second"])
    return time.strftime(case["pattern"], broken_down)


def record(case):
    formatter = logging.Formatter(
        from_wire(case["format"]), case["datefmt"], case["style"], case["validate"], defaults=value(case["defaults"])
    )
    return formatter.format(logging.makeLogRecord(value(case["record"])))


def answer(case):
    go_to(case.get("zone", ZONE))
    try:
        text = globals()[case["kind"]](case)
        return ["ok", to_wire(text)] if len(text) <= LONGEST else ["error", "MemoryError"]
    except Exception as error:
        if "internal limits" in str(error) or "index-sized" in str(error):
            return ["error", "MemoryError", str(error)]
        if sys.version_info < (3, 13) and "invalid format string" in str(error) and "#" in case.get("template", ""):
            # Decimals know `#` only since then.
            return ["skipped", ""]
        names = [base.__name__ for base in type(error).__mro__]
        known = ("TypeError", "ValueError", "KeyError", "IndexError", "AttributeError", "OverflowError")
        return ["error", next((name for name in names if name in known), names[0]), to_wire(str(error))]


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)

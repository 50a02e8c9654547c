"""Reads cases as JSON, does each as CPython does it, and answers with a text or the name of an error."""

import ast
import configparser
import datetime
import decimal
import io
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


def ini(case):
    try:
        parser = configparser.ConfigParser(defaults(case["defaults"]))
        parser.read_file(io.StringIO(case["text"]))
    except (configparser.Error, TypeError) as error:
        raise ValueError(str(error)) from None
    found = [[name, [[option, got(parser, name, option)] for option in parser.options(name)]] for name in parser.sections()]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def defaults(pairs):
    """A mapping with all of these names, which the parser puts into lower case."""
    return dict(pairs)


def got(parser, section, option):
    try:
        return parser.get(section, option)
    except configparser.Error:
        return None


MOST_BITS = 14_284


def literal(case):
    """What the library takes for a value is one, and the same; all else is refused there, too."""
    try:
        expected = evaluated(ast.parse(case["text"], mode="eval").body)
    except (SyntaxError, TypeError, ArithmeticError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    if case["value"] is None:
        return f"accepted: {expected!r}"
    ours = value(case["value"])
    same = repr(ours) == repr(expected) and kind_of(ours) == kind_of(expected)
    return "same" if same else f"{ours!r}, not {expected!r}"


def evaluated(node):
    """The value of what sawlog understands: literals, and arithmetic of integers up to a size."""
    if isinstance(node, ast.Constant) and not isinstance(node.value, (complex, type(...))):
        return node.value
    if isinstance(node, ast.Tuple):
        return tuple([evaluated(item) for item in node.elts])
    if isinstance(node, ast.List):
        return [evaluated(item) for item in node.elts]
    if isinstance(node, ast.Set):
        return {evaluated(item) for item in node.elts}
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {evaluated(key): evaluated(item) for key, item in zip(node.keys, node.values)}
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.Not):
        return unary(node.op, evaluated(node.operand))
    if isinstance(node, ast.BinOp):
        return small(binary(type(node.op).__name__, evaluated(node.left), evaluated(node.right)))
    raise ValueError(f"{type(node).__name__} is not evaluated")


def unary(op, operand):
    if isinstance(op, ast.Invert):
        return small(~operand)
    return small(-operand if isinstance(op, ast.USub) else +operand)


def binary(op, left, right):
    if not isinstance(left, int) or not isinstance(right, int):
        raise TypeError(f"{op} of {left!r} and {right!r}")
    if op == "Pow":
        if right < 0:
            raise ValueError("a float")
        if abs(left) > 1 and (left.bit_length() - 1) * right > MOST_BITS:
            raise ValueError("too large")
        return 1 if right == 0 else left if abs(left) == 1 and right % 2 else left**right if abs(left) > 1 else left * left
    if op == "LShift":
        if right > MOST_BITS and left:
            raise ValueError("too large")
        return left << right if left else 0 << min(right, 1)
    operations = {
        "Add": int.__add__, "Sub": int.__sub__, "Mult": int.__mul__, "FloorDiv": int.__floordiv__, "Mod": int.__mod__,
        "RShift": int.__rshift__,
    }
    if op == "BitOr":
        return left | right
    if op == "BitAnd":
        return left & right
    if op == "BitXor":
        return left ^ right
    if op not in operations:
        raise ValueError(f"{op} is not understood")
    return operations[op](left, right)


def small(number):
    if isinstance(number, int) and number.bit_length() > MOST_BITS:
        raise ValueError("too large")
    return number


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

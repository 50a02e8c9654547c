"""Records what CPython's SocketHandler sends, and what Python itself makes of it.

    python3 generate.py

writes CASE.frame (the bytes as they came out of a loopback socket) and CASE.json (the record that Python rebuilds
from them, as typed JSON) beside this file. Times, threads and process numbers are pinned, and the code that logs is
compiled under a made-up file name, so that nothing in the files tells of the machine they were made on and a second
run changes nothing.

Typed JSON: `{"t": TYPE, "v": VALUE}` with integers and floats as text; `bytes` and `bytearray` in hex; text with lone
surrogates as hex of its UTF-8; the items of sets sorted; any other object by its class and its two texts, without addresses.
"""

import array
import collections
import datetime
import decimal
import fractions
import ipaddress
import json
import logging
import logging.handlers
import pathlib
import pickle
import platform
import re
import socket
import struct
import sys
import threading
import time
import types
import uuid
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent

# The program whose log is recorded. It defines the classes of the objects it logs, as programs do.
PROGRAM = '''
import collections, enum, logging

class Order:
    def __init__(self, number):
        self.number = number

class Slotted:
    __slots__ = ("left", "right")
    def __init__(self):
        self.left, self.right = 1, [2]
    def __getstate__(self):
        return None, {"left": self.left, "right": self.right}

class Shade(enum.Enum):
    DARK = 1

class Label(str):
    pass

class Count(int):
    pass

class Basket(list):
    pass

class Prices(dict):
    pass

Place = collections.namedtuple("Place", "x y")

class ShopError(Exception):
    pass

def with_stack(log):
    log.info("where", stack_info=True)

def failed(log):
    try:
        chained()
    except ValueError:
        log.exception("cannot sell %s", "this")

def failing():
    return {}["absent"]

def chained():
    try:
        failing()
    except KeyError as error:
        raise ValueError("no price for \\u00e9clair") from error
'''

program = types.ModuleType("shop")
sys.modules["shop"] = program
exec(compile(PROGRAM, "app/shop.py", "exec"), program.__dict__)
for kind in ("Order", "Slotted", "Shade", "Label", "Count", "Basket", "Prices", "Place", "ShopError"):
    getattr(program, kind).__module__ = "shop"


class PinnedRecord(logging.LogRecord):
    """A record whose time, place and identity do not depend on when and where it is made."""

    def __init__(self, name, level, pathname, lineno, msg, args, exc_info, func=None, sinfo=None):
        if sinfo:
            head, *calls = sinfo.split("\n  File ")
            sinfo = "\n  File ".join([head] + [call for call in calls if call.startswith('"app/')])
        super().__init__(name, level, "app/shop.py", lineno, msg, args, exc_info, func, sinfo)
        self.created, self.msecs, self.relativeCreated = 1700000000.25, 250.0, 1234.5
        self.thread, self.process = 139872345678848, 4242


class Sender(logging.handlers.SocketHandler):
    """The library's handler, with the pickle protocol as a choice."""

    protocol = None

    def handleError(self, record):
        raise

    def makePickle(self, record):
        whole = super().makePickle(record)
        if self.protocol is None:
            return whole
        body = pickle.dumps(pickle.loads(whole[4:]), self.protocol)
        return struct.pack(">L", len(body)) + body


def typed(value, inside=()):
    """A value as typed JSON."""
    if id(value) in inside:
        return {"t": "cycle"}
    deeper = inside + (id(value),)
    kind = type(value)
    if value is None:
        return {"t": "none"}
    if kind is bool:
        return {"t": "bool", "v": value}
    if kind is int:
        return {"t": "int", "v": str(value)}
    if kind is float:
        return {"t": "float", "v": repr(value)}
    if kind is str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return {"t": "str", "utf8_surrogatepass_hex": value.encode("utf-8", "surrogatepass").hex()}
        return {"t": "str", "v": value}
    if kind in (bytes, bytearray):
        return {"t": kind.__name__, "hex": value.hex()}
    if kind in (list, tuple):
        return {"t": kind.__name__, "v": [typed(item, deeper) for item in value]}
    if kind is dict:
        return {"t": "dict", "v": [[typed(key, deeper), typed(item, deeper)] for key, item in value.items()]}
    if kind in (set, frozenset):
        return {"t": kind.__name__, "v": [typed(item, deeper) for item in sorted(value, key=repr)]}
    if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType)):
        return {"t": "named", "v": f"{value.__module__}.{value.__qualname__}"}
    module = kind.__module__.replace("pathlib._local", "pathlib")
    text, shown = (re.sub(" at 0x[0-9a-f]+>", ">", text) for text in (str(value), repr(value)))
    return {"t": "object", "class": f"{module}.{kind.__qualname__}", "str": text, "repr": shown}


def extra(**attributes):
    """A case that logs one line with these attributes added."""
    return lambda log: log.info("with attributes", extra=attributes)


def at_level(number, name=None):
    def case(log):
        if name:
            logging.addLevelName(number, name)
        log.log(number, "at level %d", number)

    return case


def in_thread(log):
    worker = threading.Thread(target=log.info, args=("from a thread",), name="oven-1")
    worker.start()
    worker.join()


shared = ["twice", 1]
ring = [1]
ring.append(ring)
loop = {}
loop["self"] = loop
deep = []
for _ in range(60):
    deep = [deep]
utc = datetime.timezone.utc
berlin = zoneinfo.ZoneInfo("Europe/Berlin")
every_kind = dict(
    numbers=[0, -1, 255, 256, 65535, 65536, 2**31, -(2**31), 2**63, 2**200, -(2**70)],
    floats=[0.1, -0.0, 1e22, 5e-324],
    flags=(True, False, None),
    text="caf\u00e9 \u4e2d \U0001f600",
    raw=b"\x00\xff",
    mutable=bytearray(b"ab\xff"),
    nested={"a": [1, {"b": ()}], 2: "two"},
    items={3, 1, 2},
    frozen=frozenset(["x"]),
    when=datetime.datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=utc),
    price=decimal.Decimal("19.90"),
    ident=uuid.UUID(int=2**100 + 7),
    order=program.Order(7),
    place=program.Place(1, 2),
    shade=program.Shade.DARK,
)

CASES = {
    "plain": lambda log: log.info("bread is ready"),
    "merged": lambda log: log.debug("%s costs %.2f and %r", "bread", 2.5, ["rye"]),
    "merged_by_name": lambda log: log.debug("%(what)s: %(n)05d", {"what": "rolls", "n": 12}),
    "percent_alone": lambda log: log.info("100% rye %s"),
    "error_chain": program.failed,
    "error_instance": lambda log: log.error("disk", exc_info=OSError(28, "No space left on device", "/data")),
    "stack": program.with_stack,
    "level_unnamed": at_level(15),
    "level_named": at_level(25, "NOTICE"),
    "level_critical": at_level(50),
    "thread": in_thread,
    "text_empty": lambda log: log.info(""),
    "text_wide": lambda log: log.info("cr\u00eape \u4e2d\u6587 \U0001f950 e\u0301 \u200f\u0627"),
    "text_control": lambda log: log.info("a\x00b\rc\nd\te\x1b[31mred\x1b[0m\x7f\u2028"),
    "text_surrogate": lambda log: log.info("name \udc80 and \ud83d"),
    "text_256": lambda log: log.info("x" * 256),
    "message_object": lambda log: log.info({"a": 1}),
    "message_error": lambda log: log.error(ValueError("burnt")),
    "extra_none_bool": extra(n=None, t=True, f=False),
    "extra_int": extra(a=0, b=255, c=256, d=65536, e=-1, f=2**31 - 1, g=-(2**31), h=2**63, i=-(2**63), j=10**400),
    "extra_float": extra(a=0.1, b=-0.0, c=float("inf"), d=float("-inf"), e=float("nan"), f=1e16, g=5e-324),
    "extra_text": extra(s="plain", e="", u="\u00e9\u4e2d", nl="a\nb\\"),
    "extra_bytes": extra(b=b"caf\xc3\xa9", e=b"", a=bytearray(b"\x00\xff"), ae=bytearray()),
    "extra_list": extra(e=[], n=[1, "two", 3.0, None, [4, (5,)]]),
    "extra_tuple": extra(a=(), b=(1,), c=(1, 2), d=(1, 2, 3), e=(1, 2, 3, 4)),
    "extra_dict": extra(d={"a": {"b": [1]}, 1: "one", None: 0, (1, 2): "pair", b"k": 2.5}),
    "extra_set": extra(s={1, 2, 3}, e=set(), f=frozenset([7, 8]), fe=frozenset()),
    "extra_shared": extra(a=shared, b=(shared, shared), c={"k": shared}),
    "extra_many": extra(items=list(range(1100)), table={f"k{n}": n for n in range(300)}),
    "extra_deep": extra(d=deep),
    "extra_ring": extra(l=ring, d=loop),
    "extra_odd_names": extra(**{"with space": 1, "": 2, "caf\u00e9": 3, "__class__": "x", "a.b": 4}),
    "extra_decimal": extra(a=decimal.Decimal("1.10"), b=decimal.Decimal("-0.00"), c=decimal.Decimal("1E+30"),
                           d=decimal.Decimal("NaN"), e=decimal.Decimal("-Infinity")),
    "extra_number": extra(f=fractions.Fraction(-3, 7), g=fractions.Fraction(4), c=complex(1.5, -2), z=0j,
                          m=complex(-0.0, float("inf"))),
    "extra_datetime": extra(
        naive=datetime.datetime(2024, 2, 29, 1, 2, 3), micro=datetime.datetime(1999, 12, 31, 23, 59, 59, 7),
        utc=datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=utc),
        off=datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
        named=datetime.datetime(2024, 7, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=-3), "ART")),
        fold=datetime.datetime(2024, 10, 27, 2, 30, fold=1)),
    "extra_zone_info": extra(
        summer=datetime.datetime(2024, 7, 1, 12, tzinfo=berlin), winter=datetime.datetime(2024, 1, 1, tzinfo=berlin),
        first=datetime.datetime(2024, 10, 27, 2, 30, tzinfo=berlin),
        second=datetime.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=berlin),
        gap=datetime.datetime(2024, 3, 31, 2, 30, tzinfo=berlin), z=berlin),
    "extra_date_time": extra(d=datetime.date(2024, 2, 29), t=datetime.time(1, 2, 3, 4), tz=utc,
                             aware=datetime.time(9, 30, tzinfo=utc),
                             td=datetime.timedelta(days=-1, seconds=5, microseconds=7), z=datetime.timedelta()),
    "extra_uuid": extra(u=uuid.UUID("12345678-1234-5678-1234-567812345678"), z=uuid.UUID(int=0)),
    "extra_collections": extra(
        od=collections.OrderedDict(z=1, a=2), oe=collections.OrderedDict(),
        dd=collections.defaultdict(list, x=[1]), dn=collections.defaultdict(None),
        c=collections.Counter("abracadabra"), ce=collections.Counter(),
        dq=collections.deque([1, 2, 3], maxlen=5), de=collections.deque()),
    "extra_exception": extra(e=ValueError("bad", 3), k=KeyError("k"), n=RuntimeError(), s=program.ShopError("closed"),
                             o=OSError(2, "No such file", "/x"), p=OSError(13, "denied"),
                             r=OSError(17, "exists", "a", None, "b"), t=TimeoutError("late"),
                             d=UnicodeDecodeError("utf-8", b"a\xff", 1, 2, "invalid start byte"),
                             u=UnicodeEncodeError("ascii", "a\u00e9", 1, 2, "ordinal not in range(128)"),
                             z=ZeroDivisionError("division by zero")),
    "extra_path": extra(a=pathlib.PurePosixPath("/var/log/shop.log"), b=pathlib.PurePosixPath("rel/x"),
                        c=pathlib.PurePosixPath("."), w=pathlib.PureWindowsPath("C:\\data\\x.txt")),
    "extra_network": extra(a=ipaddress.ip_address("10.0.0.1"), b=ipaddress.ip_address("2001:db8::1"),
                           n=ipaddress.ip_network("10.0.0.0/8"), i=ipaddress.ip_interface("10.0.0.1/24")),
    "extra_span": extra(r=range(1, 10, 2), s=range(5), l=slice(1, 2, None)),
    "extra_namespace": extra(ns=types.SimpleNamespace(a=1, b=[2])),
    "extra_array": extra(i=array.array("i", [1, 2]), e=array.array("d")),
    "extra_struct_time": extra(t=time.gmtime(0)),
    "extra_name": extra(t=int, n=type(None), f=len, c=program.Order, e=Ellipsis, i=NotImplemented),
    "extra_object": extra(o=program.Order(3), s=program.Slotted(), e=program.Shade.DARK),
    "extra_subclass": extra(s=program.Label("crusty"), n=program.Count(7), l=program.Basket([1, 2]),
                            d=program.Prices(a=1), t=program.Place(1, 2)),
}
CASES.update({f"protocol_{number}": extra(**every_kind) for number in range(6)})


def record_case(name, case):
    """Logs one line through a socket; returns its frame."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        handler = Sender("127.0.0.1", listener.getsockname()[1])
        if name.startswith("protocol_"):
            handler.protocol = int(name[-1])
        log = logging.Logger("shop.till", 1)
        log.addHandler(handler)
        case(log)
        handler.close()
        listener.settimeout(5)
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as stream:
            return stream.read()


def main():
    logging.setLogRecordFactory(PinnedRecord)
    for old in [*HERE.glob("*.frame"), *HERE.glob("*.json")]:
        old.unlink()
    for name, case in CASES.items():
        frame = record_case(name, case)
        record = pickle.loads(frame[4:])
        described = {
            "case": name,
            "python": platform.python_version(),
            "record": {key: typed(value) for key, value in record.items()},
        }
        (HERE / f"{name}.frame").write_bytes(frame)
        (HERE / f"{name}.json").write_text(json.dumps(described, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""The other end of a network handler, by CPython's own means.

    peer.py receive tcp|udp|unix|unixgram|tls [ADDRESS ...]     tells what arrives, a line a record
    peer.py expected                                            tells what CPython's own handler sends

A record is told as JSON: the type and the text of each attribute.
"""

import datetime
import decimal
import json
import logging
import logging.handlers
import pickle
import socketserver
import ssl
import struct
import sys
import threading
import uuid

LOCK = threading.Lock()


def tell(attributes):
    told = {name: [type(value).__name__, ascii(value)] for name, value in attributes.items()}
    with LOCK:
        print(json.dumps(told), flush=True)


def receive(payload):
    attributes = json.loads(payload) if payload.startswith(b'{"') else pickle.loads(payload)
    tell(logging.makeLogRecord(attributes).__dict__)


class Stream(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            while len(header := self.rfile.read(4)) == 4:
                (length,) = struct.unpack(">L", header)
                payload = self.rfile.read(length)
                if len(payload) == length:
                    receive(payload)
        except ConnectionError:
            pass


class Datagram(socketserver.DatagramRequestHandler):
    def handle(self):
        datagram = self.packet
        (length,) = struct.unpack(">L", datagram[:4])
        assert length == len(datagram) - 4, (length, len(datagram))
        receive(datagram[4:])


class Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 64


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Udp(socketserver.UDPServer):
    max_packet_size = 1 << 17


class UnixDatagram(socketserver.UnixDatagramServer):
    max_packet_size = 1 << 20


class Tls(Tcp):
    def __init__(self, address, handler, certificate, key):
        super().__init__(address, handler)
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate, key)

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        with LOCK:
            print(json.dumps({"error": str(sys.exc_info()[1])}), flush=True)


def serve(kind, address="0", *more):
    classes = {"tcp": Tcp, "tls": Tls, "udp": Udp, "unix": Unix, "unixgram": UnixDatagram}
    handler = Datagram if kind in ("udp", "unixgram") else Stream
    place = address if kind.startswith("unix") else ("127.0.0.1", int(address))
    server = classes[kind](place, handler, *more)
    print(server.server_address[1] if not kind.startswith("unix") else address, flush=True)
    server.serve_forever()


def calls(log):
    """The calls that `cases.rs` has in Rust, one for one."""
    yield lambda: log.info("nothing to merge")
    yield lambda: log.warning("%s of %d", "one", 2)
    yield lambda: log.error("%(item)s is gone", {"item": "tea"})
    yield lambda: log.critical("")
    yield lambda: log.debug("ünï ✓ 😀 \0 \x1b[0m\n")
    yield lambda: log.info("lone \udc80 and \ud800")
    yield lambda: log.info(1234)
    yield lambda: log.log(35, "between two levels")
    yield lambda: log.info("x" * 100_000)
    yield lambda: log.info("100% sure")
    extras = {
        "none": None,
        "yes": True,
        "no": False,
        "byte": 255,
        "short": 65535,
        "int": -2147483648,
        "long": 9223372036854775807,
        "low": -9223372036854775808,
        "big": 2**200,
        "negative": -(2**200),
        "ratio": 0.1,
        "minus": -0.0,
        "large": float("inf"),
        "nothing": float("nan"),
        "bytes": bytes(range(256)),
        "empty": b"",
        "tuple": (1, ("two", [3.0])),
        "unit": (),
        "list": [1, [2, [3, []]]],
        "dict": {"a": 1, 2: {"b": None}, (3, 4): []},
        "set": {7},
        "frozen": frozenset({"x"}),
        "void": set(),
        "price": decimal.Decimal("19.90"),
        "odd": decimal.Decimal("-Infinity"),
        "day": datetime.date(2024, 2, 29),
        "hour": datetime.time(23, 59, 58, 999999),
        "when": datetime.datetime(2024, 2, 29, 1, 2, 3, 4),
        "zoned": datetime.datetime(1, 1, 1, tzinfo=datetime.timezone.utc),
        "named": datetime.time(12, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=-3), "BRT")),
        "took": datetime.timedelta(days=-1, seconds=5, microseconds=6),
        "uuid": uuid.UUID(int=0x1234),
        "surrogate": "\udcff",
        "naïve": "ключ",
    }
    yield lambda: log.info("extras", extra=extras)
    shared = [1, 2, 3]
    yield lambda: log.info("shared", extra={"both": [shared, shared, (shared, shared)]})


def made():
    return {
        "name": None,
        "msg": "%s",
        "args": ("merged",),
        "levelno": 20,
        "levelname": "INFO",
        "pathname": "/src/shop.rs",
        "filename": "shop.rs",
        "module": "shop",
        "exc_info": None,
        "exc_text": "Broken: it is\n  and it says why",
        "stack_info": "Stack (most recent call last):\n  here",
        "lineno": "twelve",
        "funcName": None,
        "created": 1700000000.5,
        "msecs": 500.0,
        "relativeCreated": 1.25,
        "thread": 2**63,
        "threadName": "T\udc80",
        "processName": ("a", "b"),
        "process": 42,
        "taskName": "Task-1",
        "user": "ann",
    }


class Told(logging.handlers.SocketHandler):
    def send(self, frame):
        (length,) = struct.unpack(">L", frame[:4])
        assert length == len(frame) - 4
        tell(logging.makeLogRecord(pickle.loads(frame[4:])).__dict__)


def expected():
    log = logging.getLogger("shop.basket")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.addHandler(Told("unused", 0))
    for call in calls(log):
        call()
    # A record that somebody has made, with attributes of types that no call gives them.
    log.handlers[0].handle(logging.makeLogRecord(made()))
    # Another handler has formatted the record before, with its time.
    other = logging.StreamHandler(open("/dev/null", "w"))
    other.setFormatter(logging.Formatter("%(asctime)s %(message)s", "a date"))
    log.handlers.insert(0, other)
    log.info("formatted before")


if __name__ == "__main__":
    if sys.argv[1] == "expected":
        expected()
    else:
        serve(*sys.argv[2:])

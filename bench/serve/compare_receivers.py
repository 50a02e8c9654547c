#!/usr/bin/env python3
"""What a record costs a receiver: `sawlog serve` beside one in Python, on the same frames.

The one in Python does what receivers written with `socketserver` do: a thread for each connection, `pickle.loads`,
`makeLogRecord`, `handle`. It reads headers and frames to their end. Both write `asctime name levelname message` to a
file. The frames are made once, by the standard library's SocketHandler, and sent in large pieces, so that clients cost
next to nothing; runs alternate, and medians are shown.

    cargo build --release
    python3 bench/serve/compare_receivers.py [--records N] [--connections 1,16] [--rounds N] [--sawlog PATH]

Linux only: CPU time comes from /proc. Exit code 1 if a record is missing, or sawlog needs more than a tenth.
"""

import argparse
import logging
import logging.handlers
import os
import pathlib
import pickle
import signal
import socket
import socketserver
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"


class Connection(socketserver.BaseRequestHandler):
    """One client of the receiver in Python."""

    def handle(self):
        while True:
            header = self.read(4)
            if header is None:
                return
            payload = self.read(struct.unpack(">L", header)[0])
            if payload is None:
                return
            record = logging.makeLogRecord(pickle.loads(payload))
            logging.getLogger(record.name).handle(record)

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.request.recv(size - len(data))
            if not piece:
                return None
            data += piece
        return data


class Receiver(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


def receive(path):
    """The receiver in Python, as a process of its own."""
    logging.basicConfig(filename=path, format=FORMAT, level=logging.DEBUG)
    with Receiver(("127.0.0.1", 0), Connection) as server:
        print("listening at 127.0.0.1:%d;" % server.server_address[1], file=sys.stderr, flush=True)
        server.serve_forever()


def python_command(folder):
    return [sys.executable, __file__, "--receive", str(folder / "records.log")]


def sawlog_command(program, folder):
    config = folder / "logging.yaml"
    config.write_text(
        "version: 1\n"
        "formatters: {line: {format: '%s'}}\n"
        "handlers: {file: {class: logging.FileHandler, filename: '%s', formatter: line}}\n"
        "root: {level: DEBUG, handlers: [file]}\n" % (FORMAT, folder / "records.log")
    )
    return [program, "serve", "--listen", "127.0.0.1:0", "--config", str(config)]


def frames(count):
    """What the standard library's handler sends for `count` records."""
    handler = logging.handlers.SocketHandler("127.0.0.1", 1)
    made = []
    for number in range(count):
        record = logging.LogRecord(
            "shop.basket.%d" % (number % 10),
            logging.INFO,
            "/srv/shop/basket.py",
            42,
            "order %d of customer %s put into the basket",
            (number, "sheila"),
            None,
            "put",
        )
        made.append(handler.makePickle(record))
    return made


def run(command, streams, folder, count):
    """Has a receiver take the streams; its CPU seconds, the wall-clock seconds and its peak memory in KiB."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        line = process.stderr.readline()
        port = int(line.split("127.0.0.1:")[1].split(";")[0].split(",")[0])
        threading.Thread(target=process.stderr.read, daemon=True).start()
        before, began = cpu_seconds(process.pid), time.monotonic()
        senders = [threading.Thread(target=send, args=(port, stream)) for stream in streams]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        log, deadline = folder / "records.log", time.monotonic() + 120
        size = None
        # Asked seldom: the asking takes CPU time, too, though not the receiver's.
        while time.monotonic() < deadline:
            now = log.stat().st_size
            if now == size and lines(log) >= count:
                break
            size = now
            time.sleep(0.05)
        took = time.monotonic() - began
        cpu, peak = cpu_seconds(process.pid) - before, peak_memory(process.pid)
        found = lines(log)
        log.unlink()
        if found != count:
            sys.exit("%s: %d of %d records arrived" % (command[0], found, count))
        return cpu, took, peak
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def send(port, stream):
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(stream)


def lines(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def cpu_seconds(pid):
    """User and system time of all threads, those that have ended too."""
    fields = open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid):
    for line in open("/proc/%d/status" % pid):
        if line.startswith("VmHWM"):
            return int(line.split()[1])


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--connections", default="1,16")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sawlog", default=str(root / "target/release/sawlog"))
    parser.add_argument("--receive", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.receive:
        return receive(options.receive)

    made = frames(options.records)
    print("%d records of %d bytes, %d rounds" % (len(made), len(made[-1]), options.rounds))
    print("%-12s %-10s %14s %12s %10s" % ("connections", "receiver", "CPU us/record", "records/s", "peak MB"))
    worst = 0
    for connections in map(int, options.connections.split(",")):
        streams = [b"".join(made[start::connections]) for start in range(connections)]
        results = {"python": [], "sawlog": []}
        for _ in range(options.rounds):
            for name, outcomes in results.items():
                with tempfile.TemporaryDirectory() as folder:
                    folder = pathlib.Path(folder)
                    command = python_command(folder) if name == "python" else sawlog_command(options.sawlog, folder)
                    outcomes.append(run(command, streams, folder, len(made)))
        cost = {}
        for name, outcomes in results.items():
            cpu, took, peak = (statistics.median(column) for column in zip(*outcomes))
            cost[name] = cpu / len(made) * 1e6
            row = (connections, name, cost[name], len(made) / took, peak / 1024)
            print("%-12d %-10s %14.2f %12.0f %10.1f" % row)
        share = cost["sawlog"] / cost["python"]
        worst = max(worst, share)
        print("%-12d %-10s %14.3f" % (connections, "ratio", share))
    return 1 if worst > 0.1 else 0


if __name__ == "__main__":
    sys.exit(main())

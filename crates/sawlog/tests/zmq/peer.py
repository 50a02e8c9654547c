"""The other end of a queue over ZeroMQ: KIND WAY ADDRESS COUNT [TOPIC ...].

A PUSH or PUB logs COUNT records by a handler as the cookbook's section 12 makes them, when a line comes in; a PULL or SUB tells
the number of each record that it gets, as section 13's listener takes them. The first line out is the address.
"""

import json
import logging
import logging.handlers
import sys

import zmq


class ToSocket(logging.handlers.QueueHandler):
    def enqueue(self, record):
        self.queue.send_string(json.dumps(record.__dict__))


class FromSocket(logging.handlers.QueueListener):
    def dequeue(self, block):
        *topic, message = self.queue.recv_multipart()
        record = logging.makeLogRecord(json.loads(message))
        record.topic = topic[0].decode() if topic else ""
        return record


def send(socket, count):
    log = logging.getLogger("python.sender")
    log.addHandler(ToSocket(socket))
    for n in range(count):
        log.warning("number %d", n, extra={"number": n})


def take(socket, count):
    listener = FromSocket(socket)
    for _ in range(count):
        record = listener.dequeue(True)
        number = getattr(record, "number", None)
        told = record.getMessage() if number is None else number
        print(told, record.name, record.levelname, record.topic, flush=True)


def main():
    kind, way, address, count, *topics = sys.argv[1:]
    context = zmq.Context()
    socket = context.socket(getattr(zmq, kind))
    # Nothing that a test counts is to be dropped at this end.
    socket.set(zmq.SNDHWM if kind in ("PUSH", "PUB") else zmq.RCVHWM, 0)
    for topic in topics or [""]:
        if kind == "SUB":
            socket.set(zmq.SUBSCRIBE, topic.encode())
    getattr(socket, way)(address)
    print(socket.get(zmq.LAST_ENDPOINT).decode().rstrip("\0"), flush=True)
    if kind in ("PUSH", "PUB"):
        sys.stdin.readline()
        send(socket, int(count))
        socket.close(linger=-1)
        context.term()
        print("sent", flush=True)
    else:
        take(socket, int(count))


main()

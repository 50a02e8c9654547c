"""A process of sawlog's demonstration that logs from Python, with the standard library alone."""

import logging
import logging.handlers
import sys

host, port, name, records = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])

logger = logging.getLogger("demo." + name)
logger.setLevel(logging.DEBUG)
logger.addHandler(logging.handlers.SocketHandler(host, port))
print("ready", flush=True)
sys.stdin.readline()
for number in range(1, records + 1):
    logger.info("record %d of %d", number, records)
logging.shutdown()

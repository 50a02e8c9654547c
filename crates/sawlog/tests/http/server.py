"""A web server for the tests: CPython's http.server. Each request is written to stdout as it came, a line of JSON each.

Its settings come as JSON in the first line of stdin. Each line after that is a record, as a literal of Python's, which
CPython's own HTTPHandler sends to this server.
"""
import ast, json, logging, logging.handlers, os, ssl, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

settings = json.loads(sys.stdin.readline())
lock = threading.Lock()


def tell(what):
    with lock:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


class Handler(BaseHTTPRequestHandler):
    protocol_version = settings.get("protocol", "HTTP/1.1")

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        tell({
            "line": self.requestline,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode(),
            "connection": self.client_address[1],
        })
        time.sleep(settings.get("delay", 0))
        self.send_response(settings.get("status", 200))
        if settings.get("location"):
            self.send_header("Location", settings["location"])
        answer = b"x" * settings.get("answer", 2)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """Clients hang up."""


server = Server(("127.0.0.1", 0), Handler)
context = None
if settings.get("tls"):
    import trustme
    authority = trustme.CA()
    authority.cert_pem.write_to_path(os.path.join(settings["folder"], "ca.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    context = ssl.create_default_context(cafile=os.path.join(settings["folder"], "ca.pem"))
host = "127.0.0.1:%d" % server.server_address[1]
tell({"host": host, "version": sys.version_info[:2]})
threading.Thread(target=server.serve_forever, daemon=True).start()
for line in sys.stdin:
    keywords, record = ast.literal_eval(line)
    handler = logging.handlers.HTTPHandler(host, context=context, **keywords)
    handler.handleError = lambda record: tell({"failed": repr(sys.exc_info()[1])})
    handler.emit(logging.makeLogRecord(record))
os._exit(0)

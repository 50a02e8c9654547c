"""A mail server for the tests: aiosmtpd. What arrives is written to stdout, parsed by Python's `email`, a line each.

Its settings come as JSON in the first line of stdin. Each line after that is a record which CPython's own SMTPHandler
sends to this server.
"""
import warnings

warnings.simplefilter("ignore")
import asyncio, email, email.policy, email.utils, json, logging, logging.handlers, os, ssl, sys, threading

from aiosmtpd.smtp import SMTP, AuthResult
import trustme

settings = json.loads(sys.stdin.readline())
folder = settings["folder"]
authority = trustme.CA()
certificate = authority.issue_cert(settings.get("certified", "127.0.0.1"))
authority.cert_pem.write_to_path(os.path.join(folder, "ca.pem"))
client = authority.issue_cert("client@example.org")
client.private_key_pem.write_to_path(os.path.join(folder, "client.key"))
client.cert_chain_pems[0].write_to_path(os.path.join(folder, "client.crt"))
client.private_key_and_cert_chain_pem.write_to_path(os.path.join(folder, "client.pem"))
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
certificate.configure_cert(context)
if settings.get("client_certificate"):
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED


def tell(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        await asyncio.sleep(settings.get("delay", 0))
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(settings.get("delay", 0))
        if address in settings.get("refuse", []):
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        reply = settings.get("data_reply")
        if reply:
            return reply
        await asyncio.sleep(settings.get("delay", 0))
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        when = email.utils.parsedate_to_datetime(mail["Date"])
        tell({
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": [name for name, _ in mail.items()],
            "from": [[each.display_name, each.addr_spec] for each in mail["From"].addresses],
            "to": [[each.display_name, each.addr_spec] for each in mail["To"].addresses],
            "subject": mail["Subject"],
            "defects": [str(defect) for value in mail.values() for defect in value.defects] + [
                str(defect) for defect in mail.defects],
            "version": mail["MIME-Version"],
            "type": mail.get_content_type(),
            "charset": mail.get_content_charset(),
            "text": mail.get_content().replace("\r\n", "\n"),
            "longest": max(map(len, envelope.content.split(b"\r\n"))),
            "date": when.timestamp(),
            "offset": when.strftime("%z"),
            "user": session.auth_data.login.decode() if session.authenticated else None,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
        })
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    user, password = settings["login"]
    return AuthResult(success=(data.login.decode(), data.password.decode()) == (user, password), handled=False, auth_data=data)


def make():
    options = {"hostname": "mail.example.org", "enable_SMTPUTF8": True}
    if "login" in settings:
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": settings.get("tls") == "starttls"}
    if settings.get("tls") == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    return SMTP(Handler(), **options)


def send(port, what):
    keywords = {"mailhost": ("127.0.0.1", port), **what["handler"]}
    for name in ("credentials", "secure"):
        if name in keywords:
            keywords[name] = tuple(keywords[name])
    handler = logging.handlers.SMTPHandler(**keywords)
    handler.handleError = lambda record: tell({"failed": repr(sys.exc_info()[1])})
    handler.emit(logging.makeLogRecord(what["record"]))


async def main():
    loop = asyncio.get_running_loop()
    implicit = context if settings.get("tls") == "implicit" else None
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=implicit)
    port = server.sockets[0].getsockname()[1]
    tell({"port": port})

    def read():
        for line in sys.stdin:
            send(port, json.loads(line))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    await server.serve_forever()


logging.getLogger("mail.log").addHandler(logging.NullHandler())
logging.getLogger("mail.log").propagate = False
asyncio.run(main())

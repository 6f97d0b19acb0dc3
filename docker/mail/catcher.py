"""Takes every mail by SMTP (2525) and shows it: on standard output, and as a page (8025)."""

import html
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SMTP_PORT = 2525
PAGE_PORT = 8025

mails: list[str] = []


class Catcher:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        mails.append(shown(mail, envelope.rcpt_tos))
        sys.stdout.write(f"{mails[-1]}\n{'-' * 72}\n")
        return "250 OK"


def shown(mail: EmailMessage, recipients: list[str]) -> str:
    body = mail.get_body(("plain", "html"))
    text = body.get_content() if body is not None else ""
    heads = [f"{name}: {mail[name]}" for name in ("From", "Subject", "Date") if mail[name]]
    return "\n".join([f"To: {', '.join(recipients)}", *heads, "", text.strip()])


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        blocks = "<hr>".join(f"<pre>{html.escape(each)}</pre>" for each in reversed(mails))
        title = f"<h1>{len(mails)} mails</h1>"
        page = f"<!doctype html><meta charset=utf-8><title>Mails</title>{title}{blocks}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """The log shows mails only."""


if __name__ == "__main__":
    Controller(Catcher(), hostname="0.0.0.0", port=SMTP_PORT).start()
    ThreadingHTTPServer(("0.0.0.0", PAGE_PORT), Page).serve_forever()

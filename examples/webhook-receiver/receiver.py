"""Receives Parlour's webhooks: believes only what is signed, and handles an event once.

    SIGNING_SECRET=whsec_… PORT=3000 python3 receiver.py
"""

import hashlib
import hmac
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("SIGNING_SECRET", "").encode()
PORT = int(os.environ.get("PORT", "3000"))
# How old a request may be, in seconds: one that was overheard is of no use later.
MAX_AGE_S = 300
# How much one request may carry.
MAX_BYTES = 16 * 1024 * 1024

# The events that were handled. Keep them in your database, beside what handling them changed.
handled = set()
lock = threading.Lock()


def is_signed(timestamp: str, signature: str, body: bytes) -> bool:
    """Whether these very bytes were signed with the secret. Parse them only afterwards."""
    expected = hmac.new(SECRET, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


def is_fresh(timestamp: str) -> bool:
    return re.fullmatch("[0-9]{1,12}", timestamp) is not None and abs(time.time() - int(timestamp)) <= MAX_AGE_S


class Receiver(BaseHTTPRequestHandler):
    # Whoever stalls holds up nobody else, and not for long.
    timeout = 10

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not re.fullmatch("[0-9]+", length):
            self.answer(411)
            return
        if len(length) > 12 or int(length) > MAX_BYTES:
            self.answer(413)
            return
        body = self.rfile.read(int(length))
        timestamp = self.headers.get("x-di-timestamp", "")
        if not is_signed(timestamp, self.headers.get("x-di-signature", ""), body) or not is_fresh(timestamp):
            self.answer(401)
            return
        try:
            event = json.loads(body)
            event_id, kind = event["event_id"], event["type"]
        except (ValueError, KeyError, TypeError, RecursionError):
            self.answer(400)
            return
        if not isinstance(event_id, str) or not isinstance(kind, str):
            self.answer(400)
            return
        with lock:
            is_new = event_id not in handled
            handled.add(event_id)
        if is_new:
            print(event_id, kind, flush=True)
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent: what happened is printed above."""


if __name__ == "__main__":
    if not SECRET:
        sys.exit("set SIGNING_SECRET to the webhook's signing_secret")
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
    print("listening on", server.server_port, flush=True)
    server.serve_forever()

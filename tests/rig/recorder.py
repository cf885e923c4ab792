"""A proxy between the programs and a server that hands on each request and answer as they are, and
holds each answer against docs/api.yaml.

    with Recorder(lambda: server.url) as recorder:
        ... programs that are told recorder.url ...
    # ends with an AssertionError if an answer was not as described

The server is asked for its address each time, since it may come back at another. An answer goes on
to whoever asked while it comes, so that events do too.
"""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from rig.openapi import Description
from rig.server import Answer

TIMEOUT = 60
CHUNK = 65536
HOP = {"connection", "keep-alive", "transfer-encoding"}


class Recorder:
    def __init__(self, url):
        self.url_of_server = url
        self.description = Description()
        self.faults = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.daemon_threads = True
        self.server.recorder = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind, *rest):
        self.server.shutdown()
        self.server.server_close()
        if kind is None:
            assert not self.faults, self.faults

    def check(self, method, path, answer):
        try:
            self.description.check(method, path, answer)
        except Exception as fault:  # pylint: disable=broad-except
            self.faults.append(f"{method} {path}: {fault}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        """Quiet."""

    def body(self):
        """The request's, piece by piece: an upload is larger than what should lie in memory."""
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            piece = self.rfile.read(min(left, CHUNK))
            if not piece:
                raise ConnectionError("the request was cut")
            left -= len(piece)
            yield piece

    def hand_on(self):
        recorder = self.server.recorder
        upstream = http.client.HTTPConnection(urlsplit(recorder.url_of_server()).netloc,
                                              timeout=TIMEOUT)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            for piece in self.body():
                upstream.send(piece)
            self.hand_back(upstream.getresponse())
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # either side has gone: so has the other one now
        finally:
            upstream.close()

    def hand_back(self, got):
        self.send_response_only(got.status, got.reason)
        for name, value in got.headers.items():
            if name.lower() not in HOP:
                self.send_header(name, value)
        if got.headers["Content-Length"] is None and got.status not in (204, 304):
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        stream = got.headers.get_content_type() == "text/event-stream"
        if stream:  # what it holds is looked at by tests/http/test_events.py
            self.server.recorder.check(self.command, self.path,
                                       Answer(got.status, got.headers, b""))
        body = b""
        while piece := got.read1(CHUNK):
            self.wfile.write(piece)
            self.wfile.flush()
            body += b"" if stream else piece
        if not stream:
            self.server.recorder.check(self.command, self.path,
                                       Answer(got.status, got.headers, body))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = hand_on

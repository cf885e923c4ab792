"""Row 9: originals made of uploads, by eight stations at once, each on the disk when it is answered."""

import concurrent.futures
import http.client
import json
import os
import time
import uuid

import rig_http
import row_lookup
from figure import Beside, Figure, Goal, take_turns

STATIONS = 8
ANSWER = 65536
# Four to a student, of which one has its original.
REPORTS = 4_000
PENDING = [row_lookup.report(n)["id"] for n in range(REPORTS)
           if row_lookup.report(n)["status"] != "passed"]
FSYNCS = 100
PAGE = b"\0" * 4096


class Uploaded:
    """A server with uploads that wait to be made originals, some for each round."""

    def __init__(self, rounds, each):
        self.number, self.each = rounds * STATIONS * each, each

    def __enter__(self):
        self.server = row_lookup.filled_server(REPORTS).__enter__()
        with concurrent.futures.ThreadPoolExecutor(STATIONS) as pool:
            self.server.token()
            self.ready = iter(list(pool.map(self._upload, range(self.number))))
        return self

    def _upload(self, n):
        """The request that makes the original, as it goes over the wire."""
        data = rig_http.tiff(seed=n)
        body = json.dumps(rig_http.original(data, rig_http.upload(self.server, data))).encode()
        head = (f"POST /api/v1/reports/{PENDING[n]}/originals HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self.server.port}\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {self.server.token()}\r\n"
                f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n")
        return head.encode() + body

    def __exit__(self, *arguments):
        self.server.__exit__(*arguments)

    @staticmethod
    def _commit(line, work):
        """As little of Python as can be: it has one core with the server."""
        for request in work:
            line.sendall(request)
            assert line.recv(ANSWER).startswith(b"HTTP/1.1 201 ")

    def commit(self):
        """Commits a second."""
        work = [[next(self.ready) for _ in range(self.each)] for _ in range(STATIONS)]
        lines = [http.client.HTTPConnection("127.0.0.1", self.server.port) for _ in work]
        for line in lines:
            line.connect()
        with concurrent.futures.ThreadPoolExecutor(STATIONS) as pool:
            began = time.monotonic()
            list(pool.map(self._commit, [line.sock for line in lines], work))
            took = time.monotonic() - began
        for line in lines:
            line.close()
        return STATIONS * self.each / took


def _fsync(path, number):
    """Pages a second that are appended to a file and fsynced, one by one."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    began = time.monotonic()
    for _ in range(number):
        os.write(fd, PAGE)
        os.fsync(fd)
    took = time.monotonic() - began
    os.close(fd)
    os.unlink(path)
    return number / took


def commit(stage):
    rounds = stage.warm_up + stage.rounds
    with Uploaded(rounds, stage.pick(25, 1)) as ours:
        spreads = take_turns({
            "ours": ours.commit,
            "limit": lambda: _fsync(stage.path("fsync"), stage.pick(FSYNCS, 10)),
        }, stage.rounds, stage.warm_up)
    yield Figure("9", f"commits a second, {STATIONS} stations at once", "/s", spreads["ours"],
                 [Beside("limit", "fsyncs of one page, one by one", spreads["limit"],
                         Goal("at most 4 fsyncs each", lambda ours, other, ratio:
                              ratio.median >= 0.25, 0.25))],
                 more_is_better=True)

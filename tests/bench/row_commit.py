"""Row 9: originals made of uploads, by eight stations at once, each on the disk when it is answered."""

import concurrent.futures
import os
import time

import rig_http
from figure import Beside, Figure, Goal, take_turns
from rig.server import Server
from rig.station import demo, report

STATIONS = 8
FSYNCS = 100
PAGE = b"\0" * 4096


class Uploaded:
    """A server with uploads that wait to be made originals, some for each round."""

    def __init__(self, rounds, each):
        self.number, self.each = rounds * STATIONS * each, each

    def __enter__(self):
        self.server = Server(demo([report(n + 1) for n in range(self.number)])).__enter__()
        with concurrent.futures.ThreadPoolExecutor(STATIONS) as pool:
            self.server.token()
            self.ready = iter(list(pool.map(self._upload, range(self.number))))
        return self

    def _upload(self, n):
        data = rig_http.tiff(seed=n)
        return report(n + 1)["id"], rig_http.original(data, rig_http.upload(self.server, data))

    def __exit__(self, *arguments):
        self.server.__exit__(*arguments)

    def _commit(self, work):
        for report_id, body in work:
            assert rig_http.commit(self.server, report_id, body).status == 201

    def commit(self):
        """Commits a second."""
        work = [[next(self.ready) for _ in range(self.each)] for _ in range(STATIONS)]
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(STATIONS) as pool:
            list(pool.map(self._commit, work))
        return STATIONS * self.each / (time.monotonic() - began)


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
    with Uploaded(rounds, stage.pick(5, 1)) as ours:
        spreads = take_turns({
            "ours": ours.commit,
            "limit": lambda: _fsync(stage.path("fsync"), stage.pick(FSYNCS, 10)),
        }, stage.rounds, stage.warm_up)
    yield Figure("9", f"commits a second, {STATIONS} stations at once", "/s", spreads["ours"],
                 [Beside("limit", "fsyncs of one page, one by one", spreads["limit"],
                         Goal("at most 4 fsyncs each", lambda ours, other, ratio:
                              ratio.median >= 0.25, 0.25))],
                 more_is_better=True)

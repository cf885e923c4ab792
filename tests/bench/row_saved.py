"""Row 3: how long after the last line of a page the station may say "saved"."""

import contextlib
import json
import os
import time

from figure import Beside, Figure, at_most_more, take_turns
from rig.server import Server
from rig.station import Station, demo, report
from stage import LAMP

PACE = 35_000_000  # bytes a second: a fast flatbed at 600 dpi


class Glass:
    """A counter in front of a real server, and a scanner whose lamp moves at PACE."""

    def __init__(self, stage, dpi):
        self.stage, self.dpi = stage, dpi
        self.closing = contextlib.ExitStack()
        self.reports = iter([f"103-2-{number:06}" for number in range(1, 100)])
        self.saved = None  # the bytes of the last original

    def __enter__(self):
        server = self.closing.enter_context(Server(demo([report(n) for n in range(1, 100)])))
        env = self.stage.lamp(self.dpi, f"pace={PACE}")
        self.station = self.closing.enter_context(Station(server.url, env))
        self.station.sign_in()
        return self

    def __exit__(self, *arguments):
        self.closing.close()

    def submit(self):
        """Seconds from the last line to the word that it is saved; the original goes all its way."""
        process = self.station.start("submit", next(self.reports), "--scanner", LAMP,
                                     "--resolution", str(self.dpi))
        with process:
            said, path = self._wait_for_saved(process)
            process.stdout.read()
        assert process.returncode == 0, process.returncode
        with open(self.stage.over, encoding="ascii") as file:
            over = int(file.read())
        with open(path.replace("/ready/", "/delivered/"), "rb") as file:
            self.saved = file.read()
        return (said - over) / 1e9

    def _wait_for_saved(self, process):
        for line in process.stdout:
            now = time.monotonic_ns()
            event = json.loads(line)
            if event["event"] == "saved":
                return now, event["path"]
        raise AssertionError(process.stderr.read())

    def fsync(self):
        """Seconds of one fsync of the same bytes."""
        path = self.stage.path("fsync")
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(fd, self.saved)
        began = time.monotonic()
        os.fsync(fd)
        took = time.monotonic() - began
        os.close(fd)
        os.unlink(path)
        return took


def saved(stage):
    for dpi in map(stage.dpi, stage.some(300, 600)):
        with Glass(stage, dpi) as glass:
            spreads = take_turns({"ours": glass.submit, "limit": glass.fsync}, stage.rounds,
                                 stage.warm_up)
        yield Figure("3", f"last line to “saved”, {dpi} dpi at 35 MB/s", "s", spreads["ours"],
                     [Beside("limit", "one fsync of the same bytes", spreads["limit"],
                             at_most_more(0.050, "50 ms"))])

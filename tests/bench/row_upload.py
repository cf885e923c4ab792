"""Row 6: an original from the outbox to its receipt, on this machine alone."""

import contextlib
import json
import os
import pathlib
import shutil
import time

import spawn
from figure import Beside, Figure, at_most_times, not_slower, take_turns
from rig.npm import installed, node
from rig.server import Server
from rig.station import Station, demo, report
from web import Web

INTEROP = pathlib.Path(__file__).resolve().parents[1] / "interop"
TIMEOUT = 60


class Full:
    """Stations that have each one original in the outbox, and the server to send it to."""

    def __init__(self, stage, dpi, number):
        self.stage, self.dpi, self.number = stage, dpi, number
        self.closing = contextlib.ExitStack()

    def __enter__(self):
        self.server = Server(demo([report(n + 1) for n in range(self.number)]))
        self.closing.callback(shutil.rmtree, self.server.folder)
        self.server.start()
        stations = [self._station(n) for n in range(self.number)]
        port = self.server.port
        self.server.stop()
        for n, station in enumerate(stations):
            self._scan(n, station)
        self.file = stations[0].outbox("ready")[0]["path"]
        self.copy = self.stage.path("sent.tif")
        shutil.copy(self.file, self.copy)
        self.server.start(port)
        self.closing.callback(self.server.stop)
        self.stations = iter(stations)
        return self

    def __exit__(self, *arguments):
        self.closing.close()

    def _station(self, n):
        station = self.closing.enter_context(Station(self.server.url, self.stage.env))
        station.sign_in()
        assert station.run("lookup", "4100E001").code == 0
        return station

    def _scan(self, n, station):
        done = station.run("submit", report(n + 1)["id"], "--scanner", "pnm:0", "--resolution",
                           str(self.dpi), "--option", f"filename={self.stage.page(self.dpi)}")
        assert done.code == 5, done

    @property
    def bytes(self):
        return os.path.getsize(self.copy)

    def send(self):
        station = next(self.stations)
        took = spawn.seconds(station.command("outbox", "send"), station.env)
        assert station.outbox("delivered"), station.outbox()
        return took


def _limit(full, web):
    """The bytes over HTTP into a file, their digest, and the file onto the disk, one by one."""
    put = web.put_path("sent.tif")
    took = spawn.seconds(["curl", "--silent", "--fail", "--noproxy", "*", "-T", full.copy,
                          f"{web.url}/put/sent.tif"])
    took += spawn.seconds(["sha256sum", put])
    fd = os.open(put, os.O_RDWR)
    began = time.monotonic()
    os.fsync(fd)
    took += time.monotonic() - began
    os.close(fd)
    os.unlink(put)
    return took


class Tus:
    """@tus/server, and tus-js-client in front of it."""

    def __init__(self, stage):
        self.folder = stage.path("tus")

    def __enter__(self):
        os.makedirs(self.folder)
        self.client = installed()
        self.process = node(self.client, INTEROP / "tus" / "tus-server.js", self.folder, "0",
                            os.path.join(self.folder, "log"))
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/api/v1/uploads"
        return self

    def __exit__(self, *arguments):
        self.process.terminate()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()
        shutil.rmtree(self.folder)

    def send(self, path):
        """All of the file in one PATCH, as the client does unless it is told otherwise."""
        job = {"endpoint": self.url, "token": "-", "file": path, "chunk": os.path.getsize(path)}
        began = time.monotonic()
        with node(self.client, INTEROP / "tus-js" / "upload.js", json.dumps(job)) as process:
            said, _ = process.communicate(timeout=TIMEOUT)
        took = time.monotonic() - began
        assert json.loads(said.splitlines()[-1])[0] == "whole", said
        return took


def upload(stage):
    for dpi in map(stage.dpi, stage.some(300, 600)):
        with Full(stage, dpi, stage.warm_up + stage.rounds) as full, Web() as web, \
                Tus(stage) as tus:
            spreads = take_turns({
                "ours": full.send,
                "limit": lambda full=full, web=web: _limit(full, web),
                "peer": lambda full=full, tus=tus: tus.send(full.copy),
            }, stage.rounds, stage.warm_up)
            megabytes = full.bytes / 1e6
        yield Figure("6", f"outbox to receipt, {megabytes:.0f} MB", "s", spreads["ours"],
                     [Beside("limit", "curl -T to nginx, sha256sum, fsync", spreads["limit"],
                             at_most_times(1.5)),
                      Beside("peer", "tus-js-client to @tus/server", spreads["peer"],
                             not_slower())])

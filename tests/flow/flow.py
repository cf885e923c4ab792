"""What the flow tests share: a server, a scanner with a page on its glass, a station in front."""

import contextlib
import hashlib
import json
import os
import random
import sys
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import numpy
from rig.fake_central import FakeCentral
from rig.scanner import sane_env, scanner_folder, write_pnm
from rig.station import PASSWORD, Station, demo, report

R1, R2, R3 = "103-2-000001", "103-2-000002", "103-2-000003"


def page(width=240, height=320, seed=7, channels=3):
    """Pixels of a page: noise, so that no two rows are alike and nothing compresses away."""
    shape = (height, width, channels) if channels > 1 else (height, width)
    return numpy.random.default_rng(seed).integers(0, 256, shape, numpy.uint8)


class Counter:
    """One counter, its server and its glass. url: where the station finds the server, if that is
    not the server's own address."""

    def __init__(self, central, folder, env, url=None):
        self.central, self.folder, self.env = central, folder, env
        self.url = url
        self.stations = contextlib.ExitStack()
        self.glass = os.path.join(folder, "glass.pnm")
        self.lay(page())
        self.station = self.new_station()

    def new_station(self, sign_in=True, url=None, env=None):
        station = self.stations.enter_context(Station(url or self.url or self.central.url,
                                                      env or self.env))
        if sign_in:
            station.sign_in()
        return station

    def lay(self, pixels):
        """Lays another page on the glass."""
        write_pnm(self.glass, pixels)

    @property
    def scanner(self):
        return "--scanner", "pnm:0", "--option", f"filename={self.glass}"

    def submit(self, report_id=R1, *options, station=None, **keywords):
        return (station or self.station).run("submit", report_id, *self.scanner, *options,
                                             **keywords)

    def fetch(self, report_id=R1, number=1):
        """The bytes of an original as the server serves them."""
        request = urllib.request.Request(
            f"{self.central.url}/api/v1/reports/{report_id}/originals/{number}",
            headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            data = answer.read()
            assert answer.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
            return data

    @property
    def token(self):
        with open(os.path.join(self.station.profile, "session.json"), encoding="utf-8") as file:
            return json.load(file)["token"]


@contextlib.contextmanager
def counter(*reports, backends=("pnm", "test")):
    reports = reports or (report(1), report(2, "4100E002", "9001", "filed"),
                          report(3, status="passed"))
    central = FakeCentral(demo(list(reports)), PASSWORD)
    try:
        with scanner_folder() as folder:
            there = Counter(central, folder, sane_env(folder, *backends))
            with there.stations:
                yield there
    finally:
        central.stop()


def seeded(seed):
    return random.Random(seed)

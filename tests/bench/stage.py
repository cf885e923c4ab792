"""What all rows stand on: a folder, the programs, test pages, a station's environment."""

import contextlib
import os
import shutil
import subprocess
import tempfile

import spawn
from rig.scanner import sane_env


LAMP = "faulty:libusb:001:002"


def build(*parts):
    return os.path.join(os.environ["MESON_BUILD_ROOT"], *parts)


class Stage:
    """rounds: how often each figure is taken. quick: the smallest sizes, to see that everything
    still runs; its figures say nothing."""

    def __init__(self, rounds, quick):
        self.rounds, self.quick = (1, True) if quick else (rounds, False)
        self.warm_up = 0 if quick else 1
        self.closing = contextlib.ExitStack()
        os.makedirs(build("bench"), exist_ok=True)

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="work-", dir=build("bench"))
        self.closing.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.env = self.sane("pnm")
        return self

    def sane(self, backend, more=None):
        """A station's environment in which there is this scanner alone."""
        return {
            **sane_env(self.folder, backend),
            "SCAN_STATION_HELPER": build("src", "scan-helper", "scan-helper"),
            "SCAN_STATION_LOCALEDIR": build("po"),
            "SCAN_STATION_SYSTEM_CONF": self.path("no-system.conf"),
            "LC_ALL": "C.UTF-8",
            **(more or {}),
        }

    def lamp(self, dpi, words=""):
        """A station's environment with LAMP alone, which has the page of this resolution. What the
        driver reads and writes lies where the helper's cage lets a driver keep its own."""
        keep = self.path(".sane")
        os.makedirs(keep, exist_ok=True)
        sheet = os.path.join(keep, f"sheet-{dpi}.pnm")
        if not os.path.exists(sheet):
            os.link(self.page(dpi), sheet)
        return self.sane("faulty", {
            "HOME": self.folder,
            "LD_LIBRARY_PATH": build("tests", "fakes"),
            "SANE_FAULTY": f"name=libusb:001:002 sheet={sheet} over={self.over} {words}",
        })

    @property
    def over(self):
        """Where LAMP notes when its last line was given."""
        return self.path(".sane", "over")

    def __exit__(self, *arguments):
        self.closing.close()

    def pick(self, full, quick):
        return quick if self.quick else full

    def some(self, *cases):
        """All of them, or the first."""
        return self.pick(cases, cases[:1])

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    @property
    def cli(self):
        return build("src", "cli", "scan-station-cli")

    def dpi(self, full):
        """The resolution that stands for this one."""
        return self.pick(full, full // 4)

    def page(self, dpi):
        """A certificate as a sensor sees it, drawn once for all runs. The drawing program is part
        of the name: another one draws another page."""
        program = build("data", "demo", "demo-certificate")
        path = build("bench", f"certificate-{dpi}-{os.stat(program).st_mtime_ns:x}.pnm")
        if not os.path.exists(path):
            subprocess.run([program, "--dpi", str(dpi), "--output", path + ".part"], check=True,
                           env=self.env)
            os.rename(path + ".part", path)
        return path

    def remove(self, *names):
        """What nobody will look at again must not be left to the disk to write."""
        for name in names:
            os.unlink(self.path(name))

    def seconds(self, command, output=os.devnull):
        return spawn.seconds(command, self.env, output)

"""Promise 1 against the power: the disk of station and server stops at any moment, what had not
reached it is gone, and all is started again from what is left."""

import contextlib
import ctypes
import fcntl
import os
import random
import shutil
import struct
import subprocess
import tempfile
import time

from control import PROGRAMS
from kill import at_time
from lane import Lane
from network import LARGE, NetworkLane, judge_wire

# From the kernel's ext4.h: _IOR('X', 125, __u32), and "do not flush the log".
EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
DISK_BYTES = 96 << 20
LARGE_DISK_BYTES, LARGE_REPORTS = 320 << 20, 12  # for pages of 9 MB
libc = ctypes.CDLL(None, use_errno=True)


class Disk:
    """An ext4 file system in a file, which can be cut off."""

    def __init__(self, size=DISK_BYTES):
        self.size = size
        self.folder = tempfile.mkdtemp(prefix="disk-", dir=os.environ["MESON_BUILD_ROOT"])
        self.image = os.path.join(self.folder, "image")
        self.mount_point = os.path.join(self.folder, "mount")

    def __enter__(self):
        os.mkdir(self.mount_point)
        with open(self.image, "xb") as file:
            file.truncate(self.size)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True, stdin=subprocess.DEVNULL)
        self.mount()
        return self

    def __exit__(self, *_):
        self.unmount()
        shutil.rmtree(self.folder)

    def mount(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.mount_point], check=True)

    def unmount(self):
        """Who had files there is gone, or about to be."""
        end = time.monotonic() + 10
        while subprocess.run(["umount", self.mount_point], capture_output=True,
                             check=False).returncode != 0:
            assert time.monotonic() < end, f"somebody still uses {self.mount_point}"
            time.sleep(0.02)

    def sync(self):
        with self.opened() as fd:
            assert libc.syncfs(fd) == 0

    def cut(self):
        with self.opened() as fd:
            fcntl.ioctl(fd, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))

    @contextlib.contextmanager
    def opened(self):
        fd = os.open(self.mount_point, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield fd
        finally:
            os.close(fd)


class PowerCuts:
    """As for the kill matrix, but everything ends at once, and the disk first."""

    name = "power"

    def __init__(self, plant=None):
        """plant: faults for the shim to have, by program."""
        self.plant = plant or {}

    @contextlib.contextmanager
    def open(self, number):
        with Disk() as disk, Lane(where=disk.mount_point) as lane:
            lane.disk = disk
            for program, names in self.plant.items():
                lane.control[program].plant(*names)
            yield lane

    def run(self, lane, case):
        chance = random.Random(case)
        report = lane.next_report()
        with lane.station() as fresh:
            lane.disk.sync()
            # Several lanes share the disk below, so that a submit may well take twice its time.
            cut = at_time(chance.uniform(0, 2.2 * lane.whole), PROGRAMS, lane.disk.cut)
            words, said = cut(lane, fresh, report)
            lane.disk.unmount()
            lane.disk.mount()
            try:
                return lane.settle(fresh, report, said)
            except Exception as failure:
                raise AssertionError(f"cut, and {words}: {failure}\nsaid: {said}") from failure


class PowerCutsLarge(PowerCuts):
    """The same with a page of three chunks, through a proxy that hears what is acknowledged: no
    offset goes back over a cut."""

    name = "power-large"

    @contextlib.contextmanager
    def open(self, number):
        with Disk(LARGE_DISK_BYTES) as disk, NetworkLane(
                where=disk.mount_point, reports=LARGE_REPORTS, pixels=LARGE) as lane:
            lane.disk = disk
            for program, names in self.plant.items():
                lane.control[program].plant(*names)
            yield lane

    def run(self, lane, case):
        lane.wire.break_at(None)
        ended = super().run(lane, case)
        judge_wire(lane.wire)
        return ended

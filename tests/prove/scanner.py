"""Promise 5: whatever the driver of a scanner does, a cancel is quick, the station is ready again at
once, nothing is called saved that is not, and nobody is left behind."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

import numpy
from faults import judge_words
from lane import Lane
from points import spread
from rig import scanner
from rig.station import TIMEOUT, Done

# The user's patience, beside what the same takes without a fault.
CANCEL_SECONDS = 5.0
READY_SECONDS = 5.0
MAX_OUTPUT = 1 << 20
# So long after its fault has come, a driver hangs.
HANG_SECONDS = 0.5

CALLS = ("init", "list", "open", "describe", "option", "start", "parameters", "read")
VOID_CALLS = ("cancel", "close", "exit")  # SANE has them give no status
STATUSES = range(1, 12)  # all that SANE has, beside GOOD
ENDS = ("crash", "hang", "quit", "print")
DEEDS = (*ENDS, *map(str, STATUSES), "77")
IMAGES = {
    "short image": "deliver=60",
    "a line breaks off": "half",
    "nothing": "deliver=0",
    "endless image": "deliver=-1",
    "endless image of unknown height": "deliver=-1 announce=-1",
    "frames that make no page": "frames=gray-",
    "wrong width": "width=0",
    "wrong line": "line=199",
    "wrong depth": "depth=4",
    "wrong height": "announce=-7",
    "huge height": "announce=2147483647",
    "huge width": "width=2147483647",
    "huge line": "line=2000000000",
    "countless options": "options=many",
    "nameless options": "options=null",
    "senseless options": "options=wild",
    "one byte a second": "bite=1 pace=1",
    "one byte at a time": "bite=1",
}
# Every cell: what it is called, and what the driver is told.
CELLS = {**{f"{call}: {deed}": f"{call}={deed}" for call in CALLS for deed in DEEDS},
         **{f"{call}: {deed}": f"{call}={deed}" for call in VOID_CALLS for deed in ENDS}, **IMAGES}
# Planted: a cancel that is no cancel; somebody who stays; a lamp that has become slow.
DEAF, STAYS, SLOW = "deaf", "stays", "slow"
FAULTY = ("--scanner", "faulty:0", "--mode", "gray")


def gradient():
    """The page that the faulty driver has."""
    return (numpy.add.outer(numpy.arange(100), numpy.arange(200)) % 256).astype(numpy.uint8)


class ScannerLane(Lane):
    """A lane whose scanner is SANE's test device, or the faulty one."""

    def __init__(self, backend, device, pixels):
        super().__init__(pixels=pixels)
        self.backend, self.device = backend, device

    def __enter__(self):
        super().__enter__()
        self.env = scanner.sane_env(self.config, self.backend, base={
            **self.env, "LD_LIBRARY_PATH": os.path.join(os.environ["MESON_BUILD_ROOT"], "tests",
                                                        "fakes")})
        self.scanner = self.device
        return self

    def helpers(self):
        """Of this lane's stations, that have not ended."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/exe").endswith("/scan-helper"):
                    with open(f"/proc/{pid}/environ", "rb") as file:
                        if os.fsencode(self.folder) in file.read():
                            found.append(pid)
        return found

    def leave_somebody(self):
        """A process that is taken for a helper, for as long as this lane lives."""
        path = os.path.join(self.folder, "scan-helper")
        shutil.copy("/usr/bin/sleep", path)
        process = subprocess.Popen([path, "infinity"], env={"HOME": self.folder})
        self.everything.callback(process.wait)
        self.everything.callback(process.kill)
        end = time.monotonic() + READY_SECONDS
        while not self.helpers():  # its environment can be read a moment after it has begun
            assert time.monotonic() < end, "nobody stays"


class Running:
    """A command under way, whose driver has been told these words."""

    def __init__(self, fresh, words, *arguments):
        self.command = fresh.command(*arguments)
        # What a driver prints goes to the debug log.
        self.env = {**fresh.env, "SANE_FAULTY": f"{words} tell", "G_MESSAGES_DEBUG": "all"}

    def __enter__(self):
        self.files = [tempfile.TemporaryFile() for _ in range(2)]
        out, err = self.files
        self.process = subprocess.Popen(self.command, env=self.env, stdin=subprocess.DEVNULL,
                                        stdout=out, stderr=err)
        return self

    def __exit__(self, *_):
        for file in self.files:
            file.close()

    def read(self):
        """Both streams, as far as they have come; whoever writes shares the place in the file."""
        return [os.pread(file.fileno(), MAX_OUTPUT, 0).decode() for file in self.files]

    def fault_has_come(self):
        return "faulty: now" in self.read()[1]

    def has_ended(self, seconds):
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.returncode is not None

    def done(self):
        self.process.wait(TIMEOUT)
        return Done(self.process.returncode, *self.read())


class ScannerFaults:
    """Each cell of the matrix, or some of them at once, at any time, with a cancel at any time."""

    name = "scanner"

    def __init__(self, cells=None, chance=True, plant=None):
        """cells: what the driver is told, by name; all if not given. chance: beside each cell as it
        is there are two cases in which it comes later, and not alone, and is cancelled."""
        self.cells = spread(list((cells or CELLS).items()))
        self.chance, self.plant = chance, plant
        self.slowest_cancel = self.slowest_ready = 0.0

    @property
    def figures(self):
        return f"; slowest cancel {self.slowest_cancel:.1f} s, ready {self.slowest_ready:.1f} s"

    @contextlib.contextmanager
    def open(self, number):
        with ScannerLane("faulty", FAULTY, gradient()) as lane:
            yield lane

    def nth(self, case):
        """What the driver is told, and after how many seconds a person cancels, or None."""
        if not self.chance:
            return (*self.cells[case % len(self.cells)], None)
        rounds, place = divmod(case, 3)
        if place == 0:
            return (*self.cells[rounds % len(self.cells)], None)
        chance = random.Random(case)
        some = [chance.choice(self.cells)[1] for _ in range(place)]
        words = " ".join(word if word in IMAGES.values() else f"{word}@{chance.randint(1, 12)}"
                         for word in some)
        return words, words, chance.uniform(0, 0.3) if chance.random() < 0.4 else None

    def run(self, lane, case):
        name, words, cancel_after = self.nth(case)
        report = lane.next_report()
        with lane.station() as fresh:
            try:
                if name.startswith("list: "):
                    return self.list_devices(lane, fresh, words)
                return self.live_through(lane, fresh, report, words, cancel_after, name)
            except Exception as failure:
                raise AssertionError(f"{name} ({words}), cancelled: {cancel_after}: {failure}") \
                    from failure

    def list_devices(self, lane, fresh, words):
        """A submit names its device, so nothing is listed for it."""
        with Running(fresh, words, "scanners") as running:
            done, cancelled = self.wait(lane, running, None)
            assert running.fault_has_come(), f"the fault never came: {done}"
        # A cancel may come when all is over, or in the moment when the driver ends.
        assert done.code in ((0, 1, 3) if cancelled else (0, 3)), done
        listed = done.named("scanner")
        assert done.code == 0 or not listed, done
        self.assert_nobody_stays(lane)
        begun = time.monotonic()
        names = [event["name"] for event in fresh.run("scanners").named("scanner")]
        assert lane.scanner[1] in names, names
        self.assert_ready(time.monotonic() - begun)
        # SANE's front end leaves out a driver whose list has failed, and tells nobody why.
        return "listed" if listed else "not listed" if done.code == 0 else "not listed, and says so"

    def live_through(self, lane, fresh, report, words, cancel_after, name):
        with Running(fresh, words, "submit", report, *lane.scanner) as running:
            done, cancelled = self.wait(lane, running, cancel_after)
            assert name not in CELLS or name in IMAGES or running.fault_has_come(), \
                f"the fault never came: {done}"
        if done.code == -signal.SIGINT and not done.out:
            said = "before it had begun"
        else:
            said = judge_words(lane, fresh, report, done)
        assert cancelled or done.code in (0, 3), f"a scanner's fault ended with {done.code}"
        if self.plant == STAYS:
            lane.leave_somebody()
        self.assert_nobody_stays(lane)
        if self.plant == SLOW:
            fresh.env["SANE_FAULTY"] = "pace=3000"
        begun = time.monotonic()
        ended = lane.settle(fresh, report, [done])
        self.assert_ready(time.monotonic() - begun - (lane.whole if ended == "not saved" else 0))
        return f"cancelled, {said}" if cancelled else said

    def assert_nobody_stays(self, lane):
        assert not lane.helpers(), f"left behind: {lane.helpers()}"

    def assert_ready(self, seconds):
        self.slowest_ready = max(self.slowest_ready, seconds)
        assert seconds < READY_SECONDS, f"ready again after {seconds:.1f} s"

    def wait(self, lane, running, cancel_after):
        """What it came to. A person cancels after a while, or when it hangs: the driver has said
        that its fault has come, and nothing goes on."""
        patience = READY_SECONDS + lane.whole
        begun = time.monotonic()
        while cancel_after is None or time.monotonic() - begun < cancel_after:
            if running.has_ended(0.05):
                return running.done(), False
            if cancel_after is None and time.monotonic() - begun > (
                    HANG_SECONDS if running.fault_has_come() else patience):
                break
        begun = time.monotonic()
        running.process.send_signal(signal.SIGURG if self.plant == DEAF else signal.SIGINT)
        done = running.done()
        took = time.monotonic() - begun
        self.slowest_cancel = max(self.slowest_cancel, took)
        assert took < CANCEL_SECONDS, f"a cancel took {took:.1f} s"
        return done, True


class PlainScans:
    """SANE's own test device, which hangs or crashes now and then: nobody notices."""

    name = "plain-scans"
    device = ("--scanner", "test:0", "--mode", "gray", "--area", "0,0,20,20", "--option",
              "test-picture=Solid white")

    @contextlib.contextmanager
    def open(self, number):
        with ScannerLane("test", self.device, numpy.full((236, 236), 255, numpy.uint8)) as lane:
            yield lane

    def run(self, lane, case):
        report = lane.next_report()
        with lane.station() as fresh:
            begun = time.monotonic()
            done = lane.submit(fresh, report)
            took = time.monotonic() - begun - lane.whole
            assert done.code == 0 and lane.judge(fresh, report, [done]) == "delivered", done
            assert took < READY_SECONDS, f"it took {took:.1f} s longer than another one"
            return "delivered"

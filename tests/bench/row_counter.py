"""Row "counter": the minute of one student in the real windows, in front of a real server and a lamp
that moves as a fast flatbed's."""

import contextlib
import os
import time

from display.screen import Desk
from figure import Figure, Goal, Spread, at_most
from rig import scanner
from rig.memory import peak_of
from rig.station import crowd
from row_saved import PACE
from stage import LAMP

KEYS, CHECKED, VERIFYING, MEMORY = 2, 0.5, 0.3, 250e6
ACCEPTED = " → 6"  # APP_STUDENT_ACCEPTED in app-student-view.h, as the student's screen logs it


class Counter(Desk):
    """Two sheets lie on the glass in turn: the same one twice, however it lies, would ask before it
    is sent."""

    def __init__(self, stage, dpi, students):
        lamp = stage.lamp(dpi, f"pace={PACE}")
        super().__init__(crowd(students), configuration={"scanner": {
            "device": LAMP, "resolution": dpi}}, env={name: lamp[name] for name in (
                "HOME", "LD_LIBRARY_PATH", "SANE_CONFIG_DIR", "SANE_FAULTY")})
        self.over, self.sheet = stage.over, stage.path(".sane", f"sheet-{dpi}.pnm")
        self.students = iter(range(101, 101 + students))
        self.keys = 0

    def key(self, name):
        self.keys += 1
        super().key(name)

    def card(self):
        """Types and sends Enter, as a reader does."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.over)
        self.type(f"4100E{next(self.students)}")
        self.key("Return")
        self.wait_for("visit: opening → ready")
        self.keys = 0

    def scan(self):
        """Seconds from the lamp's last line to the whole image with its checks."""
        self.key("space")
        self.wait_for("visit: scanning → ready")
        now = time.monotonic_ns()
        with open(self.over, encoding="ascii") as file:
            return (now - int(file.read())) / 1e9

    def submit(self):
        """Seconds from before the key to the server's word on the student's window."""
        self.wait_for("ahead: uploaded")
        began = time.monotonic()
        self.key("Return")
        self.wait_for(ACCEPTED)
        return time.monotonic() - began

    def give_back(self):
        self.key("Return")
        self.wait_for("counter: giving-back → idle")

    def mirror_sheet(self):
        with open(self.sheet, "rb") as file:
            pixels = scanner.read_pnm(file.read())
        scanner.write_pnm(self.sheet + ".new", pixels[:, ::-1])
        os.replace(self.sheet + ".new", self.sheet)


def _students(stage):
    """Of each student: keys, seconds to the checks, seconds to 查證中."""
    number = stage.warm_up + stage.rounds
    with Counter(stage, 300, number) as counter:
        for _ in range(number):
            counter.card()
            checked = counter.scan()
            verifying = counter.submit()
            yield counter.keys, checked, verifying
            counter.give_back()
            counter.mirror_sheet()


def _memory(stage):
    """The most that the windows' process ever took."""
    dpi = stage.dpi(600)
    with Counter(stage, dpi, 1) as counter:
        counter.card()
        counter.scan()
        counter.wait_for("ahead: uploaded")
        peak = peak_of(counter.window.pid)
    return Figure("counter", f"peak memory of the windows, an A4 page of {dpi} dpi shown", "B",
                  Spread([peak]), [], at_most(MEMORY, "250 MB"))


def counter(stage):
    keys, checked, verifying = map(Spread, zip(*list(_students(stage))[stage.warm_up:]))
    yield Figure("counter", "keys from the card to 查證中", "keys", keys, [], at_most(KEYS, "2"))
    yield Figure("counter", "last line to image and checks, 300 dpi", "s", checked, [],
                 at_most(CHECKED, "0.5 s"))
    yield Figure("counter", "Enter to 查證中 on the student's window, 300 dpi", "s", verifying, [],
                 Goal("median 0.3 s", lambda ours, *_: ours.median <= VERIFYING))
    yield _memory(stage)

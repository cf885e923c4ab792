"""A scanner with faults at the counter: each is told in words, loses nothing and holds up nobody."""

import os
import time

import pytest
from rig import scanner, station
from screen import STAFF_SEES, Desk, build


@pytest.fixture(scope="module")
def sane():
    """An environment in which SANE knows the driver with faults alone."""
    with scanner.scanner_folder() as folder:
        yield {**scanner.sane_env(folder, "faulty", base={}),
               "LD_LIBRARY_PATH": build("tests", "fakes")}


@pytest.fixture(scope="module")
def make_desk(sane):
    return lambda: Desk(station.crowd(12), env=sane, accessible=True,
                        configuration={"scanner": {"device": "faulty:0", "mode": "gray"}})


def scan(desk, fault):
    desk.prepare_helper(f"export SANE_FAULTY='{fault}'")
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")
    desk.key("space")
    desk.wait_for("visit: ready → scanning")


def leave(desk):
    desk.key("Escape")
    desk.wait_for("counter: visiting → idle")


def nothing_kept(desk):
    outbox = os.path.join(desk.profile, "outbox")
    rows = desk.central.database("SELECT status FROM reports WHERE id = ?", desk.report)
    return rows == [("applied",)] and all(
        os.listdir(os.path.join(outbox, state)) == [] for state in ("making", "ready", "sending"))


@pytest.mark.parametrize("fault, words", [
    ("read=6", "The paper is jammed in the scanner."),
    ("start=7", "There is no paper in the feeder."),
    ("start=8", "The scanner's cover is open."),
    ("read=9@2", "The connection to the scanner failed."),
    ("announce=100 deliver=60", "The scanner delivered less than a whole page."),
    ("read=crash", "The scanner's driver"),
])
def test_it_says_what_happened_and_is_ready_again(desk, fault, words):
    scan(desk, fault)
    desk.wait_for("visit: scanning → ready")
    assert words in desk.words(STAFF_SEES)
    assert nothing_kept(desk)
    leave(desk)


@pytest.mark.parametrize("phase", ["open", "start", "read"])
def test_escape_ends_a_scanner_that_hangs(desk, phase):
    scan(desk, f"{phase}=hang")
    asked = time.monotonic()
    desk.key("Escape")
    desk.wait_for("visit: scanning → ready")
    print(f"{phase}: ready again {time.monotonic() - asked:.1f} s after Escape")
    assert time.monotonic() - asked < 10  # 5 s are promised; the machine may be busy
    assert nothing_kept(desk)
    leave(desk)


def test_escape_ends_the_wait_for_a_busy_scanner(desk):
    scan(desk, "open=3")
    desk.wait_for("scan: scanning → busy")
    assert "The scanner is busy; trying again" in desk.words(STAFF_SEES)
    desk.key("Escape")
    desk.wait_for("visit: scanning → ready")
    assert nothing_kept(desk)
    leave(desk)

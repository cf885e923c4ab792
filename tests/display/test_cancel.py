"""Esc while something is under way: it ends, nothing is lost that should be kept, nothing is kept
that should not be, and the counter goes on. The server answers when a test lets it."""

import contextlib
import os
import threading

import pytest
import sheet
from rig import server, station
from rig.fake_central import FakeCentral
from screen import STUDENT_SEES, Desk

TRIES = 20  # more than are made while a test holds an answer back
HANGS = "exec sleep 1000"  # instead of a helper


@pytest.fixture(scope="module")
def central():
    central = FakeCentral(station.crowd(12), password=server.PASSWORD)
    yield central
    central.stop()


@pytest.fixture(scope="module")
def make_desk(central):
    return lambda: Desk(central=central, accessible=True)


@contextlib.contextmanager
def held(central, route):
    """Answers of this route come when the block is left, also those to a second try."""
    let_go = threading.Event()

    def hold(_, serve):
        let_go.wait()
        serve()
    central.faults[route] = [hold] * TRIES
    try:
        yield
    finally:
        central.faults[route] = []
        let_go.set()


def look_up(desk):
    desk.type(desk.student)
    desk.key("Return")


def scan(desk, key="space"):
    desk.key(key)
    desk.wait_for("visit: scanning → ready")


def outbox(desk, state):
    return os.listdir(os.path.join(desk.profile, "outbox", state))


def test_while_it_looks_up(desk, central):
    with held(central, "reports"):
        look_up(desk)
        desk.wait_for("counter: idle → looking-up")
        desk.key("Escape")
        desk.wait_for("counter: looking-up → idle")
    look_up(desk)
    desk.wait_for("visit: opening → ready")
    desk.key("Escape")
    desk.wait_for("→ idle")
    desk.wait_for("claim: let go")


def test_while_it_claims_the_report(desk, central):
    with held(central, "claim"):
        look_up(desk)
        desk.wait_for("counter: choosing → visiting")
        desk.key("Escape")
        desk.wait_for("counter: visiting → idle")
    desk.wait_for("claim: let go")
    assert desk.report not in central.claims


def test_while_it_scans(desk):
    sheet.lay(desk.glass, 1, 2480, 3508)
    look_up(desk)
    desk.wait_for("visit: opening → ready")
    desk.key("space")
    desk.wait_for("-> reading")
    desk.key("Escape")
    desk.wait_for("visit: scanning → ready")
    assert "Please hand over your original" in desk.words(STUDENT_SEES)
    desk.key("Escape")
    desk.wait_for("counter: visiting → idle")
    assert outbox(desk, "making") == []


def test_while_it_puts_pages_together(desk, central):
    look_up(desk)
    desk.wait_for("visit: opening → ready")
    scan(desk)
    scan(desk, "a")
    desk.prepare_helper(HANGS)
    desk.key("Return")
    desk.wait_for("visit: ready → saving")
    desk.key("Escape")
    desk.wait_for("visit: saving → ready")
    assert outbox(desk, "ready") == [] and len(outbox(desk, "making")) == 2
    desk.prepare_helper("")
    desk.key("Return")  # the pages are still there
    desk.wait_for("counter: visiting → giving-back")
    assert len(central.originals[desk.report]) == 1
    desk.key("Return")
    desk.wait_for("→ idle")


def test_while_it_sends(desk, central):
    look_up(desk)
    desk.wait_for("visit: opening → ready")
    scan(desk)
    with held(central, "commit"):
        desk.key("Return")
        desk.wait_for("visit: saving → sending")
        desk.key("Escape")
        desk.wait_for("counter: visiting → giving-back")
        assert len(outbox(desk, "ready")) == 1
        assert "Scanned, waiting to be sent" in desk.words(STUDENT_SEES)
    desk.wait_for("sender: delivered")
    assert len(central.originals[desk.report]) == 1
    desk.key("Return")
    desk.wait_for("→ idle")

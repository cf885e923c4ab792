"""An area of the glass, chosen after a preview of it: what is scanned is as large as the frame."""

import pytest
import tifffile
from rig import scanner, station
from screen import STAFF_SEES, Desk

BED = 300  # millimetres either way, of SANE's test device
CANVAS_X, CANVAS_Y = 654, 380  # a place on the glass, in pixels of the screen


@pytest.fixture(scope="module")
def sane():
    """An environment in which SANE knows its own test device, which takes an area."""
    with scanner.scanner_folder() as folder:
        yield scanner.sane_env(folder, "test", base={})


@pytest.fixture(scope="module")
def make_desk(sane):
    return lambda: Desk(station.crowd(12), env=sane, accessible=True, configuration={
        "scanner": {"device": "test:0", "resolution": "200"}})


def preview(desk):
    desk.key("p")
    desk.wait_for("visit: scanning → ready")


def look_up(desk):
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def sizes(desk):
    """In pixels, of the pages of what was submitted."""
    desk.key("Return")
    if "A check did not pass" in desk.words(STAFF_SEES):
        desk.press("button", "Submit all the same")
    desk.wait_for("counter: visiting → giving-back")
    sha256 = desk.central.database("SELECT sha256 FROM originals WHERE report_id = ?",
                                   desk.report)[0][0]
    with tifffile.TiffFile(desk.central.original_path(sha256)) as file:
        assert all("station:Crop" not in page.tags["XMP"].value.decode() for page in file.pages)
        return [(page.imagewidth, page.imagelength) for page in file.pages]


def test_by_hand_and_the_same_for_the_next_page(desk):
    look_up(desk)
    desk.press("button", "Choose an area…")
    desk.wait_for("visit: scanning → ready")
    assert "What of the glass is to be scanned?" in desk.words(STAFF_SEES)
    desk.drag((CANVAS_X - 100, CANVAS_Y - 80), (CANVAS_X, CANVAS_Y), (CANVAS_X + 100, CANVAS_Y))
    desk.press("button", "Scan this area")
    desk.wait_for("visit: scanning → ready")
    assert "part of the glass" in desk.words(STAFF_SEES)
    desk.key("a")
    desk.wait_for("visit: scanning → ready")
    found = sizes(desk)
    assert len(found) == 2 and found[0] == found[1]
    width, height = found[0]
    assert 200 < width < BED / 25.4 * 200 / 2
    assert abs(width / height - 2.5) < 0.1


def test_by_keys_and_again(desk):
    look_up(desk)
    preview(desk)
    desk.key("Escape")  # the preview is left, the student stays
    preview(desk)
    for _ in range(3):
        desk.key("shift+Left")
    desk.key("Return")
    desk.wait_for("visit: scanning → ready")
    preview(desk)
    for _ in range(6):
        desk.key("shift+Left")
    desk.key("space")  # in the place of the page that was there
    desk.wait_for("visit: scanning → ready")
    [(width, height)] = sizes(desk)
    whole = round(BED / 25.4 * 200)
    assert width < height - 20 and abs(height - whole) < 4


def test_the_whole_glass_again_and_cancelled(desk):
    look_up(desk)
    preview(desk)
    desk.key("shift+Up")
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    desk.press("button", "Change")
    desk.press("button", "Whole glass")
    desk.wait_for("this original: settings closed")
    desk.key("p")
    desk.wait_for("visit: ready → scanning")
    desk.key("Escape")
    desk.wait_for("visit: scanning → ready")
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    [(width, height)] = sizes(desk)
    assert abs(width - height) < 4

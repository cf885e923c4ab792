"""The page on the canvas: looked at closely, and cut."""

import re
import time

import numpy
import picture
import pytest
import sheet
import tifffile
from rig import station
from screen import TIMEOUT, Desk

# Of the window as it comes up, in pixels of the screen.
CANVAS_X, CANVAS_Y = 654, 380


@pytest.fixture(scope="module")
def make_desk():
    return lambda: Desk(station.crowd(8), accessible=True)


def scan(desk, size=(sheet.WIDTH, sheet.HEIGHT)):
    """The pixels of what was laid on the glass."""
    sheet.lay(desk.glass, desk.sheets, *size)
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    return sheet.draw(desk.sheets, *size)


def submitted(desk):
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    sha256 = desk.central.database("SELECT sha256 FROM originals WHERE report_id = ?",
                                   desk.report)[0][0]
    return tifffile.TiffFile(desk.central.original_path(sha256))


def is_part_of(block, pixels):
    """TRUE if these very pixels are somewhere about the middle of the page. They are looked for by
    their row of the most changes, as white is everywhere."""
    top, left = (max(side // 2 - 300, 0) for side in pixels.shape[:2])
    pixels = pixels[top:top + 600, left:left + 600]
    height, width, bytes_each = block.shape
    changes = numpy.count_nonzero(numpy.diff(block[:, :, 0], axis=1), axis=1)
    row = int(changes.argmax())
    if changes[row] == 0:
        return False
    pattern = re.compile(b"(?=" + re.escape(block[row].tobytes()) + b")", re.DOTALL)
    return any(numpy.array_equal(
        pixels[y:y + height, found.start() // bytes_each:][:, :width], block)
        for y in range(pixels.shape[0] - height + 1)
        for found in pattern.finditer(pixels[y + row].tobytes()))


def wait_for_pixels(desk, pixels, half, others=None):
    """Until the middle of the canvas shows the page's own pixels, and not these; gives them."""
    end = time.monotonic() + TIMEOUT
    seen = None
    while True:
        block = picture.read(desk.folder)[CANVAS_Y - half:CANVAS_Y + half,
                                          CANVAS_X - half:CANVAS_X + half]
        fresh = not any(numpy.array_equal(block, former) for former in (seen, others))
        if fresh and is_part_of(block, pixels):
            return block
        seen = block
        assert time.monotonic() < end, "the page's own pixels did not come"
        time.sleep(0.02)  # a screen has no event for a test


def test_actual_size_and_loupe_show_the_pages_own_pixels(desk):
    pixels = scan(desk, (2300, 2000))  # the small picture has a quarter of them
    assert "Page 1 of 1, 2300 × 2000 pixels, Straight" in desk.words()
    desk.key("ctrl+1")
    desk.wait_for("pixels: ")
    middle = wait_for_pixels(desk, pixels, 100)
    for away, back in (("Right", "Left"), ("Down", "Up")):
        desk.key(f"ctrl+{away}")
        moved = wait_for_pixels(desk, pixels, 100, middle)
        desk.key(f"ctrl+{back}")
        assert numpy.array_equal(wait_for_pixels(desk, pixels, 100, moved), middle)
    desk.key("r")
    wait_for_pixels(desk, numpy.rot90(pixels, -1), 100)
    desk.key("ctrl+0")
    desk.key("l")
    wait_for_pixels(desk, numpy.rot90(pixels, -1), 60)
    desk.key("Escape")  # the loupe goes, the student stays
    desk.key("c")
    desk.key("Escape")
    with submitted(desk) as file:
        assert "station:Crop" not in file.pages[0].tags["XMP"].value.decode()


def crop_of(page):
    found = re.search(r"<station:Crop>(\d+),(\d+),(\d+),(\d+)<",
                      page.tags["XMP"].value.decode())
    return tuple(int(number) for number in found.groups())


def test_an_area_by_keys_and_by_hand_is_told_beside_the_pixels(desk):
    pixels = scan(desk)
    desk.key("c")
    for _ in range(3):
        desk.key("shift+Left")
    desk.key("Return")
    desk.key("ctrl+z")
    desk.key("c")  # all of it again
    desk.drag((CANVAS_X - 100, CANVAS_Y - 80), (CANVAS_X, CANVAS_Y), (CANVAS_X + 100, CANVAS_Y))
    desk.key("Right")
    desk.key("Return")
    with submitted(desk) as file:
        x, y, width, height = crop_of(file.pages[0])
        assert numpy.array_equal(file.pages[0].asarray(), pixels)
    assert 0 < x < x + width < sheet.WIDTH and 0 < y < y + height < sheet.HEIGHT
    assert abs(width / height - 2.5) < 0.1

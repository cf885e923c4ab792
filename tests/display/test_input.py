"""What comes through a compositor: a mouse, fingers on a touch screen, and a name that no key
has."""

import re

import pytest
import sheet
from compositor import Hands
from rig import station
from test_page import crop_of, submitted

MIDDLE_X, MIDDLE_Y = 984, 520  # of the canvas
PAGE = (2300, 2000)            # fits at less than half of its size
NEXT = (1765, 1018)            # the large button
THUMBNAIL = (376, 1030)        # of the first page
NEAR = 80                      # pixels of it; the finger goes 164 and 109 of them


@pytest.fixture(name="desk")
def fixture_desk():
    """With a student who was looked up by name. Each character is composed, as by any input method:
    its keys are the composition's until it ends."""
    with Hands(station.demo([station.report(1)]), "Meta-1", accessible=True) as desk:
        desk.wait_for_places("2 monitors, Meta-1 for the student", staff=("Meta-0", "maximized"),
                             student=("Meta-1", "full screen"))
        for character in "王小明":
            desk.key("ctrl+Shift+U")
            desk.type(f"{ord(character):x}")
            desk.key("space")
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        desk.report = "103-2-000001"
        yield desk


def pinch(desk, before, after):
    """Two fingers, so far left and right of the middle."""
    desk.draw(*(((MIDDLE_X + side * before, MIDDLE_Y), (MIDDLE_X + side * after, MIDDLE_Y))
                for side in (-1, 1)))


def page(desk, holds):
    """What the page is called, once it is called so."""
    def named(tree):
        return next((found["name"] for found in tree
                     if found["role"] == "image" and holds(found["name"])), None)
    return named(desk.tree_with("Scan Station", named))


def drag_right(desk, words):
    """From the first page on, by small steps, until this is noticed."""
    for x in range(THUMBNAIL[0], THUMBNAIL[0] + 300, 4):
        desk.point(x, THUMBNAIL[1])
        while desk.read(0.05):
            pass
        if words in desk.seen:
            break
    desk.wait_for(words)


def cut(desk):
    """The size in pixels of what one finger draws around, 300 × 200 of the screen's."""
    desk.key("c")
    desk.draw(((MIDDLE_X - 150, MIDDLE_Y - 100), (MIDDLE_X + 150, MIDDLE_Y + 100)))
    desk.key("Return")
    size = re.search(r"cut to (\d+) × (\d+)", page(desk, lambda name: "cut to" in name))
    return int(size[1]), int(size[2])


def cut_and_undo(desk):
    size = cut(desk)
    desk.key("ctrl+z")
    page(desk, lambda name: name.startswith("Page 1") and "cut to" not in name)
    return size


def cut_at_rest(desk):
    """The canvas becomes smaller when the strip of pages comes, after the page."""
    size = None
    while (former := size) != (size := cut_and_undo(desk)):
        pass
    return former


def test_a_name_in_chinese_finds_its_student(desk):
    assert "4100E001" in desk.words()


def test_one_button_and_the_mouse_are_enough(desk):
    for name, came in (("Scan", "visit: scanning → ready"),
                       ("Submit", "counter: visiting → giving-back"),
                       ("Original given back", "counter: giving-back → idle")):
        desk.tree_with("Scan Station", lambda tree, name=name: any(
            (found["role"], found["name"]) == ("button", name) for found in tree))
        desk.click(*NEXT)
        desk.wait_for(came)


def test_a_page_is_dragged_behind_the_next(desk):
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    desk.key("r")
    desk.key("a")
    desk.wait_for("visit: scanning → ready")
    page(desk, lambda name: name.startswith("Page 2 of 2"))
    desk.click(*THUMBNAIL)
    page(desk, lambda name: name.startswith("Page 1 of 2"))
    desk.hold(True)
    drag_right(desk, "strip: a page would come before 2")
    desk.hold(False)
    desk.wait_for("strip: a page would come before")  # nowhere any more
    with submitted(desk) as file:
        turned = [page.tags["Orientation"].value if "Orientation" in page.tags else 1
                  for page in file.pages]
        assert turned == [1, 6]


def test_two_fingers_zoom_and_one_moves_the_page(desk):
    sheet.lay(desk.glass, 1, *PAGE)
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    width, height = cut_at_rest(desk)
    assert width / 300 == pytest.approx(height / 200, rel=0.02)
    pinch(desk, 50, 200)
    large, _ = cut_and_undo(desk)
    assert width / large == pytest.approx(4, rel=0.05)
    pinch(desk, 300, 30)
    assert cut_and_undo(desk) == (width, height)  # no smaller than what fits
    pinch(desk, 50, 200)
    desk.draw(((MIDDLE_X, MIDDLE_Y), (MIDDLE_X + 300, MIDDLE_Y + 200)))
    cut(desk)
    with submitted(desk) as file:
        x, y, _, _ = crop_of(file.pages[0])
        scale = 300 / large
        assert x == pytest.approx(PAGE[0] / 2 - (300 + 150) / scale, abs=NEAR)
        assert y == pytest.approx(PAGE[1] / 2 - (200 + 100) / scale, abs=NEAR)

"""The windows through the accessibility tree, as a screen reader and switch control meet them."""

import pytest
from rig import station
from screen import STUDENT_SEES, Desk

# What a person acts on; each must say what it is for.
CONTROLS = {"button", "toggle button", "text", "entry", "check box", "combo box", "list item",
            "menu item", "password text"}


@pytest.fixture(scope="module")
def make_desk():
    return lambda: Desk(station.crowd(8), accessible=True)


def nameless(desk):
    """GTK fills in the type where nobody has given a name."""
    return [found for found in desk.tree() if found["role"] in CONTROLS
            and (not found["name"] or found["name"].startswith(("Gtk", "Adw", "App")))]


def look_up(desk):
    desk.type(desk.student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def test_the_way_of_one_student_by_the_accessibility_tree(desk):
    look_up(desk)
    desk.press("button", "Scan")
    desk.wait_for("visit: scanning → ready")
    desk.press("button", "Submit")
    desk.wait_for("counter: visiting → giving-back")
    desk.press("button", "Original given back")
    desk.wait_for("counter: giving-back → idle")


def test_every_control_has_a_name(desk):
    assert not nameless(desk)
    look_up(desk)
    assert not nameless(desk)
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    assert not nameless(desk)
    desk.key("ctrl+l")
    desk.wait_for("screen: counter → sign-in")
    assert not nameless(desk)


def test_every_control_of_the_sign_in_has_a_name(desk):
    desk.forget_session()
    desk.open_again()
    desk.wait_for("screen: counter → sign-in")
    assert not nameless(desk)


def test_the_students_window_says_nothing_private(desk):
    look_up(desk)
    words = desk.words(STUDENT_SEES)
    assert "王○明" in words
    assert desk.student not in words and "王小明" not in words and "@" not in words

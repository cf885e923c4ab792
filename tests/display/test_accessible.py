"""The windows through the accessibility tree, as a screen reader and switch control meet them."""

from rig import station
from screen import Desk

STUDENT = "4100E001"
# What a person acts on; each must say what it is for.
CONTROLS = {"button", "toggle button", "text", "entry", "check box", "combo box", "list item",
            "menu item", "password text"}


def data():
    return station.demo([station.report(1)])


def nameless(desk):
    """GTK fills in the type where nobody has given a name."""
    return [found for found in desk.tree() if found["role"] in CONTROLS
            and (not found["name"] or found["name"].startswith(("Gtk", "Adw", "App")))]


def words_of(desk, window):
    """All that is said in the window of this title."""
    words, inside = [], False
    for found in desk.tree():
        if found["depth"] == 1:
            inside = found["name"] == window
        if inside:
            words += [found["name"], found["description"]]
    return words


def test_the_way_of_one_student_by_the_accessibility_tree():
    with Desk(data(), accessible=True) as desk:
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        desk.press("button", "Scan")
        desk.wait_for("visit: scanning → ready")
        desk.press("button", "Submit")
        desk.wait_for("counter: visiting → giving-back")
        desk.press("button", "Original given back")
        desk.wait_for("counter: giving-back → idle")


def test_every_control_has_a_name():
    with Desk(data(), accessible=True) as desk:
        assert not nameless(desk)
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        assert not nameless(desk)
        desk.key("space")
        desk.wait_for("visit: scanning → ready")
        assert not nameless(desk)


def test_every_control_of_the_sign_in_has_a_name():
    with Desk(data(), accessible=True, signed_in=False) as desk:
        desk.wait_for("screen: counter → sign-in")
        assert not nameless(desk)


def test_the_students_window_says_nothing_private():
    with Desk(data(), accessible=True) as desk:
        desk.type(STUDENT)
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        words = " ".join(words_of(desk, "Your certificate"))
        assert "王○明" in words
        assert STUDENT not in words and "王小明" not in words and "@" not in words

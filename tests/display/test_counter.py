"""The way of one student in the real windows, by the keyboard alone."""

import os

import pytest
import tifffile
from rig import station
from screen import STAFF_SEES, STUDENT_SEES, Desk


TWO = "4100E112"  # has two reports that wait


@pytest.fixture(scope="module")
def make_desk():
    data = station.crowd(12)
    data["reports"].append(station.report(212, TWO, "7104"))
    return lambda: Desk(data, accessible=True)


def status(desk, report):
    return desk.central.database("SELECT status FROM reports WHERE id = ?", report)[0][0]


def look_up(desk, student):
    desk.type(student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def scan(desk):
    desk.key("space")
    desk.wait_for("visit: scanning → ready")


def test_number_enter_space_enter(desk):
    look_up(desk, desk.student)
    scan(desk)
    assert status(desk, desk.report) == "applied"
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    assert status(desk, desk.report) == "verifying"
    assert "Please take your original home now" in desk.words(STUDENT_SEES)
    desk.key("Return")
    desk.wait_for("counter: giving-back → idle")


def test_a_card_swiped_meanwhile_waits_for_the_paper_to_be_given_back(desk, keeper):
    look_up(desk, desk.student)
    scan(desk)
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    other, report = keeper.next_student()
    desk.type(other)
    desk.key("Return")
    desk.key("Return")
    desk.wait_for("counter: giving-back → looking-up")
    desk.wait_for("visit: opening → ready")
    assert status(desk, report) == "applied"
    desk.key("Escape")
    desk.wait_for("→ idle")


def test_the_sheet_of_the_previous_student_asks_first(desk, keeper):
    look_up(desk, desk.student)
    scan(desk)
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    desk.key("Return")
    desk.wait_for("→ idle")
    other, report = keeper.next_student()
    look_up(desk, other)
    scan(desk)
    desk.key("Return")  # asks
    desk.key("Return")  # the safe answer: scan again
    desk.wait_for("visit: ready → scanning")
    desk.wait_for("visit: scanning → ready")
    assert status(desk, report) == "applied"


def test_up_and_down_choose_the_report(desk):
    def chosen():
        desk.wait_for("visit: opening → ready")
        (row,) = (found["name"] for found in desk.tree(STAFF_SEES) if found["selected"])
        return row

    desk.type(TWO)
    desk.key("Return")
    first = chosen()  # by itself
    desk.key("Down")
    assert chosen() != first
    desk.key("Up")
    assert chosen() == first
    desk.key("Escape")
    desk.wait_for("→ idle")


def test_what_is_typed_on_the_students_window_is_the_staffs(desk):
    desk.focus("^Your certificate$")
    look_up(desk, desk.student)
    scan(desk)
    desk.focus("^Scan Station$")


def test_without_the_server_it_waits_in_the_outbox_and_goes_on_by_itself(desk):
    look_up(desk, desk.student)
    scan(desk)
    port = desk.central.port
    desk.central.stop()
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    assert len(os.listdir(os.path.join(desk.profile, "outbox", "ready"))) == 1
    words = desk.words(STUDENT_SEES)
    assert "Scanned, waiting to be sent" in words and "Please take your original home now" in words
    assert words.count("Verifying") == 1  # as a step that is still ahead
    desk.central.start(port)
    desk.wait_for("sender: delivered")
    assert status(desk, desk.report) == "verifying"
    assert "waiting" not in desk.words(STUDENT_SEES)
    desk.key("Return")
    desk.wait_for("counter: giving-back → idle")


def test_two_pages_turned_and_moved_are_one_original(desk):
    look_up(desk, desk.student)
    scan(desk)
    desk.key("r")
    desk.key("a")
    desk.wait_for("visit: scanning → ready")
    desk.key("alt+Left")
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    assert status(desk, desk.report) == "verifying"
    sha256, pages = desk.central.database(
        "SELECT sha256, pages FROM originals WHERE report_id = ?", desk.report)[0]
    assert pages == 2
    with tifffile.TiffFile(desk.central.original_path(sha256)) as file:
        turned = [page.tags["Orientation"].value if "Orientation" in page.tags else 1
                  for page in file.pages]
    assert turned == [1, 6]
    desk.key("Return")
    desk.wait_for("counter: giving-back → idle")


def test_two_counters_on_one_record(desk):
    look_up(desk, desk.student)
    with Desk(central=desk.central, accessible=True, name="8F-2") as other:
        other.type(desk.student)
        other.key("Return")
        other.wait_for("visit: opening → barred")
        assert "8F-1" in other.words(STAFF_SEES)
        assert "One moment, please" in other.words(STUDENT_SEES)
        other.key("Return")
        other.wait_for("→ idle")
        desk.key("Escape")
        desk.wait_for("→ idle")
        desk.wait_for("claim: let go")
        look_up(other, desk.student)

"""The way of one student in the real windows, by the keyboard alone (counter.md)."""

import os

import tifffile
from rig import station
from screen import Desk

STUDENT = "4100E001"
OTHER = "4100E002"


def data():
    return station.demo([station.report(1), station.report(2, OTHER, "9001", "filed")])


def status(desk, number):
    query = "SELECT status FROM reports WHERE id = ?"
    return desk.central.database(query, station.report(number)["id"])[0][0]


def look_up(desk, student):
    desk.type(student)
    desk.key("Return")
    desk.wait_for("visit: opening → ready")


def scan(desk):
    desk.key("space")
    desk.wait_for("visit: scanning → ready")


def test_number_enter_space_enter():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        scan(desk)
        assert status(desk, 1) == "applied"
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        assert status(desk, 1) == "verifying"
        desk.key("Return")
        desk.wait_for("counter: giving-back → idle")


def test_a_card_swiped_meanwhile_waits_for_the_paper_to_be_given_back():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        scan(desk)
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        desk.type(OTHER)
        desk.key("Return")
        desk.key("Return")
        desk.wait_for("counter: giving-back → looking-up")
        desk.wait_for("visit: opening → ready")
        assert status(desk, 2) == "filed"


def test_the_sheet_of_the_previous_student_asks_first():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        scan(desk)
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        desk.key("Return")
        desk.wait_for("→ idle")
        look_up(desk, OTHER)
        scan(desk)
        desk.key("Return")  # asks
        desk.key("Return")  # the safe answer: scan again
        desk.wait_for("visit: ready → scanning")
        assert status(desk, 2) == "filed"


def test_what_is_typed_on_the_students_window_is_the_staffs():
    with Desk(data()) as desk:
        desk.wait_for("“Scan Station” enters")
        desk.focus("^Your certificate$")
        look_up(desk, STUDENT)
        scan(desk)


def test_escape_ends_a_scan_and_leaves_nothing():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        desk.key("space")
        desk.wait_for("visit: ready → scanning")
        desk.key("Escape")
        desk.wait_for("visit: scanning → ready")
        desk.key("Escape")
        desk.wait_for("counter: visiting → idle")
        assert os.listdir(os.path.join(desk.profile, "outbox", "making")) == []
        assert status(desk, 1) == "applied"


def test_without_the_server_it_waits_in_the_outbox_and_goes_on_by_itself():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        scan(desk)
        port = int(desk.central.url.rsplit(":", 1)[1])
        desk.central.stop()
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        assert len(os.listdir(os.path.join(desk.profile, "outbox", "ready"))) == 1
        desk.central.start(port)
        desk.wait_for("sender: delivered")
        assert status(desk, 1) == "verifying"


def test_two_pages_turned_and_moved_are_one_original():
    with Desk(data()) as desk:
        look_up(desk, STUDENT)
        scan(desk)
        desk.key("r")
        desk.key("a")
        desk.wait_for("visit: scanning → ready")
        desk.key("alt+Left")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        assert status(desk, 1) == "verifying"
        sha256, pages = desk.central.database("SELECT sha256, pages FROM originals")[0]
        assert pages == 2
        with tifffile.TiffFile(desk.central.original_path(sha256)) as file:
            turned = [page.tags["Orientation"].value if "Orientation" in page.tags else 1
                      for page in file.pages]
        assert turned == [1, 6]

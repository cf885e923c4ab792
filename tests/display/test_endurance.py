"""A day at the counter: many students in a row in one process take no more memory than twenty, and no
more descriptors. STUDENTS: how many."""

import os

import sheet
from rig import station
from screen import Desk

STUDENTS, SETTLED = int(os.environ["STUDENTS"]), 20
GROWTH_MAX = 1.10
UNDER_WAY = 10  # descriptors of requests that have not ended yet; one kept a student would be more


def measure(desk):
    """The memory that the windows' process has taken for itself, in KiB, and the number of its open
    descriptors."""
    with open(f"/proc/{desk.window.pid}/status", encoding="utf-8") as file:
        kib = sum(int(line.split()[1]) for line in file if line.startswith(("RssAnon", "RssShmem")))
    return kib, len(os.listdir(f"/proc/{desk.window.pid}/fd"))


def one_student(desk, number):
    sheet.lay(desk.glass, number % 7)  # the next one's is another
    desk.type(f"4100E{101 + number}")
    desk.key("Return")
    desk.wait_for("visit: opening → ready")
    desk.key("space")
    desk.wait_for("visit: scanning → ready")
    desk.key("Return")
    desk.wait_for("counter: visiting → giving-back")
    desk.key("Return")
    desk.wait_for("counter: giving-back → idle")


def test_many_students_take_no_more_than_twenty():
    samples = []
    with Desk(station.crowd(STUDENTS)) as desk:
        for number in range(STUDENTS):
            one_student(desk, number)
            if number + 1 in (SETTLED, STUDENTS):
                desk.wait_for("memory: given back")
                samples.append(measure(desk))
        delivered = desk.central.database("SELECT count(*) FROM originals")[0][0]
    (before, files_before), (after, files_after) = samples
    print(f"after {SETTLED} students {before} KiB and {files_before} descriptors, "
          f"after {STUDENTS} {after} KiB and {files_after}")
    assert delivered == STUDENTS
    assert after <= before * GROWTH_MAX
    assert files_after <= files_before + UNDER_WAY

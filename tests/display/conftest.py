"""Lets the tests of this folder find tests/rig, and gives those of a module one desk: windows, a
screen and a server take longer to come up than most tests last. What it is the
module says with a fixture, make_desk; its data are station.crowd()."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Keeper:
    def __init__(self, make):
        self.make, self.desk = make, None
        self.students = iter(range(101, 1000))

    def take(self):
        if self.desk is None:
            self.desk = self.make()
            self.desk.__enter__()
        self.desk.settle()
        self.desk.student, self.desk.report = self.next_student()
        return self.desk

    def next_student(self):
        """Student number and report of one who has not been here."""
        number = next(self.students)
        return f"4100E{number}", f"103-2-{number:06}"

    def close(self):
        if self.desk is not None:
            self.desk.stop()
        self.desk = None


@pytest.fixture(scope="module")
def keeper(make_desk):
    keeper = Keeper(make_desk)
    yield keeper
    keeper.close()


@pytest.fixture
def desk(request, keeper):
    """The module's desk with nobody at the counter, a sheet of its own on the glass, and the number
    and report of a student who has not been here: desk.student, desk.report. What a test has failed
    on is not used again."""
    failed = request.session.testsfailed
    yield keeper.take()
    if request.session.testsfailed > failed:
        keeper.close()

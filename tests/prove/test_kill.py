"""A hundred kills, and the two faults that they are there to find."""

from kill import SERVER, STATION, KillMatrix
from runner import smoke, turns_red


def test_killed_at_any_call_and_any_time():
    smoke(KillMatrix(), 110)


def test_a_sidecar_that_comes_late_is_seen():
    def says_saved(program, point):
        """Between “saved” and the first look at the sidecar."""
        return point.call == "open" and "ready/" in point.name
    turns_red(KillMatrix(only=says_saved, plant={STATION: ["LATE_NAMES"]}), 20)


def test_an_original_that_comes_after_its_record_is_seen():
    def commits(program, point):
        return point.call == "fsync" and "central.db" in point.name
    turns_red(KillMatrix(only=commits, plant={SERVER: ["LATE_NAMES"]}), 20)

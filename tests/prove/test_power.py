"""Twenty power cuts, and the fault that they are there to find."""

from control import PROGRAMS
from power import PowerCuts
from runner import smoke, turns_red


def test_cut_at_any_time():
    smoke(PowerCuts(), 20)


def test_programs_that_never_sync_are_seen():
    turns_red(PowerCuts(plant={program: ["NO_FSYNC"] for program in PROGRAMS}), 20)

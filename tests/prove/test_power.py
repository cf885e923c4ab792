"""Twenty power cuts, some in the middle of an upload, and the faults that they are there to find."""

from control import PROGRAMS
from power import PowerCuts, PowerCutsLarge
from runner import smoke, turns_red


def test_cut_at_any_time():
    smoke(PowerCuts(), 20)


def test_cut_while_chunks_are_on_their_way():
    smoke(PowerCutsLarge(), 6, lanes=2)


def test_programs_that_never_sync_are_seen():
    turns_red(PowerCuts(plant={program: ["NO_FSYNC"] for program in PROGRAMS}), 20)


def test_a_server_that_acknowledges_what_it_has_not_synced_is_seen():
    turns_red(PowerCutsLarge(plant={"central-server": ["NO_FSYNC"]}), 20)

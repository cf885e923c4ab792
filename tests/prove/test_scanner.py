"""Every cell of the matrix once, some plain scans, and a planted fault."""

import signal

from runner import smoke, turns_red
from scanner import CELLS, PlainScans, ScannerFaults


def test_every_cell():
    proof = ScannerFaults(chance=False)
    smoke(proof, len(CELLS), lanes=8)
    print(f"slowest cancel {proof.slowest_cancel:.1f} s, slowest ready {proof.slowest_ready:.1f} s")


def test_plain_scans():
    smoke(PlainScans(), 20)


def test_a_cancel_that_is_not_heard_is_seen():
    """The driver hangs for as long as the helper lets it."""
    turns_red(ScannerFaults({"open: hang": "open=hang"}, chance=False, plant=signal.SIGURG), 1)


def test_a_page_that_lacks_lines_is_seen():
    """As if nobody had counted them."""
    turns_red(ScannerFaults({"short": "announce=60 deliver=60"}, chance=False), 1)

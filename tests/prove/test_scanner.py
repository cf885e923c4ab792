"""Every cell of the matrix once, some plain scans, and planted faults."""

from runner import smoke, turns_red
from scanner import CELLS, DEAF, SLOW, STAYS, PlainScans, ScannerFaults


def test_every_cell():
    smoke(ScannerFaults(chance=False), len(CELLS), lanes=8)


def test_plain_scans():
    smoke(PlainScans(), 20)


def test_a_cancel_that_is_not_heard_is_seen():
    """The driver hangs for as long as the helper lets it."""
    turns_red(ScannerFaults({"open: hang": "open=hang"}, chance=False, plant=DEAF), 1)


def test_a_page_that_lacks_lines_is_seen():
    """As if nobody had counted them."""
    turns_red(ScannerFaults({"short": "announce=60 deliver=60"}, chance=False), 1)


def test_a_helper_that_stays_is_seen():
    turns_red(ScannerFaults({"start": "start=4"}, chance=False, plant=STAYS), 1)


def test_a_scanner_that_is_not_ready_again_is_seen():
    turns_red(ScannerFaults({"start": "start=4"}, chance=False, plant=SLOW), 1)

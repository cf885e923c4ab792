"""The window never stalls: no frame is kept waiting for more than 100 ms while a page of A4 at 600
dpi in colour is scanned, encoded and uploaded."""

import os
import re
import subprocess

from rig import station
from screen import Desk, build

PAGE = build("certificate-600.pnm")
GAP_MAX = 100  # ms
STATES = ("scanning", "ready", "saving", "sending")


def longest_gaps(desk):
    """Of each state that has ended: the longest gap in ms, without what the machine took."""
    return {name: int(gap) - int(starved) for name, gap, starved in re.findall(
        r"pulse: (\w+), at most (\d+) ms without a frame, (\d+) of them", desk.log)}


def test_no_frame_waits_while_a_page_is_scanned_encoded_and_uploaded():
    with Desk(station.crowd(1), configuration={"scanner": {
            "device": "pnm:0", "resolution": 600, "option.filename": PAGE}}) as desk:
        subprocess.run([build("data", "demo", "demo-certificate"), "--dpi", "600",
                        "--output", PAGE], check=True)
        desk.type("4100E101")
        desk.key("Return")
        desk.wait_for("visit: opening → ready")
        desk.key("space")
        desk.wait_for("visit: scanning → ready")
        desk.wait_for("ahead: uploaded")
        desk.key("Return")
        desk.wait_for("counter: visiting → giving-back")
        desk.key("Return")
        desk.wait_for("→ idle")
        gaps = longest_gaps(desk)
    os.unlink(PAGE)
    print("longest time without a frame:",
          ", ".join(f"{name} {gaps[name]} ms" for name in STATES))
    assert max(gaps[name] for name in STATES) <= GAP_MAX

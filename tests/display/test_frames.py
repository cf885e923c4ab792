"""The window never stalls: no frame is kept waiting for more than 100 ms while a page of A4 at 600
dpi in colour is scanned, encoded and uploaded."""

import os
import subprocess

from pulse import GAP_MAX, longest_gaps
from rig import station
from screen import Desk, build

PAGE = build("certificate-600.pnm")
STATES = ("scanning", "ready", "saving", "sending")


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

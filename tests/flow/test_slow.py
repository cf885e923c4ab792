"""A server that is slow: what it says late still counts, and for what it never says nobody waits
without an end. The deadlines are the programs' own (client.h), so all wait for them together."""

import json
import time

import pytest

from flow import R1, R2, counter, report
from rig.fake_central import dribble, hold

DEADLINE = 60  # seconds; a single question has 30, and one more question may follow


@pytest.fixture(name="there", scope="module")
def fixture_there():
    with counter(report(1), report(2, "4100E002", "9001")) as there:
        yield there


def ended(process, begun):
    """Its exit code and events."""
    out, _ = process.communicate(timeout=DEADLINE)
    assert time.monotonic() - begun < DEADLINE
    return process.returncode, [json.loads(line) for line in out.splitlines()]


def test_what_is_slow(there):
    stations = [there.new_station() for _ in range(3)]
    there.central.faults.update({"reports": [hold] * 2, "create": [hold] * 9})
    begun = time.monotonic()
    asking = [station.start("lookup", "4100E001") for station in stations[:2]]
    sending = stations[2].start("submit", R1, *there.scanner)

    for process in asking:
        code, events = ended(process, begun)
        assert code == 1 and events[-1]["code"] == "server_timeout", events
    code, events = ended(sending, begun)
    assert code == 5, events
    assert [event["event"] for event in events if event["event"] in ("saved", "status")] == ["saved"]
    there.central.faults.clear()
    (entry,) = stations[2].outbox("ready")
    assert entry["report_id"] == R1
    assert stations[2].run("outbox", "send").code == 0
    assert len(there.central.originals[R1]) == 1


def test_what_dribbles(there):
    there.central.faults.update({name: [dribble] * 9
                                 for name in ("reports", "report", "claim", "create", "commit")})
    assert there.station.run("lookup", "4100E002").named("report")
    done = there.submit(R2)
    assert done.code == 0 and done.one("status")["status"] == "verifying", done

"""What waits in the outbox: kept when the server goes away, delivered once when it is back."""

import os
import signal
import subprocess
import time

import pytest

from flow import R1, R2, counter, page, seeded
from rig import fake_central
from rig.fake_central import cut, endless, lose_answer, rubbish, status
from rig.station import report


@pytest.fixture(name="there")
def fixture_there():
    with counter() as there:
        yield there


def assert_delivered_once(there, saved, report_id=R1):
    assert [len(data) for data in there.central.originals[report_id]] == [saved["bytes"]]
    assert there.central.reports[report_id]["status"] == "verifying"
    (entry,) = there.station.outbox("delivered")
    assert entry["sha256"] == saved["sha256"]
    assert there.station.outbox("ready") == []


def test_server_stops_in_the_middle_of_an_upload(there):
    there.lay(page(1800, 2400))
    gone = []

    def stop(handler):
        """The first chunk is stored; then the server is gone before it has answered."""
        (upload,) = there.central.uploads.values()
        gone.append(len(upload["data"]))
        there.central.after_patch = None
        there.central.stop()
        handler.cut()

    there.central.after_patch = stop
    done = there.submit()
    assert done.code == 5, done
    assert done.named("status") == []
    (entry,) = there.station.outbox("ready")
    assert entry["report_id"] == R1 and entry["sha256"] == done.one("saved")["sha256"]
    assert there.station.run("outbox", "send").code == 5
    there.central.start()
    sent = there.station.run("outbox", "send")
    assert sent.code == 0, sent
    assert sent.one("status")["status"] == "verifying"
    assert gone and sent.named("uploading")[0]["sent"] >= gone[0], "the upload was not resumed"
    assert there.central.counts["create"] == 1
    assert_delivered_once(there, done.one("saved"))
    assert there.station.run("outbox", "send").code == 0


@pytest.mark.parametrize("route, faults", [
    ("commit", [lose_answer] * 9), ("commit", [rubbish] * 9), ("commit", [cut] * 9),
    ("commit", [endless] * 9), ("commit", [status(500, "internal")] * 9),
    ("commit", [status(401, "not_signed_in")] * 9), ("create", [cut] * 9),
    ("create", [rubbish] * 9), ("patch", [status(507, "storage_full")] * 9),
    ("head", [status(503, "unavailable")] * 9),
    ("commit", [fake_central.page(404)] * 9), ("create", [fake_central.page(400)] * 9),
])
def test_failed_sending_is_made_good(there, route, faults):
    there.central.faults[route] = list(faults)
    done = there.submit()
    assert done.code == 5, done
    assert done.named("status") == [] and len(done.named("error")) == 1
    there.central.faults.clear()
    sent = there.station.run("outbox", "send")
    assert sent.code == 0, sent
    assert_delivered_once(there, done.one("saved"))


def test_lost_answers_to_chunks_are_made_good_at_once(there):
    there.central.faults["patch"] = [lose_answer]
    done = there.submit()
    assert done.code == 0, done
    assert_delivered_once(there, done.one("saved"))


def test_upload_that_the_server_forgot(there):
    there.central.faults["commit"] = [cut] * 9
    done = there.submit()
    assert done.code == 5, done
    there.central.faults.clear()
    there.central.uploads.clear()
    sent = there.station.run("outbox", "send")
    assert sent.code == 0, sent
    assert there.central.counts["create"] == 2
    assert_delivered_once(there, done.one("saved"))


def test_answer_lost_after_the_commit_costs_no_second_upload(there):
    there.central.faults["commit"] = [lose_answer] * 9
    done = there.submit()
    assert done.code == 5, done
    there.central.faults.clear()
    assert there.station.run("outbox", "send").code == 0
    assert there.central.counts["create"] == 1
    assert_delivered_once(there, done.one("saved"))


def test_bytes_that_changed_on_the_way_are_sent_again(there):
    def damage(handler):
        found = next(iter(there.central.uploads.values()))
        found["data"][100] ^= 1
        there.central.after_patch = None

    there.central.after_patch = damage
    done = there.submit()
    assert done.code == 0, done
    assert there.central.counts["create"] == 2
    assert_delivered_once(there, done.one("saved"))


def test_wrong_digest_twice_is_refused(there):
    there.central.faults["commit"] = [status(422, "digest_mismatch")] * 2
    done = there.submit()
    assert done.code == 4 and done.one("error")["code"] == "digest_mismatch", done
    (entry,) = there.station.outbox("refused")
    assert os.path.getsize(entry["path"]) == done.one("saved")["bytes"]


@pytest.mark.parametrize("number, code", [
    (413, "too_large"), (415, "wrong_media_type"), (422, "unacceptable_file"),
    (422, "idempotency_mismatch"),
])
def test_refused_files_are_kept(there, number, code):
    there.central.faults["commit"] = [status(number, code)]
    done = there.submit()
    assert done.code == 4 and done.one("error")["code"] == code, done
    (entry,) = there.station.outbox("refused")
    assert entry["reason_code"] == code
    discarded = there.station.run("outbox", "discard", entry["id"], "--reason", "scanned again")
    assert discarded.code == 0, discarded
    assert [found["id"] for found in there.station.outbox("discarded")] == [entry["id"]]
    assert there.station.run("outbox", "discard", entry["id"], "--reason", "x").code == 1


def test_receipt_for_something_else(there):
    def wrong_receipt(handler, serve):
        handler.body()
        handler.answer(201, {"receipt": {"id": "r", "report_id": R1, "sha256": "0" * 64,
                                         "bytes": 1, "stored_at": "2026-01-01T00:00:00Z"},
                             "report": {**there.central.reports[R1], "status": "verifying"}})

    there.central.faults["commit"] = [wrong_receipt]
    done = there.submit()
    assert done.code == 5 and done.one("error")["code"] == "bad_receipt", done
    assert len(there.station.outbox("ready")) == 1


def test_scanned_while_the_server_is_away(there):
    there.station.run("lookup", "4100E001")
    there.central.stop()
    done = there.submit()
    there.central.start()
    assert done.code == 5, done
    assert done.one("report")["remembered"] is True
    assert done.named("status") == [], "a status that no server gave"
    assert there.station.run("outbox", "send").code == 0
    assert_delivered_once(there, done.one("saved"))


def test_a_delivered_original_is_not_scanned_again_offline(there):
    there.station.run("lookup", "4100E001")
    assert there.submit().code == 0
    there.central.stop()
    again = there.submit()
    remembered = there.station.run("lookup", "4100E001")
    there.central.start()
    assert again.code == 4 and again.one("error")["code"] == "not_pending", again
    assert remembered.one("answer")["count"] == 0


def test_an_entry_stays_with_its_server(there):
    there.central.faults["create"] = [cut] * 9
    done = there.submit()
    assert done.code == 5, done
    there.central.faults.clear()
    there.station.url = there.central.url.replace("127.0.0.1", "localhost")
    there.station.sign_in()
    sent = there.station.run("outbox", "send")
    assert sent.code == 5 and sent.one("error")["code"] == "other_server", sent
    assert there.central.originals == {}


def test_nothing_known_while_the_server_is_away(there):
    there.central.stop()
    done = there.submit(R2)
    there.central.start()
    assert done.code == 1 and done.one("error")["code"] == "server_unreachable", done
    assert there.station.outbox() == []


def test_several_in_order(there):
    there.station.run("lookup", "4100E001")
    there.station.run("lookup", "4100E002")
    there.central.stop()
    second = there.submit(R2)
    first = there.submit(R1, env={"SCAN_STATION_CLOCK_OFFSET": "-60"})
    away = there.station.run("outbox", "send")
    assert away.code == 5 and len(away.named("error")) == 1, "the others would fail alike"
    there.central.start()
    assert (first.code, second.code) == (5, 5)
    sent = there.station.run("outbox", "send")
    assert sent.code == 0, sent
    assert [event["report_id"] for event in sent.named("status")] == [R1, R2]
    shown = there.station.run("outbox", "show", second.one("queued")["id"])
    assert shown.one("entry")["state"] == "delivered"
    assert there.station.run("outbox", "show", "nothing").code == 1


def test_delivered_copies_expire(there):
    assert there.submit().code == 0
    month = {"SCAN_STATION_CLOCK_OFFSET": str(31 * 86400)}
    assert len(there.station.outbox("delivered")) == 1
    there.station.run("outbox", "send", env=month)
    assert there.station.outbox("delivered") == []


def test_watch(there):
    process = there.station.start("watch", R1)
    try:
        assert '"applied"' in process.stdout.readline()
        there.central.set_status(R1, "verifying")
        assert '"verifying"' in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_reader_that_goes_away_ends_nothing(there):
    process = there.station.start("submit", R1, *there.scanner)
    process.stdout.close()
    process.stderr.read()
    assert process.wait(20) == 0
    assert there.central.reports[R1]["status"] == "verifying"


def test_killed_at_any_moment():
    """What was printed as saved is in the outbox or at the server, whenever the station is killed;
    and afterwards everything is delivered, once."""
    rounds = 24
    chance = seeded(20150624)
    with counter(*(report(number) for number in range(1, rounds + 1))) as there:
        begun = time.monotonic()
        assert there.submit(f"103-2-{rounds:06}").code == 0
        whole = time.monotonic() - begun
        saved = []
        for number in range(1, rounds):
            process = there.station.start("submit", f"103-2-{number:06}", *there.scanner)
            try:
                process.wait(chance.uniform(0, 1.2 * whole))
            except subprocess.TimeoutExpired:
                process.kill()
            out, _ = process.communicate(timeout=20)
            whole_lines = [line for line in out.split("\n")[:-1] if '"event":"saved"' in line]
            saved += [(f"103-2-{number:06}", line) for line in whole_lines]
            there.central.claims.clear()
        assert there.station.run("outbox", "send").code == 0
        for report_id, line in saved:
            assert len(there.central.originals.get(report_id, [])) == 1, (report_id, line)
        assert all(len(stored) == 1 for stored in there.central.originals.values())
        assert there.station.outbox("ready") == []

"""submit: the whole way, what it prints, and that the server holds what the scanner gave."""

import hashlib
import os

import pytest

from flow import R1, R2, counter
from rig.locale import chinese


@pytest.fixture(name="there")
def fixture_there():
    with counter() as there:
        yield there


def test_events(there):
    done = there.submit()
    assert done.code == 0, done
    names = [event["event"] for event in done.events]
    order = ["report", "scanning", "page", "saved", "queued", "uploading", "status"]
    assert list(dict.fromkeys(names)) == order
    assert done.one("report")["id"] == R1
    scanning = done.named("scanning")
    assert {event["page"] for event in scanning} == {1}
    percents = [event["percent"] for event in scanning]
    assert percents == sorted(percents) and percents[-1] == 100
    saved, state = done.one("saved"), done.one("status")
    assert state["status"] == "verifying" and state["status_label"] == "查證中"
    assert state["receipt"]["sha256"] == saved["sha256"]
    assert done.named("uploading")[-1]["sent"] == saved["bytes"]
    stored = there.fetch()
    assert hashlib.sha256(stored).hexdigest() == saved["sha256"]
    assert len(stored) == saved["bytes"]
    assert there.central.claims == {}, "the claim was not let go"
    delivered = there.station.outbox("delivered")
    assert [entry["report_id"] for entry in delivered] == [R1]


def test_nothing_personal_in_names(there):
    there.station.run("lookup", "4100E001")
    there.submit()
    for folder, folders, files in os.walk(there.station.profile):
        assert os.stat(folder).st_mode & 0o077 == 0, folder
        for name in folders + files:
            assert "4100E001" not in name
        for name in files:
            assert os.stat(os.path.join(folder, name)).st_mode & 0o077 == 0, name


def test_two_counters(there):
    """Both want the same report: one gets it, the other is told why, and nothing is stored twice."""
    other = there.new_station()
    there.central.claims[R1] = "the other counter"
    refused = there.submit(R1)
    assert refused.code == 4 and refused.one("error")["code"] == "claimed"
    assert refused.named("scanning") == [], "the lamp moved for a report that is taken"
    there.central.claims.clear()
    assert there.submit(R1, station=other).code == 0
    late = there.submit(R1)
    assert late.code == 4 and late.one("error")["code"] == "not_pending"
    assert len(there.central.originals[R1]) == 1


def test_taken_while_scanning(there):
    """Another counter submits between this one's look-up and its commit: refused, and kept."""
    there.central.faults["create"] = [
        lambda handler, serve: (there.central.set_status(R1, "verifying"), serve())]
    done = there.submit(R1)
    assert done.code == 4 and done.one("error")["code"] == "not_pending"
    (entry,) = there.station.outbox("refused")
    assert entry["sha256"] == done.one("saved")["sha256"]
    assert done.named("status") == []


def test_people_read_both_languages(there):
    english = there.submit(R1, as_json=False)
    assert english.code == 0 and "Verifying" in english.out and "Saved:" in english.out
    done = there.submit(R2, as_json=False, env=chinese())
    assert done.code == 0
    for words in ("查證中", "民國 104/06/24", "已保存", "收據"):
        assert words in done.out, done


def test_an_unknown_locale_is_english(there):
    done = there.station.run("outbox", as_json=False, env={"LC_ALL": "xx_XX.UTF-8"})
    assert done.code == 0 and "outbox is empty" in done.out


def test_settings_from_the_configuration(there):
    there.station.configure(f"[station]\nname=8F-1\n[scanner]\ndevice=pnm:0\nresolution=150\n"
                            f"option.filename={there.glass}\n")
    done = there.station.run("submit", R1)
    assert done.code == 0, done
    assert done.one("saved")["resolution"] == 150
    (entry,) = there.station.outbox("delivered")
    assert entry["station"] == "8F-1"

"""The whole way on real parts: the real station, helper, scanner driver and central server."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import urllib.request

import numpy
import pytest

from flow import R1, R2, R3, Counter, page, seeded
from rig.scanner import read_pnm, sane_env, scanimage, scanner_folder
from rig.server import Server
from rig.station import KSUID, demo, report
from test_submit import pdf_images, tiff_pages

ROUNDS = 16


@pytest.fixture(name="there", scope="module")
def fixture_there():
    """One server for all tests here; each takes reports of its own."""
    reports = [report(1), report(2, "4100E002", "9001", "filed"), report(3, status="passed")]
    reports += [report(number, "4100E002", "9001") for number in range(10, 50)]
    with Server(demo(reports)) as central, scanner_folder() as folder:
        there = Counter(central, folder, sane_env(folder, "pnm", "test"))
        with there.stations:
            yield there


def get(there, path):
    request = urllib.request.Request(f"{there.central.url}/api/v1/{path}",
                                     headers={"Authorization": f"Bearer {there.token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def numbered(number):
    return f"103-2-{number:06}"


def assert_stored_once(there, report_id, saved):
    """One original, bit for bit; one status change, one event, one audit line, one receipt."""
    found = get(there, f"reports/{report_id}")
    assert found["status"] == "verifying" and found["originals"] == 1
    stored = there.fetch(report_id)
    assert hashlib.sha256(stored).hexdigest() == saved["sha256"]
    assert len(stored) == saved["bytes"]
    central = there.central
    assert central.database("SELECT sha256, bytes FROM originals WHERE report_id = ?",
                            report_id) == [(saved["sha256"], saved["bytes"])]
    assert central.database("SELECT count(*) FROM events WHERE report_id = ? AND "
                            "status = 'verifying'", report_id) == [(1,)]
    assert central.database("SELECT who, to_status FROM audit WHERE report_id = ? AND "
                            "to_status = 'verifying'", report_id) == [(KSUID, "verifying")]
    with open(central.original_path(saved["sha256"]), "rb") as file:
        assert file.read() == stored
    return stored


def test_whole_way(there):
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(R1)
    assert done.code == 0, done
    assert done.one("status")["status"] == "verifying"
    assert done.one("status")["receipt"]["sha256"] == done.one("saved")["sha256"]
    (pixels,), _ = tiff_pages(assert_stored_once(there, R1, done.one("saved")))
    assert numpy.array_equal(pixels, expected)
    assert get(there, f"reports/{R1}")["claim"] is None
    late = there.submit(R1)
    assert late.code == 4 and late.one("error")["code"] == "not_pending"


def test_filed_report_and_pdf(there):
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(R2, "--format", "pdf", "--pages", "3")
    assert done.code == 0, done
    folder = os.path.join(there.folder, "pdf")
    os.mkdir(folder)
    images = pdf_images(assert_stored_once(there, R2, done.one("saved")), folder)
    assert len(images) == 3
    assert all(numpy.array_equal(image, expected) for image in images)


def test_ten_pages(there):
    done = there.submit(numbered(10), "--pages", "10")
    assert done.code == 0, done
    pages, _ = tiff_pages(assert_stored_once(there, numbered(10), done.one("saved")))
    assert len(pages) == 10


@pytest.mark.parametrize("number, mode, depth", [
    (11, "gray", "8"), (12, "lineart", "1"), (13, "gray", "16"), (14, "color", "16")])
def test_depths(there, number, mode, depth):
    """The server takes every kind of page that a station may make."""
    done = there.station.run("submit", numbered(number), "--scanner", "test:0", "--mode", mode,
                             "--resolution", "75", "--area", "0,0,60,80", "--option",
                             f"depth={depth}")
    assert done.code == 0, done
    assert_stored_once(there, numbered(number), done.one("saved"))


def test_refusals(there):
    assert there.submit(R3).one("error")["code"] == "not_pending"
    assert there.submit(numbered(999)).one("error")["code"] == "unknown_report"
    assert there.station.run("lookup", "4100E999").one("error")["code"] == "unknown_student"
    stranger = there.new_station(sign_in=False)
    wrong = stranger.run("sign-in", "T001", stdin="wrong\n")
    assert wrong.code == 4 and wrong.one("error")["code"] == "wrong_password"


def test_two_counters(there):
    """While one counter scans, the other is told; nothing is scanned twice."""
    other = there.new_station()
    other.configure("[station]\nname=8F-2\n")
    process = there.station.start("submit", numbered(20), "--scanner", "test:0", "--mode", "gray",
                                  "--resolution", "50", "--option", "read-delay=true",
                                  "--option", "read-delay-duration=100000")
    try:
        for line in process.stdout:
            if '"scanning"' in line:
                break
        refused = there.submit(numbered(20), station=other)
        assert refused.code == 4 and refused.one("error")["code"] == "claimed", refused
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert there.submit(numbered(20), station=other).code == 0


def test_watch(there):
    process = there.station.start("watch", numbered(21))
    try:
        assert '"applied"' in process.stdout.readline()
        assert there.submit(numbered(21)).code == 0
        assert '"verifying"' in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 0


@pytest.mark.parametrize("number, how", [(22, signal.SIGKILL), (23, signal.SIGTERM)])
def test_server_stops_in_the_middle_of_an_upload(there, number, how):
    there.lay(page(1800, 2400))
    process = there.station.start("submit", numbered(number), *there.scanner)
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1]["event"] == "uploading" and lines[-1]["sent"] > 0:
            port = there.central.port
            there.central.stop(how)
            break
    process.communicate(timeout=60)
    there.lay(page())
    (saved,) = [line for line in lines if line["event"] == "saved"]
    assert process.returncode == 5
    (entry,) = there.station.outbox("ready")
    assert entry["sha256"] == saved["sha256"]
    assert there.station.run("outbox", "send").code == 5
    there.central.start(port)
    assert there.station.run("outbox", "send").code == 0
    assert_stored_once(there, numbered(number), saved)
    assert there.station.outbox("ready") == []


def test_killed_at_any_moment(there):
    """The station is killed at random moments; what it printed as saved arrives, once."""
    chance = seeded(103)
    saved = {}
    for number in range(30, 30 + ROUNDS):
        process = there.station.start("submit", numbered(number), *there.scanner)
        try:
            process.wait(chance.uniform(0, 0.3))
        except subprocess.TimeoutExpired:
            process.kill()
        out, _ = process.communicate(timeout=20)
        for line in out.split("\n")[:-1]:
            if '"event":"saved"' in line:
                saved[numbered(number)] = json.loads(line)
    assert there.station.run("outbox", "send").code == 0
    for report_id, line in saved.items():
        assert_stored_once(there, report_id, line)
    for number in range(30, 30 + ROUNDS):
        assert get(there, f"reports/{numbered(number)}")["originals"] in (0, 1)

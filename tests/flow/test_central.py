"""The whole way on real parts: the real station, helper, scanner driver and central server."""

import hashlib
import io
import json
import os
import signal
import subprocess
import urllib.request

import numpy
import PIL.Image
import pytest
import tifffile

from flow import R1, R2, R3, Counter, page, seeded
from rig.recorder import Recorder
from rig.scanner import read_pnm, sane_env, scanimage, scanner_folder
from rig.server import Server
from rig.station import KSUID, build_root, demo, report

ROUNDS = 16


@pytest.fixture(name="there", scope="module")
def fixture_there():
    """One server for all tests here; each takes reports of its own. What it answers to the station
    is held against its description."""
    reports = [report(1), report(2, "4100E002", "9001", "filed"), report(3, status="passed")]
    reports += [report(number, "4100E002", "9001") for number in range(10, 50)]
    with Server(demo(reports)) as central, Recorder(lambda: central.url) as recorder, \
            scanner_folder() as folder:
        there = Counter(central, folder, sane_env(folder, "pnm", "test"), url=recorder.url)
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


# The server's bytes decode to the very pixels that scanimage gives of the same device and options.

def tiff_pages(data):
    """Each page's pixels, and the first one's tags. tifffile leaves CCITT G4 to Pillow."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        tags = file.pages[0].tags
        if tags["BitsPerSample"].value == 1:
            return [numpy.array(PIL.Image.open(io.BytesIO(data)))], tags
        return [page_.asarray() for page_ in file.pages], tags


def pdf_images(data, folder):
    path = os.path.join(folder, "original.pdf")
    with open(path, "wb") as file:
        file.write(data)
    subprocess.run(["pdfimages", path, os.path.join(folder, "image")], check=True)
    names = sorted(name for name in os.listdir(folder) if name.startswith("image-"))
    images = []
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            images.append(read_pnm(file.read()))
    return images


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


A4 = {300: (2480, 3508), 600: (4960, 7016)}


def lay_a4(there, resolution):
    """No two rows near each other are alike, and none costs much time to be packed."""
    width, height = A4[resolution]
    sheet = numpy.empty((height, width, 3), numpy.uint8)
    across, down = numpy.arange(width, dtype=numpy.uint16), numpy.arange(height, dtype=numpy.uint16)
    for channel in range(3):
        numpy.add.outer((down * (channel * 2 + 5)).astype(numpy.uint8),
                        (across >> channel).astype(numpy.uint8), out=sheet[:, :, channel])
    there.lay(sheet)


@pytest.mark.parametrize("number, resolution", [(24, 300), (25, 600)])
def test_a4_in_colour(there, number, resolution):
    """SANE's pnm device takes an image of any size, but says 300 dpi at most: it is told."""
    lay_a4(there, resolution)
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(numbered(number), "--resolution", str(resolution))
    there.lay(page())
    assert done.code == 0, done
    (pixels,), tags = tiff_pages(assert_stored_once(there, numbered(number), done.one("saved")))
    assert numpy.array_equal(pixels, expected)
    said = done.one("saved")["resolution"]
    assert tags["XResolution"].value[0] / tags["XResolution"].value[1] == said == 300
    assert [(event["asked"], event["became"]) for event in done.named("adjusted")] == \
        ([] if resolution == 300 else [("600", "300")])


def test_a4_in_colour_at_600_dpi(there):
    """The same sheet on a device that knows so many."""
    lay_a4(there, 600)
    more = {"SANE_CONFIG_DIR": sane_env(there.folder, "faulty")["SANE_CONFIG_DIR"],
            "SANE_FAULTY": f"sheet={there.glass}",
            "LD_LIBRARY_PATH": os.path.join(build_root(), "tests", "fakes")}
    expected = read_pnm(scanimage({**there.env, **more}, "faulty:0", "--resolution", "600"))
    done = there.station.run("submit", numbered(26), "--scanner", "faulty:0", "--resolution",
                             "600", env=more)
    there.lay(page())
    assert done.code == 0, done
    (pixels,), tags = tiff_pages(assert_stored_once(there, numbered(26), done.one("saved")))
    assert pixels.shape == (7016, 4960, 3) and numpy.array_equal(pixels, expected)
    assert tags["XResolution"].value == (600, 1) and done.one("saved")["resolution"] == 600


def test_ten_pages(there):
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(numbered(10), "--pages", "10")
    assert done.code == 0, done
    assert [event["page"] for event in done.named("page")] == list(range(1, 11))
    pages, _ = tiff_pages(assert_stored_once(there, numbered(10), done.one("saved")))
    assert len(pages) == 10
    assert all(numpy.array_equal(pixels, expected) for pixels in pages)


@pytest.mark.parametrize("number, mode, depth, sane", [
    (11, "gray", "8", "Gray"), (12, "lineart", "1", "Gray"), (13, "gray", "16", "Gray"),
    (14, "color", "16", "Color")])
def test_depths(there, number, mode, depth, sane):
    """Every kind of page that a station may make."""
    expected = read_pnm(scanimage(there.env, "test:0", "--resolution", "75", "-x", "60", "-y",
                                  "80", "--mode", sane, "--depth", depth))
    done = there.station.run("submit", numbered(number), "--scanner", "test:0", "--mode", mode,
                             "--resolution", "75", "--area", "0,0,60,80", "--option",
                             f"depth={depth}")
    assert done.code == 0, done
    (pixels,), tags = tiff_pages(assert_stored_once(there, numbered(number), done.one("saved")))
    assert tags["BitsPerSample"].value in (int(depth), (int(depth),) * 3)
    if depth == "1":
        pixels = ~pixels  # Pillow says True for white, PNM for black
    assert numpy.array_equal(pixels, expected)


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

"""Bad input on the command line: a clear error, its exit code, and nothing lost or left behind."""

import json
import os
import subprocess
import time

import pytest

from flow import R1, R3, counter, page
from rig.fake_central import cut, endless, rubbish, status
from rig.scanner import sane_env, saned

SLOW_LOAD = {
    "LD_PRELOAD": os.path.join(os.environ["MESON_BUILD_ROOT"], "tests", "fakes", "libslow-load.so"),
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
}


@pytest.fixture(name="there", scope="module")
def fixture_there():
    with counter() as there:
        yield there


def assert_refused(done, code, name):
    """One error, with its sentence, in both forms; and what promised to be JSON is."""
    assert done.code == code, done
    error = done.one("error")
    assert error["code"] == name, done
    assert len(error["message"]) > 20
    assert error["message"] in done.err


def assert_nothing_left(station):
    assert station.outbox("ready") == [] and station.outbox("making") == []


@pytest.mark.parametrize("arguments", [
    [], ["frob"], ["lookup"], ["lookup", "a", "b"], ["submit"], ["submit", R1, "more"],
    ["submit", R1, "--frob"], ["submit", R1, "--resolution", "300dpi"],
    ["submit", R1, "--resolution", "0"], ["submit", R1, "--mode", "colour"],
    ["submit", R1, "--format", "jpeg"], ["submit", R1, "--pages", "-1"],
    ["submit", R1, "--pages", "501"], ["submit", R1, "--area", "1,2,3"],
    ["submit", R1, "--option", "novalue"], ["submit", R1, "--option", "=x"],
    ["scan", "--scanner", "pnm:0"], ["outbox", "frob"], ["outbox", "show"],
    ["outbox", "discard", "x"], ["outbox", "list", "x"], ["watch"],
    ["lookup", "../../etc/passwd"], ["lookup", "4100E001&pending=false"], ["watch", "a b"],
])
def test_wrong_usage(there, arguments):
    done = there.station.run(*arguments)
    assert done.code == 2, done
    assert done.one("error")["message"] in done.err


def test_help_and_version(there):
    for verb in ("sign-in", "sign-out", "lookup", "scanners", "scan", "submit", "outbox", "watch"):
        done = there.station.run(verb, "--help", as_json=False)
        assert done.code == 0 and verb in done.out and "--json" in done.out
    assert there.station.run("--version", as_json=False).out.startswith("scan-station-cli ")


def test_unknown_student_and_report(there):
    assert_refused(there.station.run("lookup", "4100E999"), 4, "unknown_student")
    assert_refused(there.submit("103-2-999999"), 4, "unknown_report")
    assert_refused(there.station.run("watch", "103-2-999999"), 4, "unknown_report")


def test_not_pending_before_the_lamp_moves(there):
    done = there.submit(R3)
    assert_refused(done, 4, "not_pending")
    assert done.named("scanning") == []
    assert_nothing_left(there.station)


def test_passwords(there):
    station = there.new_station(sign_in=False)
    wrong = station.run("sign-in", "T001", stdin="wrong\n")
    assert_refused(wrong, 4, "wrong_password")
    assert station.run("sign-in", "T001", stdin="").code == 2
    assert station.run("sign-in", "T001", stdin="x" * 5000 + "\n").code == 2
    assert_refused(station.run("lookup", "4100E001"), 6, "not_signed_in")
    assert not os.path.exists(os.path.join(station.profile, "session.json"))


def test_expired_token(there):
    usual, there.central.expires_at = there.central.expires_at, "2100-01-01T00:00:00Z"
    station = there.new_station()
    there.central.expires_at = usual
    century = {"SCAN_STATION_CLOCK_OFFSET": str(100 * 366 * 86400)}
    assert_refused(station.run("lookup", "4100E001", env=century), 6, "session_expired")
    there.central.faults["report"] = [status(401, "not_signed_in")]
    assert_refused(there.submit(station=station), 6, "not_signed_in")


def test_signed_out(there):
    station = there.new_station()
    station.run("lookup", "4100E001")
    token, there.central.token = there.central.token, there.central.token
    assert station.run("sign-out").code == 0
    there.central.token = token
    assert_refused(station.run("lookup", "4100E001"), 6, "not_signed_in")
    assert not os.path.exists(os.path.join(station.profile, "known"))


@pytest.mark.parametrize("options, name", [
    (["--scanner", "pnm:7"], None),
    (["--scanner", "Canon|LiDE 400|1"], "absent"),
    (["--option", "frobnicate=1"], "unknown_option"),
    (["--option", "contrast=very"], "bad_value"),
    (["--area", "0,0,90,90"], "unsupported"),
])
def test_scanner_refuses(there, options, name):
    done = there.station.run("submit", R1, *there.scanner, *options)
    assert done.code == 3, done
    assert name is None or done.one("error")["code"] == name, done
    assert_nothing_left(there.station)


@pytest.mark.parametrize("sane, name", [
    ("SANE_STATUS_JAMMED", "jammed"), ("SANE_STATUS_COVER_OPEN", "cover_open"),
    ("SANE_STATUS_NO_DOCS", "no_documents"), ("SANE_STATUS_IO_ERROR", "io"),
    ("SANE_STATUS_ACCESS_DENIED", "access_denied"),
])
def test_scanner_fails(there, sane, name):
    done = there.station.run("submit", R1, "--scanner", "test:0", "--mode", "gray",
                             "--resolution", "50", "--option", f"read-return-value={sane}")
    assert_refused(done, 3, name)
    assert_nothing_left(there.station)


def test_scanner_busy_counts_down(there):
    done = there.station.run("submit", R1, "--scanner", "test:0", "--mode", "gray",
                             "--resolution", "50", "--option",
                             "read-return-value=SANE_STATUS_DEVICE_BUSY")
    assert_refused(done, 3, "busy")
    waits = done.named("busy")
    assert [event["seconds"] for event in waits] == [3, 2, 1] * 3
    assert_nothing_left(there.station)


def test_resolution_that_the_device_cannot_do(there):
    done = there.station.run("submit", R1, "--scanner", "test:0", "--mode", "gray",
                             "--resolution", "5000")
    assert_refused(done, 3, "resolution")


def test_unplugged_in_the_middle(there):
    """The scanner hangs at another machine, which is gone in the middle of the page."""
    with saned(there.env) as host:
        station = there.new_station(env=sane_env(there.folder, "net", hosts=[host]))
        process = station.start("submit", R1, "--scanner", f"net:{host}:test:0", "--mode", "gray",
                                "--resolution", "50", "--option", "read-delay=true",
                                "--option", "read-delay-duration=200000")
        for line in process.stdout:
            if json.loads(line).get("percent", 0) > 0:
                break
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3, (out, err)
    error = json.loads(out.splitlines()[-1])
    assert error["event"] == "error" and error["message"] in err
    assert_nothing_left(station)


def test_area_outside_the_bed(there):
    done = there.station.run("submit", R1, "--scanner", "test:0", "--area", "0,0,900,900")
    assert_refused(done, 3, "area")


@pytest.mark.parametrize("text, words", [
    ("[station]\nnmae=8F-1\n", ["station.conf", "[station]", "nmae"]),
    ("[stations]\n", ["station.conf", "[stations]"]),
    ("[scanner]\nresolution=many\n", ["station.conf", "[scanner]", "resolution"]),
])
def test_configuration(there, text, words):
    station = there.new_station(sign_in=False)
    station.configure(text)
    done = station.run("outbox")
    assert_refused(done, 1, "bad_configuration")
    assert all(word in done.err for word in words), done


def test_plain_http_to_another_host(there):
    station = there.new_station(sign_in=False, url="http://cca.example.edu.tw")
    assert_refused(station.run("sign-in", "T001", stdin="x\n"), 1, "bad_server_address")


def test_no_server(there):
    station = there.new_station(sign_in=False)
    station.url = None
    assert_refused(station.run("lookup", "4100E001"), 2, "no_server")


@pytest.mark.parametrize("fault, name", [
    (rubbish, "server_rubbish"), (endless, "connection_cut"), (cut, "connection_cut"),
    (status(500, "internal"), "internal"), (status(400, "no_such_code"), None),
])
def test_server_answers_badly(there, fault, name):
    station = there.new_station()
    there.central.faults["reports"] = [fault] * 4
    done = station.run("lookup", "4100E002")
    there.central.faults.clear()
    assert done.code in (1, 4), done
    assert name is None or done.one("error")["code"] in (name, "server_unreachable"), done


def test_lookup_remembers_while_the_server_is_away(there):
    station = there.new_station()
    fresh = station.run("lookup", "4100E001")
    assert fresh.one("answer")["remembered"] is False
    there.central.faults["reports"] = [status(503, "unavailable")] * 4
    done = station.run("lookup", "4100E001")
    there.central.faults.clear()
    assert done.code == 0, done
    answer = done.one("answer")
    assert answer["remembered"] is True and answer["asked_at"] <= time.strftime(
        "%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    assert [report["id"] for report in done.named("report")] == [R1]


def test_outbox_locked_by_another(there):
    station = there.new_station()
    station.outbox()
    os.makedirs(os.path.join(station.profile, "outbox"), exist_ok=True)
    first = station.start("submit", R1, "--scanner", "test:0", "--mode", "gray",
                          "--resolution", "50", "--option", "read-delay=true",
                          "--option", "read-delay-duration=200000")
    try:
        for line in first.stdout:
            if '"scanning"' in line:
                break
        assert_refused(there.submit(station=station), 1, "outbox_locked")
        assert station.run("outbox", "list").code == 0
    finally:
        first.terminate()
        out, err = first.communicate(timeout=20)
    assert first.returncode == 1, (out, err)
    assert_nothing_left(station)


def test_cancel_leaves_nothing(there):
    station = there.new_station()
    process = station.start("submit", R1, "--scanner", "test:0", "--mode", "gray",
                            "--resolution", "50", "--option", "read-delay=true",
                            "--option", "read-delay-duration=200000")
    for line in process.stdout:
        if '"scanning"' in line:
            break
    begun = time.monotonic()
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 1
    assert time.monotonic() - begun < 5
    assert_nothing_left(station)
    assert there.central.claims == {}


def test_disk_full_is_known_before_the_lamp_moves(there):
    station = there.new_station()
    folder = os.path.join(station.profile, "outbox")
    os.makedirs(folder, mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", folder],
                   check=True)
    try:
        done = there.submit(station=station)
        assert_refused(done, 1, "no_space")
        assert done.named("scanning") == []
        assert_nothing_left(station)
    finally:
        subprocess.run(["umount", folder], check=True)


def test_folder_that_cannot_be_used(there):
    station = there.new_station()
    with open(os.path.join(station.profile, "outbox"), "w", encoding="utf-8"):
        pass
    done = there.submit(station=station)
    assert done.code == 1 and done.one("error")["code"] == "outbox_unusable", done


def test_damaged_entry_is_not_sent(there):
    """It ends before what sending needs has been loaded, and waits for that."""
    station = there.new_station()
    there.central.faults["create"] = [status(503, "unavailable")] * 4
    done = there.submit(station=station)
    there.central.faults.clear()
    assert done.code == 5, done
    (entry,) = station.outbox("ready")
    with open(entry["path"], "r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    sent = station.run("outbox", "send", env=SLOW_LOAD)
    assert_refused(sent, 1, "entry_damaged")
    assert there.central.originals.get(R1) is None
    assert len(station.outbox("quarantine")) == 1


def test_scan_to_a_file(there):
    path = os.path.join(there.folder, "out.tif")
    there.lay(page())
    done = there.station.run("scan", *there.scanner, "--output", path)
    assert done.code == 0, done
    assert done.one("saved")["path"] == path
    before = os.stat(path).st_mtime_ns
    assert_refused(there.station.run("scan", *there.scanner, "--output", path), 1,
                   "output_exists")
    assert os.stat(path).st_mtime_ns == before
    nowhere = os.path.join(there.folder, "none", "out.tif")
    assert there.station.run("scan", *there.scanner, "--output", nowhere).code == 1
    failed = os.path.join(there.folder, "failed.tif")
    assert there.station.run("scan", "--scanner", "test:0", "--mode", "gray", "--output", failed,
                             "--option", "read-return-value=SANE_STATUS_JAMMED").code == 3
    assert sorted(name for name in os.listdir(there.folder) if "sane.d" not in name) == \
        ["glass.pnm", "out.tif"]

"""Whatever a driver does: an error of its own, in time, and never a page that is not whole."""

import contextlib
import json
import os
import signal
import subprocess
import time

import numpy
import pytest
from conftest import DRIVER, FAKES, options

STATUSES = {
    1: "unsupported", 2: "cancelled", 3: "busy", 4: "invalid", 6: "jammed", 7: "no_documents",
    8: "cover_open", 9: "io", 10: "no_memory", 11: "access_denied",
}
NAMES = {
    "UNSUPPORTED": "unsupported", "CANCELLED": "cancelled", "DEVICE_BUSY": "busy",
    "INVAL": "invalid", "EOF": "no_more_data", "JAMMED": "jammed", "NO_DOCS": "no_documents",
    "COVER_OPEN": "cover_open", "IO_ERROR": "io", "NO_MEM": "no_memory",
    "ACCESS_DENIED": "access_denied",
}
GRAY = ["--mode=gray"]


def helper_of(rig, script):
    """A program in the helper's place."""
    path = os.path.join(rig.folder, "helper")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"#!/bin/sh\n{script}\n")
    os.chmod(path, 0o700)
    return path


@pytest.mark.parametrize("name, code", NAMES.items())
def test_every_status_of_the_test_device(rig, name, code):
    run = rig.scan("test:0", *GRAY, "--resolution=50",
                   *options(f"read-return-value=SANE_STATUS_{name}"))
    assert run.error == code


@pytest.mark.parametrize("option, code", [
    ("eof", "no_more_data"), ("jammed", "jammed"), ("nodocs", "no_documents"),
    ("coveropen", "cover_open"), ("ioerror", "io"), ("nomem", "no_memory"),
    ("accessdenied", "access_denied"),
])
def test_every_status_of_the_flatbed(rig, option, code):
    path = rig.image(numpy.zeros((10, 10), numpy.uint8))
    assert rig.scan("pnm:0", *GRAY, *options(f"filename={path}", f"status-{option}=yes")
                    ).error == code


@pytest.mark.parametrize("call", ["open", "start", "parameters", "read"])
@pytest.mark.parametrize("number, code", STATUSES.items())
def test_every_status_of_every_call(rig, call, number, code):
    if (call, number) == ("open", 4):
        code = "absent"
    assert rig.scan("faulty:0", *GRAY, faults=f"{call}={number}").error == code


@pytest.mark.parametrize("number, code", [(4, "bad_value"), (9, "io"), (77, "io")])
def test_an_option_that_fails(rig, number, code):
    # the fourth call of sane_control_option is the first that sets a value
    for call in range(1, 8):
        run = rig.scan("faulty:0", *GRAY, faults=f"option={number}@{call}")
        if run.code == 3 and run.error == code:
            return
    raise AssertionError("no call gave the code")


@pytest.mark.parametrize("faults", ["describe=4", "option=4", "option=9"])
@pytest.mark.parametrize("resolution", [300, 50])  # as it is; the nearest that the driver has
def test_options_that_fail_at_any_call(rig, faults, resolution):
    """A driver that forgets its options half-way: an error or a scan, never our own crash."""
    for call in range(1, 25):
        run = rig.scan("faulty:0", *GRAY, f"--resolution={resolution}", faults=f"{faults}@{call}")
        assert run.code == 0 or run.error in ("resolution", "bad_value", "io", "unknown_option")


@pytest.mark.parametrize("faults, code", [
    ("deliver=99", "short"),
    ("half", "short"),
    ("deliver=0", "no_more_data"),
    ("deliver=101", "excess"),
    ("deliver=-1", "excess"),
    ("deliver=-1 announce=-1", "excess"),
    ("announce=-1 half", "short"),
    ("announce=0", "frame"),
    ("announce=-7", "frame"),
    ("announce=200001", "excess"),
    ("announce=2147483647", "excess"),
    ("width=0", "frame"),
    ("width=-5", "frame"),
    ("width=100001", "excess"),
    ("line=199", "frame"),
    ("line=0", "frame"),
    ("line=-1", "frame"),
    ("line=2000000000", "excess"),
    ("depth=4", "unsupported"),
    ("depth=0", "unsupported"),
    ("frames=rgb depth=1", "unsupported"),
    ("frames=gray-", "frame"),
])
def test_a_picture_that_is_not_what_was_announced(rig, faults, code):
    mode = "--mode=color" if "rgb" in faults else "--mode=gray"
    run = rig.scan("faulty:0", mode, faults=faults)
    assert run.error == code
    assert run.all("done") == []


@pytest.mark.parametrize("faults, words", [
    ("deliver=99", "only 99 of 100 lines came"),
    ("deliver=99 half", "only 98 of 100 lines came"),
    ("announce=-1 half", "line 100 ended half-way"),
    ("deliver=-1", "more than the announced 20000 bytes"),
])
def test_lines_are_counted_before_the_document_counts_them(rig, faults, words):
    """The document would refuse them too; the helper knows why."""
    assert words in rig.scan("faulty:0", *GRAY, faults=faults).one("error")["message"]


@pytest.mark.parametrize("frames, code", [
    ("red,green,blue", None), ("blue,red,green", None),
    ("red,green", "frame"), ("red", "frame"), ("red,red,blue", "frame"),
    ("red,green,green", "frame"), ("red,green,blue-", "frame"), ("red,gray,blue", "frame"),
    ("red,green,rgb", "frame"),
])
def test_three_passes_that_make_no_picture(rig, frames, code):
    run = rig.scan("faulty:0", faults=f"frames={frames}")
    if code:
        assert run.error == code
    else:
        assert run.done
        row = numpy.add.outer(numpy.arange(100), numpy.arange(200)) % 256
        assert (rig.page() == row[:, :, None]).all()


def test_a_faultless_scan(rig):
    """The driver itself is sound where nothing is asked of it."""
    assert rig.scan("faulty:0", *GRAY, faults="").done
    row = numpy.add.outer(numpy.arange(100), numpy.arange(200)) % 256
    assert (rig.page() == row).all()
    assert rig.scan("faulty:0", *GRAY, "--pages=3", faults="pages=3").done["pages"] == 3
    assert rig.scan("faulty:0", *GRAY, "--pages=3", faults="pages=2").error == "no_documents"
    assert rig.scan("faulty:0", *GRAY, faults="pages=0").error == "no_documents"


@pytest.mark.parametrize("fault", ["crash", "quit"])
@pytest.mark.parametrize("call", ["init", "list", "open", "describe", "option", "start",
                                  "parameters", "read", "read=crash@3"])
def test_a_driver_that_ends_the_helper(rig, call, fault):
    faults = call if "=" in call else f"{call}={fault}"
    assert rig.scan("faulty:0", *GRAY, faults=faults).error == "crashed"


@pytest.mark.parametrize("call, deadline", [
    ("init", "list"), ("list", "list"), ("open", "open"), ("describe", "open"), ("option", "open"),
    ("start", "begin"), ("parameters", "begin"), ("read", "begin"), ("read=hang@2", "silence"),
])
def test_a_driver_that_hangs_is_killed(rig, call, deadline):
    faults = call if "=" in call else f"{call}=hang"
    began = time.monotonic()
    run = rig.scan("faulty:0", *GRAY, f"--deadline={deadline}=300", faults=faults)
    assert run.error == "timeout"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("words, call", [
    (["list"], "list"), (["options", "faulty:0"], "open"), (["options", "faulty:0"], "describe"),
])
@pytest.mark.parametrize("fault, code", [("crash", "crashed"), ("hang", "timeout")])
def test_questions_end_in_time_too(rig, words, call, fault, code):
    run = rig.drive(*words, "--deadline=list=300", "--deadline=open=300", faults=f"{call}={fault}")
    assert run.error == code
    run = rig.drive(*words, "--cancel-after=100", "--deadline=cancel=300", faults=f"{call}=hang")
    assert run.error == "cancelled"


@pytest.mark.parametrize("fault", ["crash", "hang", "quit"])
@pytest.mark.parametrize("call", ["cancel", "close", "exit"])
def test_what_is_done_stays_done(rig, call, fault):
    """The device is let go after the document is safe."""
    began = time.monotonic()
    assert rig.scan("faulty:0", *GRAY, "--deadline=close=300", faults=f"{call}={fault}").done
    assert rig.page().shape == (100, 200)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("call", ["init", "list", "open", "option", "start", "read", "cancel",
                                  "close"])
def test_a_cancel_ends_every_hang(rig, call):
    faults = f"{call}=hang" if call not in ("cancel", "close") else f"{call}=hang read=hang"
    began = time.monotonic()
    run = rig.scan("faulty:0", *GRAY, "--cancel-after=200",
                   "--deadline=cancel=1500", faults=faults)
    assert run.error == "cancelled"
    assert time.monotonic() - began < 5


def test_a_cancel_ends_a_hang_after_the_end_and_takes_nothing_back(rig):
    began = time.monotonic()
    run = rig.scan("faulty:0", *GRAY, "--cancel-after=500", "--deadline=close=30000",
                   faults="exit=hang")
    assert run.done and rig.page().shape == (100, 200)
    assert time.monotonic() - began < 5


def test_a_cancel_in_the_middle_is_quick(rig):
    began = time.monotonic()
    run = rig.scan("test:0", *GRAY, "--resolution=300", "--cancel-at=5",
                   *options("read-delay=yes", "read-delay-duration=20000"))
    assert run.error == "cancelled"
    assert run.all("progress")[-1]["percent"] < 50
    assert time.monotonic() - began < 3


def test_what_a_driver_prints_does_not_reach_the_wire(rig):
    run = rig.scan("faulty:0", *GRAY, faults="read=print")
    assert run.code == 0, run.events[-3:]
    assert "noise on 2" in run.stderr
    assert "noise on 1" in run.stderr
    assert "beginning -> reading" in run.stderr


@pytest.mark.parametrize("helper, code", [
    ("/nonexistent/scan-helper", "helper"), ("/bin/true", "helper"), ("/bin/false", "helper"),
])
def test_a_helper_that_is_none(rig, helper, code):
    assert rig.scan("faulty:0", *GRAY, faults="", SCAN_STATION_HELPER=helper).error == code


@pytest.mark.parametrize("script", [
    r"printf 'rubbish that is no message' >&3",
    r"printf '\377\377\377\377E' >&3; sleep 60",
    r"printf '\2\0\0\0E{}' >&3; sleep 60",
    r"printf '\2\0\0\0R{}' >&3; sleep 60",
])
def test_a_helper_that_breaks_its_contract(rig, script):
    path = helper_of(rig, script)
    began = time.monotonic()
    assert rig.scan("faulty:0", *GRAY, faults="", SCAN_STATION_HELPER=path).error == "helper"
    assert time.monotonic() - began < 5


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("call", ["read=hang@2", "open=hang"])
def test_the_helper_dies_with_the_station(rig, call):
    env = {**rig.env, "SANE_FAULTY": call, "LD_LIBRARY_PATH": FAKES}
    with subprocess.Popen([DRIVER, "scan", "faulty:0", rig.output, *GRAY], env=env, text=True,
                          stdout=subprocess.PIPE) as driver:
        if call.startswith("read"):
            assert json.loads(driver.stdout.readline())["event"] == "page-started"
        wait_for(lambda: children(driver.pid), 5)
        helper = children(driver.pid)[0]
        assert is_running(helper)
        driver.send_signal(signal.SIGKILL)
    wait_for(lambda: not is_running(helper), 8)


def test_a_full_disk(rig):
    image = rig.image(numpy.random.default_rng(1).integers(0, 256, (500, 500, 3), numpy.uint8))
    run = rig.drive("scan", "pnm:0", "/dev/full", *options(f"filename={image}"))
    assert run.error in ("no_space", "document")


@contextlib.contextmanager
def one_processor():
    """For what asks how many there are: a helper then has five threads beside its first."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


@pytest.mark.parametrize("after", range(6))
def test_no_more_threads(rig, after):
    """In the order in which they are made: two without which no driver may be called, one for
    strips, one for the sync, one for the checks, and none missing."""
    pixels = numpy.random.default_rng(1).integers(0, 256, (500, 500, 3), numpy.uint8)
    path = helper_of(rig, f"export LD_PRELOAD={FAKES}/libno-threads.so NO_THREADS_AFTER={after}\n"
                          "export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0\n"
                          f"exec {os.environ['SCAN_STATION_HELPER']}")
    with one_processor():
        run = rig.scan("pnm:0", *options(f"filename={rig.image(pixels)}"), SCAN_STATION_HELPER=path)
    if after < 2:
        assert run.error == "helper" and "creating thread" in run.one("error")["message"]
    else:
        assert run.done and run.one("page-done")
        assert numpy.array_equal(rig.page(), pixels)

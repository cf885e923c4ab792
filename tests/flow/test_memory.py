"""The whole way takes little memory in every process, whatever the resolution and the number of
pages. No sanitizer here: what it keeps back would be measured."""

import os
import subprocess

import numpy
import pytest

from flow import Counter, sane_env, scanner_folder
from rig.memory import peak_of, peaks
from rig.server import Server
from rig.station import build_root, demo, report

A4 = {300: (2480, 3508), 1200: (9921, 14032)}
LIMIT = 100e6


def lay_large(path, width, height):
    """A colour page, for the most part white paper: noise in some of its rows, for the rest a hole
    in the file."""
    noise = numpy.random.default_rng(1).integers(0, 256, (200, width, 3), numpy.uint8)
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (width, height))
        head = file.tell()
        for row in range(0, height - 200, height // 5):
            file.seek(head + row * width * 3)
            file.write(noise.tobytes())
        file.truncate(head + width * height * 3)


@pytest.fixture(name="there", scope="module")
def fixture_there():
    reports = [report(number, "4100E002", "9001") for number in range(1, 4)]
    with Server(demo(reports)) as central, scanner_folder() as folder:
        there = Counter(central, folder, sane_env(folder, "faulty"))
        with there.stations:
            yield there


def submit(there, number, resolution, pages):
    """The most that helper and station took. The driver gives the sheet as fast as it is asked."""
    env = {**there.station.env, "SANE_FAULTY": f"sheet={there.glass}",
           "LD_LIBRARY_PATH": os.path.join(build_root(), "tests", "fakes")}
    command = there.station.command("submit", f"103-2-{number:06}", "--scanner", "faulty:0",
                                    "--resolution", str(resolution), "--pages", str(pages))
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        most = peaks(process)
    assert process.returncode == 0
    return most["scan-helper"], most["scan-station-cl"]


def test_a4_in_colour_at_1200_dpi(there):
    lay_large(there.glass, *A4[1200])
    helper, station = submit(there, 1, 1200, 1)
    assert helper < LIMIT and station < LIMIT
    assert peak_of(there.central.process.pid) < LIMIT


def test_ten_pages_take_what_one_takes(there):
    lay_large(there.glass, *A4[300])
    one = submit(there, 2, 300, 1)
    ten = submit(there, 3, 300, 10)
    for few, many in zip(one, ten):
        assert many < few + (8 << 20) and many < LIMIT

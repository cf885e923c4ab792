"""Row 4: the most memory that a scan takes, whatever the resolution and the number of pages."""

import contextlib
import os
import subprocess
import time

import screen
from figure import Beside, Figure, Spread, at_most
from rig.memory import peak_of, peaks
from stage import LAMP

LIMIT = 64e6
SETTLE_SECONDS = 2  # what simple-scan still does with a page that has come


def _ours(stage, dpi, pages):
    process = subprocess.Popen(
        [stage.cli, "--profile", stage.path("profile"), "scan", "--scanner", LAMP,
         "--resolution", str(dpi), "--pages", str(pages), "--output", stage.path("ours")],
        env=stage.lamp(dpi), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = peaks(process)
    assert process.returncode == 0, process.returncode
    stage.remove("ours")
    return most["scan-helper"], most["scan-station-cl"]


def _tiffcp(stage, dpi):
    plain = stage.path("plain.tif")
    stage.seconds(["scanimage", "-d", "pnm:0", "--format=tiff", "--filename", stage.page(dpi)],
                  plain)
    process = subprocess.Popen(["tiffcp", "-c", "zip:2", plain, stage.path("peer.tif")],
                               env=stage.env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = peaks(process)
    stage.remove("plain.tif", "peer.tif")
    return most["tiffcp"]


def _wait_for(path):
    end = time.monotonic() + 60
    while not os.path.exists(path):
        assert time.monotonic() < end, "no page came"
        time.sleep(0.05)


def _simple_scan(stage, dpi):
    with contextlib.suppress(FileNotFoundError):
        os.unlink(stage.over)
    with screen.Screen(stage.lamp(dpi)) as there:
        process = there.start(["simple-scan", LAMP])
        there.focus("Document Scanner")
        there.key("ctrl+1")
        _wait_for(stage.over)
        time.sleep(SETTLE_SECONDS)
        return peak_of(process.pid)


def memory(stage):
    """One round: it is the greatest ever that counts, and nothing about it is by chance."""
    for dpi, numbers in stage.pick({300: (1, 10, 100), 600: (1, 10), 1200: (1, 10)},
                                   {150: (2,)}).items():
        peers = [Beside("peer", "tiffcp zip:2, one page", Spread([_tiffcp(stage, dpi)])),
                 Beside("peer", "simple-scan, one page", Spread([_simple_scan(stage, dpi)]))]
        for pages in numbers:
            helper, cli = _ours(stage, dpi, pages)
            words = f"{dpi} dpi, {pages} page" + ("s" if pages > 1 else "")
            for name, peak in (("helper", helper), ("command line", cli)):
                yield Figure("4", f"peak memory, {name}, {words}", "B", Spread([peak]),
                             peers if name == "helper" and pages == numbers[0] else [],
                             at_most(LIMIT, "64 MB"))

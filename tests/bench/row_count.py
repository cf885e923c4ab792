"""Instructions of the hot loops of rows 1 and 7, as valgrind counts them: the same on every machine,
so that a later change can be held against them. The processor's newest instructions are not
there (SHA-256 and AVX-512 among them), so that these are not the shares of a real run."""

import contextlib
import http.client
import os
import subprocess

from figure import Figure, Spread
from rig.server import Server
from row_lookup import chunks
from stage import build

CALLGRIND = ["valgrind", "--tool=callgrind", "--quiet"]


def _instructions(path):
    """What callgrind counted in all, out of its file."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in ("summary", "totals"):
                return int(value.split()[0])
    raise AssertionError(f"{path} has no sum")


def _written(stage, dpi, kind):
    """Of a page that is looked at, packed, sealed and verified by one thread."""
    counted = stage.path("callgrind.page")
    subprocess.run([*CALLGRIND, f"--callgrind-out-file={counted}",
                    build("tests", "interop", "page", "page-write"), "--look", "--threads", "1",
                    "--chunk", "16", "--dpi", str(dpi), *(["--pdf"] if kind == "PDF" else []),
                    stage.page(dpi), stage.path("counted")],
                   check=True, env=stage.env, stdout=subprocess.DEVNULL)
    stage.remove("counted")
    return _instructions(counted)


def page(stage):
    dpi = stage.dpi(300)
    pixels = os.path.getsize(stage.page(dpi)) / 3
    for kind in ("TIFF", "PDF"):
        yield Figure("1, 2", f"instructions a pixel, {kind}, {dpi} dpi", "",
                     Spread([_written(stage, dpi, kind) / pixels]), [])


def _asked(stage, number):
    """Of a server that answers so many look-ups, on one connection."""
    counted = stage.path("callgrind.server")
    with Server(next(chunks(4_000)), under=[*CALLGRIND, f"--callgrind-out-file={counted}"]) as server:
        headers = {"Authorization": f"Bearer {server.token()}"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port)) as asking:
            for n in range(number):
                asking.request("GET", f"/api/v1/reports?student_id=41{n % 1000:06}&pending=true",
                               headers=headers)
                answer = asking.getresponse()
                assert answer.status == 200 and answer.read()
        server.stop()
    return _instructions(counted)


def lookup(stage):
    """The difference of two runs: starting and signing in is in both."""
    few, many = stage.pick((20, 520), (2, 12))
    each = (_asked(stage, many) - _asked(stage, few)) / (many - few)
    yield Figure("7", "instructions a look-up", "", Spread([each]), [])


def count(stage):
    yield from page(stage)
    yield from lookup(stage)

"""What is wrong with a page is told in words, through the real helper, and changes no exit code."""

import os
import subprocess

import numpy
import pytest

from flow import Station, sane_env, scanner_folder, write_pnm
from rig.locale import chinese
from rig.scanner import read_pnm
from rig.station import build_root

CODES = ["lines", "empty", "cut", "outside", "skew", "blur", "dark", "bright", "resolution"]


def draw(folder, *options):
    """The demonstration's certificate as the flatbed has it."""
    path = os.path.join(folder, "glass.pnm")
    subprocess.run([os.path.join(build_root(), "data", "demo", "demo-certificate"),
                    "--output", path, *options], check=True, stdout=subprocess.DEVNULL)
    return path


class Glass:
    def __init__(self, folder, station):
        self.folder, self.station = folder, station

    def scan(self, path, *options, **keywords):
        output = os.path.join(self.folder, "out")
        if os.path.exists(output):
            os.unlink(output)
        done = self.station.run("scan", "--scanner", "pnm:0", "--option", f"filename={path}",
                                "--output", output, *options, **keywords)
        assert done.code == 0, done
        return done


@pytest.fixture(name="glass")
def fixture_glass():
    with scanner_folder() as folder, Station(None, sane_env(folder, "pnm")) as station:
        yield Glass(folder, station)


def failed(done):
    checks = done.one("page")["checks"]
    assert [check["check"] for check in checks] == CODES
    for check in checks:
        assert isinstance(check["threshold"], float) and check["text"]
        assert check["passed"] or check["value"] is not None
    return [check["check"] for check in checks if not check["passed"]]


@pytest.mark.parametrize("mode", ["color", "gray", "lineart"])
def test_the_certificate_passes(glass, mode):
    done = glass.scan(draw(glass.folder, "--mode", mode), "--mode", mode)
    assert failed(done) == []
    assert "Warning" not in done.err


def test_twice_as_large(glass):
    """What is drawn at 600 dpi is an A2 sheet for this device, which knows 300 dpi at most."""
    path = draw(glass.folder, "--dpi", "600")
    assert failed(glass.scan(path, "--resolution", "600")) == []


def test_a_crooked_page_is_a_warning(glass):
    path = draw(glass.folder, "--skew", "2")
    done = glass.scan(path)
    assert failed(done) == ["skew"]
    assert "Warning: Crooked. The page leans by 2.0°, more than 1.0°" in done.err
    assert "saved" in [event["event"] for event in done.events]


def test_words_in_chinese(glass):
    path = draw(glass.folder, "--skew", "-2")
    done = glass.scan(path, as_json=False, env=chinese())
    assert "警告：歪斜。頁面傾斜 2.0°，超過 1.0°：" in done.err


def test_an_empty_glass(glass):
    path = os.path.join(glass.folder, "empty.pnm")
    write_pnm(path, numpy.full((1754, 1240, 3), 250, numpy.uint8))
    done = glass.scan(path, "--resolution", "150")
    assert failed(done) == ["empty", "resolution"]
    checks = {check["check"]: check for check in done.one("page")["checks"]}
    assert checks["blur"]["value"] is None
    assert checks["resolution"]["value"] == 150


def test_a_page_that_lies_over_the_edge(glass):
    with open(draw(glass.folder), "rb") as file:
        pixels = read_pnm(file.read())
    path = os.path.join(glass.folder, "moved.pnm")
    write_pnm(path, numpy.roll(pixels, -250, axis=0)[:-250].copy())
    assert failed(glass.scan(path)) == ["cut"]

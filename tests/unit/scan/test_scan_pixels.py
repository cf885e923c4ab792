"""Whatever a device delivers, the document holds the very pixels that scanimage gives."""

import hashlib
import os

import numpy
import pytest
from conftest import crc64, options

from rig import scanner

AREA = ["--area=0,0,60,40"]
SAME_AREA = ["-l", "0", "-t", "0", "-x", "60", "-y", "40"]
RANDOM = numpy.random.default_rng(2015)


def noise(*shape):
    return RANDOM.integers(0, 256, shape, dtype=numpy.uint8)


def same(ours, theirs):
    return ours.dtype == theirs.dtype and ours.shape == theirs.shape and (ours == theirs).all()


@pytest.mark.parametrize("picture", ["Solid black", "Solid white", "Color pattern", "Grid"])
@pytest.mark.parametrize("mode, depth, name", [
    ("lineart", 1, "Gray"), ("gray", 8, "Gray"), ("gray", 16, "Gray"),
    ("color", 8, "Color"), ("color", 16, "Color"),
])
def test_every_picture_mode_and_depth(rig, picture, mode, depth, name):
    run = rig.scan("test:0", f"--mode={mode}", "--resolution=150", *AREA,
                   *options(f"depth={depth}", f"test-picture={picture}"))
    assert run.done["resolution"] == 150
    assert same(rig.page(), rig.scanimage(
        "test:0", "--mode", name, "--depth", str(depth), "--resolution", "150",
        "--test-picture", picture, *SAME_AREA))


@pytest.mark.parametrize("order", ["RGB", "RBG", "GBR", "GRB", "BRG", "BGR"])
@pytest.mark.parametrize("depth", [8, 16])
def test_three_passes_in_any_order(rig, order, depth):
    run = rig.scan("test:0", "--resolution=150", *AREA, *options(
        f"depth={depth}", "three-pass=yes", f"three-pass-order={order}"))
    assert run.done
    assert [event["percent"] for event in run.all("progress")][-1] == 100
    assert same(rig.page(), rig.scanimage(
        "test:0", "--mode", "Color", "--depth", str(depth), "--resolution", "150", *SAME_AREA))


@pytest.mark.parametrize("oddity", [
    ["hand-scanner=yes"],
    ["read-limit=yes", "read-limit-size=1"],
    ["read-limit=yes", "read-limit-size=1001"],
    ["non-blocking=yes"],
    ["select-fd=yes"],
    ["fuzzy-parameters=yes"],
    ["invert-endianess=yes"],
])
@pytest.mark.parametrize("mode, depth", [("lineart", 1), ("gray", 8), ("color", 16)])
def test_oddities(rig, oddity, mode, depth):
    if oddity[0].startswith("invert") and depth != 16:
        oddity = []
    area, same_area = ([], []) if oddity == ["hand-scanner=yes"] else (
        ["--area=0,0,20,10"], ["-x", "20", "-y", "10"])
    assert rig.scan("test:0", f"--mode={mode}", "--resolution=100", *area,
                    *options(f"depth={depth}", *oddity)).done
    words = [word for text in oddity for word in ["--" + text]]
    assert same(rig.page(), rig.scanimage(
        "test:0", "--mode", "Color" if mode == "color" else "Gray", "--depth", str(depth),
        "--resolution", "100", *words, *same_area))


@pytest.mark.parametrize("mode, depth, name", [
    ("lineart", 1, "Gray"), ("gray", 8, "Gray"), ("color", 8, "Color"), ("color", 16, "Color"),
])
def test_padding_behind_the_pixels(rig, mode, depth, name):
    """scanimage itself writes the padding as pixels here, so the whole line is compared."""
    assert rig.scan("test:0", f"--mode={mode}", "--resolution=100", "--area=0,0,20,10",
                    *options(f"depth={depth}", "ppl-loss=7")).done
    whole = rig.scanimage("test:0", "--mode", name, "--depth", str(depth), "--resolution", "100",
                          "-x", "20", "-y", "10")
    assert same(rig.page(), whole[:, :-7])


def test_three_passes_of_unknown_height(rig):
    assert rig.scan("test:0", "--resolution=100",
                    *options("hand-scanner=yes", "three-pass=yes")).done
    assert same(rig.page(), rig.scanimage(
        "test:0", "--mode", "Color", "--resolution", "100", "--hand-scanner=yes"))


@pytest.mark.parametrize("pixels, mode", [
    (noise(301, 203, 3), "color"),
    (noise(301, 203), "gray"),
    (noise(301, 203) > 127, "lineart"),
])
@pytest.mark.parametrize("oddity", [[], ["hand-scanner=yes"]])
def test_an_image_on_the_virtual_flatbed(rig, pixels, mode, oddity):
    path = rig.image(pixels)
    run = rig.scan("pnm:0", f"--mode={mode}", *options(f"filename={path}", *oddity))
    assert same(rig.page(), pixels)
    assert (run.done["vendor"], run.done["model"]) == ("Noname", "PNM file reader")
    page = run.one("page-done")
    assert (page["width"], page["height"], page["dpi"]) == (203, 301, 300)


def test_three_passes_of_the_flatbed(rig):
    pixels = noise(100, 64, 3)
    assert rig.scan("pnm:0", *options(f"filename={rig.image(pixels)}", "three-pass=yes")).done
    assert same(rig.page(), pixels)


def test_gray_of_a_colour_image(rig):
    path = rig.image(noise(64, 64, 3))
    assert rig.scan("pnm:0", "--mode=gray", *options(f"filename={path}", "grayify=yes")).done
    assert same(rig.page(), rig.scanimage("pnm:0", "--filename", path, "--grayify=yes"))


def test_ten_pages(rig):
    pixels = noise(50, 40, 3)
    run = rig.scan("pnm:0", "--pages=10", *options(f"filename={rig.image(pixels)}"))
    assert run.done["pages"] == 10
    assert [event["page"] for event in run.all("page-done")] == list(range(1, 11))
    assert all(same(page, pixels) for page in rig.pages())


def test_the_feeder(rig):
    feeder = options("source=Automatic Document Feeder")
    assert rig.scan("test:0", "--mode=gray", "--pages=10", *AREA, *feeder).done["pages"] == 10
    run = rig.scan("test:0", "--mode=gray", "--pages=11", *AREA, *feeder)
    assert run.error == "no_documents"
    assert "after 10 pages" in run.one("error")["message"]


def test_the_result_tells_the_file(rig):
    run = rig.scan("pnm:0", *options(f"filename={rig.image(noise(80, 80, 3))}"))
    with open(rig.output, "rb") as file:
        data = file.read()
    assert run.done["bytes"] == len(data) == os.path.getsize(rig.output)
    assert run.done["crc64"] == crc64(data)
    assert run.done["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_preview(rig):
    """Every row once, in order, and progress by lines."""
    run = rig.scan("pnm:0", *options(f"filename={rig.image(noise(3000, 2100, 3))}"))
    assert run.done
    started = run.one("page-started")
    width, height = started["preview_width"], started["preview_height"]
    assert 900 < max(width, height) <= 1800
    row = 0
    for event in run.all("preview"):
        assert event["first_row"] == row
        assert event["bytes"] % (width * 3) == 0
        row += event["bytes"] // (width * 3)
    assert row == height
    percents = [event["percent"] for event in run.all("progress")]
    assert percents == sorted(set(percents)) and percents[-1] == 100


def test_a_real_saned(rig):
    """Three passes are the flatbed's here: the test device counts its passes while saned reads
    ahead, so that scanimage itself gives another picture each time."""
    pixels = noise(200, 150, 3)
    path = rig.image(pixels)
    with scanner.saned(rig.env) as host:
        rig.env = scanner.sane_env(rig.folder, "net", hosts=[host])
        device = f"net:{host}:pnm:0"
        assert rig.scan(device, *options(f"filename={path}")).done
        assert same(rig.page(), pixels)
        assert rig.scan(device, "--known", *options(f"filename={path}")).done["vendor"] == "Noname"
        assert rig.scan(device, *options(f"filename={path}", "three-pass=yes")).done
        assert same(rig.page(), pixels)
        assert rig.scan(f"net:{host}:test:0", "--resolution=150", *AREA, *options("depth=16")).done
        assert same(rig.page(), rig.scanimage(
            f"net:{host}:test:0", "--mode", "Color", "--depth", "16", "--resolution", "150",
            *SAME_AREA))


def test_a_saned_that_is_gone(rig):
    with scanner.saned(rig.env) as host:
        pass
    rig.env = scanner.sane_env(rig.folder, "net", hosts=[host])
    assert rig.scan(f"net:{host}:pnm:0").error in ("io", "absent")

"""submit: the whole way, what it prints, and that the server holds what the scanner gave."""

import hashlib
import io
import os
import subprocess

import numpy
import PIL.Image
import pytest
import tifffile

from flow import R1, R2, counter, page
from rig.locale import chinese
from rig.scanner import read_pnm, scanimage


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


A4 = {300: (2480, 3508), 600: (4960, 7016)}


@pytest.mark.parametrize("resolution", [300, 600])
def test_a4_colour(there, resolution):
    """SANE's pnm device takes an image of any size, but says 300 dpi at most: it is told."""
    width, height = A4[resolution]
    band = page(width, 64)
    there.lay(numpy.tile(band, (height // 64 + 1, 1, 1))[:height])
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(R1, "--resolution", str(resolution))
    assert done.code == 0, done
    (pixels,), tags = tiff_pages(there.fetch())
    assert numpy.array_equal(pixels, expected)
    said = done.one("saved")["resolution"]
    assert tags["XResolution"].value[0] / tags["XResolution"].value[1] == said == 300
    assert [(event["asked"], event["became"]) for event in done.named("adjusted")] == \
        ([] if resolution == 300 else [("600", "300")])


TEST_SCANNER = ["--scanner", "test:0"]


@pytest.mark.parametrize("mode, depth, sane", [
    ("gray", "8", ["--mode", "Gray", "--depth", "8"]),
    ("lineart", "1", ["--mode", "Gray", "--depth", "1"]),
    ("gray", "16", ["--mode", "Gray", "--depth", "16"]),
    ("color", "16", ["--mode", "Color", "--depth", "16"]),
])
def test_depths(there, mode, depth, sane):
    expected = read_pnm(scanimage(there.env, "test:0", "--resolution", "75", "-x", "60", "-y",
                                   "80", *sane))
    done = there.station.run("submit", R1, *TEST_SCANNER, "--mode", mode, "--resolution", "75",
                             "--area", "0,0,60,80", "--option", f"depth={depth}")
    assert done.code == 0, done
    (pixels,), tags = tiff_pages(there.fetch())
    assert tags["BitsPerSample"].value in (int(depth), (int(depth),) * 3)
    if depth == "1":
        pixels = ~pixels  # Pillow says True for white, PNM for black
    assert numpy.array_equal(pixels, expected)


def test_ten_pages(there):
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(R1, "--pages", "10")
    assert done.code == 0, done
    assert [event["page"] for event in done.named("page")] == list(range(1, 11))
    pages, _ = tiff_pages(there.fetch())
    assert len(pages) == 10
    assert all(numpy.array_equal(pixels, expected) for pixels in pages)


@pytest.mark.parametrize("pages", [1, 3])
def test_pdf(there, pages):
    expected = read_pnm(scanimage(there.env, "pnm:0", "--filename", there.glass))
    done = there.submit(R1, "--format", "pdf", "--pages", str(pages))
    assert done.code == 0, done
    images = pdf_images(there.fetch(), there.folder)
    assert len(images) == pages
    assert all(numpy.array_equal(image, expected) for image in images)


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

"""TIFF as others read it: libtiff's programs and tifffile."""

import subprocess

import numpy as np
import pytest
import tifffile
from pixels import PAGE_WRITE, check, image, run, write, write_pnm

KINDS = ["colour", "gray", "colour16", "gray16", "lineart"]


@pytest.fixture(params=KINDS, scope="module")
def written(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    pixels = image(request.param, 1003, 777)
    write_pnm(folder / "in.pnm", pixels)
    write(folder / "in.pnm", folder / "out.tif", "--dpi", "299.5,600")
    return pixels, folder / "out.tif"


def read(path, page=0):
    """G4 is not tifffile's: libtiff unpacks it first."""
    with tifffile.TiffFile(path) as tiff:
        if tiff.pages[page].compression != 4:
            return tiff.pages[page].asarray()
    plain = path.with_name("plain.tif")
    run("tiffcp", "-c", "none", f"{path},{page}", plain)
    return tifffile.imread(plain)


def test_pixels_are_the_very_ones(written):
    pixels, path = written
    assert np.array_equal(read(path), pixels)
    assert check("tiff", path) == "pages=1 dpi=300"


def test_tiffcmp_finds_no_difference_to_another_writers_file(written, tmp_path):
    pixels, path = written
    if pixels.dtype == bool:
        run("tiffcp", "-c", "g4", path, tmp_path / "other.tif")
    else:
        photometric = "rgb" if pixels.ndim == 3 else "minisblack"
        tifffile.imwrite(tmp_path / "other.tif", pixels, photometric=photometric, metadata=None,
                         software="Scan Station 0.1.0", datetime="2015:07:01 02:03:04",
                         resolution=(299.5, 600), resolutionunit="INCH")
        run("tiffcp", "-c", "zip:2", tmp_path / "other.tif", tmp_path / "zip.tif")
        run("tiffcp", "-c", "none", path, tmp_path / "ours.tif")
        assert np.array_equal(tifffile.imread(tmp_path / "zip.tif"),
                              tifffile.imread(tmp_path / "ours.tif"))
    # Without -t tiffcmp also compares tags; those of provenance are ours alone.
    run("tiffcmp", "-t", path, tmp_path / "other.tif")


def test_tags_say_what_was_scanned(written):
    _, path = written
    with tifffile.TiffFile(path) as tiff:
        assert tiff.byteorder == "<" and not tiff.is_bigtiff
        tags = {tag.name: tag.value for tag in tiff.pages[0].tags.values()}
    assert tags["Make"] == "Noname" and tags["Model"] == "Flatbed ?"
    assert tags["Software"].startswith("Scan Station ")
    assert tags["DateTime"] == "2015:07:01 02:03:04"
    assert tuple(tags["PageNumber"]) == (0, 1)
    assert int(tags["ResolutionUnit"]) == 2
    across, down = tags["XResolution"], tags["YResolution"]
    assert across[0] / across[1] == 299.5 and down[0] / down[1] == 600
    xmp = tags["XMP"].decode()
    for text in ["103-2-000017", "8F-1 櫃檯 &lt;&amp;&gt;", "Flatbed é", "pnm:0",
                 "resolution=300 mode=color", "6f1f1b8e-3a52-4c0c-9f38-0d3a0c2b7c11"]:
        assert text in xmp


def test_profile_is_read_by_littlecms(written):
    from io import BytesIO

    from PIL import ImageCms

    pixels, path = written
    with tifffile.TiffFile(path) as tiff:
        profile = ImageCms.ImageCmsProfile(BytesIO(tiff.pages[0].tags[34675].value)).profile
    assert profile.version == pytest.approx(2.1)
    assert profile.xcolor_space.strip() == ("RGB" if pixels.ndim == 3 else "GRAY")


def test_tiffinfo_warns_of_nothing(written):
    _, path = written
    done = subprocess.run(["tiffinfo", "-D", path], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("kind", KINDS)
def test_ten_pages_of_unknown_height_as_bigtiff(kind, tmp_path):
    pixels = image(kind, 501, 333)
    write_pnm(tmp_path / "in.pnm", pixels)
    write(tmp_path / "in.pnm", tmp_path / "out.tif", "--pages", 10, "--unknown-height", "--chunk",
          7, "--classic-limit", 1000)
    with tifffile.TiffFile(tmp_path / "out.tif") as tiff:
        assert tiff.is_bigtiff and len(tiff.pages) == 10
    assert np.array_equal(read(tmp_path / "out.tif", 9), pixels)
    assert check("tiff", tmp_path / "out.tif") == "pages=10 dpi=300"


def test_size_is_near_what_libtiff_makes(tmp_path):
    write_pnm(tmp_path / "in.pnm", image("colour", 1200, 1600))
    ours = write(tmp_path / "in.pnm", tmp_path / "out.tif")["bytes"]
    run("tiffcp", "-c", "zip:2", tmp_path / "out.tif", tmp_path / "other.tif")
    assert ours < 1.08 * (tmp_path / "other.tif").stat().st_size


def test_full_disk_ends_with_the_reason(tmp_path):
    """A process that may write so many bytes and no more."""
    write_pnm(tmp_path / "in.pnm", image("colour", 1200, 1600))
    script = f'ulimit -f 200; trap "" XFSZ; exec "{PAGE_WRITE}" "$0" "$1"'
    done = subprocess.run(["sh", "-c", script, tmp_path / "in.pnm", tmp_path / "out.tif"],
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("(1)") and "cannot write the document" in done.stderr

"""Memory is flat in pages and in their size; a sanitizer would be measured with it."""

from pixels import image, write, write_pnm
from test_assembly import assemble


def test_scanned(tmp_path):
    """As wide as A4 at 1200 dpi in colour; 30 and 360 MB of pixels."""
    write_pnm(tmp_path / "in.pnm", image("colour", 9921, 1000))
    one = write(tmp_path / "in.pnm", tmp_path / "one.tif")
    many = write(tmp_path / "in.pnm", tmp_path / "many.tif", "--pages", 12)
    assert many["rss_kb"] < 64 * 1024
    assert many["rss_kb"] - one["rss_kb"] < 4 * 1024


def test_put_together(tmp_path):
    """One small page, and thirty of 36 MB of pixels each."""
    write_pnm(tmp_path / "in.pnm", image("colour", 333, 251))
    write(tmp_path / "in.pnm", tmp_path / "small.tif")
    few = assemble(tmp_path / "few.tif", (tmp_path / "small.tif", 0))
    write_pnm(tmp_path / "in.pnm", image("colour", 4000, 3000))
    write(tmp_path / "in.pnm", tmp_path / "large.tif")
    many = assemble(tmp_path / "many.tif", *[(tmp_path / "large.tif", 0, 90)] * 30)
    assert many["bytes"] > 300_000_000
    assert many["rss_kb"] < 64 * 1024
    assert many["rss_kb"] - few["rss_kb"] < 24 * 1024

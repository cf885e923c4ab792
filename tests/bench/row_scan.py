"""Rows 1, 2 and 5: a page from the scanner to a sealed file, its time and its size."""

import os

from figure import Beside, Figure, at_most_larger, at_most_times, take_turns, times_slower

DEVICE = "pnm:0"


def scanimage(stage, page, kind, output=os.devnull):
    return stage.seconds(["scanimage", "-d", DEVICE, f"--format={kind}", "--filename", page],
                         output)


def scan(stage, page, dpi, kind):
    """To a file that is read back, hashed and on the disk when the program ends."""
    return stage.seconds([stage.cli, "--profile", stage.path("profile"), "scan", "--scanner",
                          DEVICE, "--resolution", str(dpi), "--format", kind, "--option",
                          f"filename={page}", "--output", stage.path("ours")])


def _scan_and_remove(stage, page, dpi, kind):
    took = scan(stage, page, dpi, kind)
    stage.remove("ours")
    return took


def _peer_tiff(stage, page, level=6):
    took = (scanimage(stage, page, "tiff", stage.path("plain.tif")) +
            stage.seconds(["tiffcp", "-c", f"zip:2:p{level}", stage.path("plain.tif"),
                           stage.path("peer.tif")]) +
            stage.seconds(["sha256sum", stage.path("peer.tif")]))
    size = os.path.getsize(stage.path("peer.tif"))
    stage.remove("plain.tif", "peer.tif")
    return took, size


def _peer_pdf(stage, page):
    took = (scanimage(stage, page, "png", stage.path("peer.png")) +
            stage.seconds(["img2pdf", "--output", stage.path("peer.pdf"), stage.path("peer.png")]))
    stage.remove("peer.png", "peer.pdf")
    return took


def _time(stage, row, dpi, kind, peer, peer_name, limit_goal, peer_goal):
    page = stage.page(dpi)
    spreads = take_turns({
        "ours": lambda: _scan_and_remove(stage, page, dpi, kind),
        "limit": lambda: scanimage(stage, page, "pnm"),
        "peer": lambda: peer(stage, page),
    }, stage.rounds, stage.warm_up)
    megabytes = os.path.getsize(page) / 1e6
    return Figure(row, f"scan to {kind.upper()}, {dpi} dpi, {megabytes:.0f} MB", "s",
                  spreads["ours"],
                  [Beside("limit", "scanimage to nowhere", spreads["limit"], limit_goal),
                   Beside("peer", peer_name, spreads["peer"], peer_goal)])


def tiff(stage):
    for dpi, goal in stage.some((300, None), (600, at_most_times(1.5))):
        yield _time(stage, "1", stage.dpi(dpi), "tiff", lambda *given: _peer_tiff(*given)[0],
                    "scanimage, tiffcp, sha256sum", goal, times_slower(5))


def pdf(stage):
    for dpi, goal in stage.some((300, None), (600, at_most_times(2))):
        yield _time(stage, "2", stage.dpi(dpi), "pdf", _peer_pdf, "scanimage, img2pdf", goal,
                    times_slower(10))


def _our_size(stage, page, dpi):
    scan(stage, page, dpi, "tiff")
    size = os.path.getsize(stage.path("ours"))
    stage.remove("ours")
    return size


def size(stage):
    """One round: the same pixels give the same bytes."""
    for dpi in map(stage.dpi, stage.some(300, 600)):
        page = stage.page(dpi)
        spreads = take_turns({
            "ours": lambda page=page, dpi=dpi: _our_size(stage, page, dpi),
            "6": lambda page=page: _peer_tiff(stage, page, 6)[1],
            "9": lambda page=page: _peer_tiff(stage, page, 9)[1],
        }, rounds=1, warm_up=0)
        part = spreads["ours"].median / os.path.getsize(page)
        yield Figure("5", f"bytes of the page at {dpi} dpi, {100 * part:.1f} % of its pixels", "B",
                     spreads["ours"],
                     [Beside("peer", f"tiffcp zip:2, level {level}", spreads[level],
                             at_most_larger(0.05)) for level in ("6", "9")])

"""Runs scan-driver, and through it scan and scan-helper, against SANE's virtual devices."""

import json
import os
import re
import subprocess

import numpy
import PIL.Image
import pytest
import tifffile

from rig import scanner

DRIVER = os.environ["SCAN_DRIVER"]
FAKES = os.environ["SCAN_FAKES"]
PREFIX = re.compile(r"^\*\* \(scan-driver:.*?: driver: ", re.MULTILINE)
FAULT = re.compile(r".*(?:AddressSanitizer: (?!\d+ byte)|runtime error:).*")
LEAK = re.compile(r"Direct leak of.*\n\s+#0 .*\n\s+#1 0x[0-9a-f]+ (?:in .*\n)(?:\s+#.*\n)*")


def complaints(text):
    """What the sanitizers say of the helper. SANE's drivers leak too, and are unloaded before the
    leak sanitizer looks, so no suppression can name them; but then their frames have no names."""
    text = PREFIX.sub("", text)
    return FAULT.findall(text) + LEAK.findall(text)


def crc64(data):
    """ECMA-182's, bits reflected, as in xz: written anew here, a bit at a time."""
    crc = 2 ** 64 - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xC96C5795D7870F42 if crc & 1 else 0)
    return f"{crc ^ 2 ** 64 - 1:016x}"


class Run:
    """What a run of scan-driver printed."""

    def __init__(self, process):
        self.code = process.returncode
        self.stderr = process.stderr
        self.events = [json.loads(line) for line in process.stdout.splitlines()]

    def all(self, name):
        return [event for event in self.events if event["event"] == name]

    def one(self, name):
        found = self.all(name)
        assert len(found) == 1, self.events[-3:]
        return found[0]

    @property
    def error(self):
        assert self.code == 3, (self.events[-3:], self.stderr)
        return self.one("error")["code"]

    @property
    def done(self):
        assert self.code == 0, (self.events[-3:], self.stderr)
        return self.one("done")


class Rig:
    """One SANE configuration, and the folder of what is scanned with it."""

    def __init__(self, folder, env):
        self.folder = folder
        self.env = env
        self.output = os.path.join(folder, "out")

    def drive(self, *words, faults=None, **env):
        env = {**self.env, "G_MESSAGES_DEBUG": "all", **env}
        if faults is not None:
            env["SANE_FAULTY"] = faults
            env["LD_LIBRARY_PATH"] = FAKES
        run = Run(subprocess.run([DRIVER, *words], env=env, timeout=120, text=True,
                                  stdin=subprocess.DEVNULL, capture_output=True, check=False))
        # The helper's own complaints come out by the debug log, as a driver's words do.
        assert not complaints(run.stderr)
        return run

    def scan(self, device, *words, **env):
        return self.drive("scan", device, self.output, *words, **env)

    def scanimage(self, device, *words):
        return scanner.read_pnm(scanner.scanimage(self.env, device, *words))

    def pages(self):
        """The pixels of the document as readers of other people's see them."""
        with tifffile.TiffFile(self.output) as tiff:
            if tiff.pages[0].bitspersample > 1:
                return [page.asarray() for page in tiff.pages]
        with PIL.Image.open(self.output) as image:
            pages = []
            for number in range(image.n_frames):
                image.seek(number)
                pages.append(~numpy.array(image))
            return pages

    def page(self):
        pages = self.pages()
        assert len(pages) == 1
        return pages[0]

    def image(self, pixels):
        suffix = "pbm" if pixels.dtype == bool else "ppm" if pixels.ndim == 3 else "pgm"
        return scanner.write_pnm(os.path.join(self.folder, f"page.{suffix}"), pixels)


@pytest.fixture
def rig():
    with scanner.scanner_folder() as folder:
        yield Rig(folder, scanner.sane_env(folder, "pnm", "test", "faulty"))


def options(*assignments):
    """scan-driver's words for options."""
    return [f"--option={assignment}" for assignment in assignments]

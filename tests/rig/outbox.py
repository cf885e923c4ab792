"""Entries of an outbox, laid on the disk as a station leaves them (docs/outbox.md), for a program
that starts on them.

    entry = outbox.Entry(report_id="103-2-000001", server=url)
    outbox.put(profile, entry, "ready")
"""

import dataclasses
import datetime
import hashlib
import io
import json
import os
import uuid

import numpy
import tifffile


def tiff(seed=1, size=(40, 30)):
    """A small page that the server takes; another seed is another page."""
    file = io.BytesIO()
    pixels = numpy.random.default_rng(seed).integers(0, 256, (*size, 3), numpy.uint8)
    with tifffile.TiffWriter(file, byteorder="<") as writer:
        writer.write(pixels, photometric="rgb", resolution=(300, 300), resolutionunit="INCH",
                     metadata=None)
    return file.getvalue()


@dataclasses.dataclass
class Entry:
    report_id: str
    server: str
    student_id: str = "4100E001"
    student_name: str = "王小明"
    certificate_name: str = "TQC 專業級 Word 2010"
    age: float = 60  # seconds since it was scanned
    data: bytes = dataclasses.field(default_factory=tiff)
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))

    def capture(self):
        scanned = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(
            seconds=self.age)
        return {"version": 1, "id": self.id, "report_id": self.report_id,
                "student_id": self.student_id, "student_name": self.student_name,
                "certificate_name": self.certificate_name, "operator": "T001",
                "server": self.server, "station": "8F-1", "scanner_vendor": "Noname",
                "scanner_model": "PNM file reader", "scanner_device": "pnm:0", "settings": "",
                "media_type": "image/tiff", "pages": 1, "resolution_dpi": 300,
                "captured_at": scanned.strftime("%Y-%m-%dT%H:%M:%SZ"), "bytes": len(self.data),
                "sha256": hashlib.sha256(self.data).hexdigest()}

    def receipt(self):
        capture = self.capture()
        return {"version": 1, "at": _now(), "receipt": {
            "id": f"R-{self.id[:8]}", "report_id": self.report_id, "sha256": capture["sha256"],
            "bytes": capture["bytes"], "stored_at": capture["captured_at"]}}


def _now():
    return int(datetime.datetime.now().timestamp() * 1_000_000)


def put(profile, entry, state, code="", words="", sealed=True, attempts=0, wait=0):
    """sealed: with its capture.json; without, it is what a crash leaves. attempts: that have failed;
    the next one is due in `wait` seconds."""
    folder = os.path.join(profile, "outbox", state, entry.id)
    os.makedirs(folder, mode=0o700)
    _write(folder, "original.tif" if sealed else "original.part", entry.data)
    if sealed:
        _write(folder, "capture.json", json.dumps(entry.capture()).encode())
    if state == "delivered":
        _write(folder, "receipt.json", json.dumps(entry.receipt()).encode())
    if code:
        reason = {"version": 1, "code": code, "reason": words, "who": "",
                  "attempts": attempts, "next_attempt": _now() + wait * 1_000_000, "at": _now()}
        _write(folder, "reason.json", json.dumps(reason).encode())
    return folder


def _write(folder, name, data):
    with open(os.path.join(folder, name), "wb", opener=lambda path, flags: os.open(
            path, flags, 0o600)) as file:
        file.write(data)

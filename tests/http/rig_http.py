"""What the tests of the server share."""

import base64
import hashlib
import os
import uuid

import numpy
import tifffile
from rig.openapi import Description
from rig.server import STAFF, Server
from rig.station import demo, report

R1, R2, R3, R4 = (f"103-2-{number:06}" for number in (1, 2, 3, 4))
TUS = {"Tus-Resumable": "1.0.0"}
description = Description()


def server(*reports, **options):
    there = Server(demo(list(reports) or [report(1), report(2, "4100E002", "9001", "filed"),
                                          report(3, status="passed"),
                                          report(4, status="re_review")]), **options)
    there.checks.append(description.check)
    return there


def tiff(pages=1, seed=1):
    """A small TIFF as another program writes it."""
    path = os.path.join(os.environ["MESON_BUILD_ROOT"], f"http-{uuid.uuid4()}.tif")
    generator = numpy.random.default_rng(seed)
    try:
        with tifffile.TiffWriter(path, byteorder="<") as writer:
            for _ in range(pages):
                writer.write(generator.integers(0, 256, (40, 30, 3), numpy.uint8),
                             photometric="rgb", resolution=(300, 300), resolutionunit="INCH",
                             contiguous=False, metadata=None)
        with open(path, "rb") as file:
            return file.read()
    finally:
        os.unlink(path)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def checksum(data, algorithm="sha256"):
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def create(there, length, token=None, **headers):
    """A new upload; gives its path."""
    answer = there.call("POST", "/api/v1/uploads", token=token or there.token(),
                        headers={**TUS, "Upload-Length": str(length), **headers})
    assert answer.status == 201, answer
    return answer.headers["Location"]


def patch(there, path, data, offset=0, token=None, **headers):
    return there.call("PATCH", path, data, token or there.token(),
                      {**TUS, "Upload-Offset": str(offset),
                       "Content-Type": "application/offset+octet-stream",
                       **{name.replace("_", "-"): value for name, value in headers.items()}})


def head(there, path, token=None):
    return there.call("HEAD", path, token=token or there.token(), headers=TUS)


def upload(there, data):
    path = create(there, len(data))
    assert patch(there, path, data, Upload_Checksum=checksum(data)).status == 204
    return path.rsplit("/", 1)[1]


def original(data, uid, **changes):
    return {"upload": uid, "sha256": sha256(data), "bytes": len(data), "media_type": "image/tiff",
            "pages": 1, "resolution_dpi": 300, "captured_at": "2026-11-23T08:00:00Z",
            "station": "8F-1",
            "scanner": {"vendor": "Noname", "model": "PNM file reader", "device": "pnm:0"},
            **changes}


def commit(there, report_id, body, key=None, token=None):
    return there.call("POST", f"/api/v1/reports/{report_id}/originals", body,
                      token or there.token(), {"Idempotency-Key": key or str(uuid.uuid4())})


def status_of(there, report_id):
    return there.call("GET", f"/api/v1/reports/{report_id}", token=there.token()).json["status"]

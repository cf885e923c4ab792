"""tus 1.0.0: creation, offsets, checksum, expiration, termination, and what is refused."""

import http.client
import json
import os
import signal
import time

import pytest
from rig_http import TUS, checksum, create, head, patch, server

GATHERED = 128 << 10  # what the server gathers of a chunk before it writes


@pytest.fixture(scope="module")
def there():
    with server() as running:
        yield running


def test_options(there):
    answer = there.call("OPTIONS", "/api/v1/uploads", token=there.token())
    assert answer.status == 204 and "checksum" in answer.headers["Tus-Extension"]


def test_whole(there):
    data = os.urandom(300_000)
    path = create(there, len(data), **{"Upload-Metadata": "filetype aW1hZ2UvdGlmZg=="})
    assert int(head(there, path).headers["Upload-Offset"]) == 0
    answer = patch(there, path, data, Upload_Checksum=checksum(data))
    assert answer.status == 204 and int(answer.headers["Upload-Offset"]) == len(data)
    answer = head(there, path)
    assert int(answer.headers["Upload-Offset"]) == int(answer.headers["Upload-Length"]) == len(data)
    assert answer.headers["Upload-Metadata"] == "filetype aW1hZ2UvdGlmZg=="
    with open(os.path.join(there.data_dir, "uploads", path.rsplit("/", 1)[1]), "rb") as file:
        assert file.read() == data


def test_in_pieces(there):
    data = os.urandom(10_000)
    path = create(there, len(data))
    for offset in range(0, len(data), 1000):
        assert patch(there, path, data[offset:offset + 1000], offset,
                     Upload_Checksum=checksum(data[offset:offset + 1000], "sha1")).status == 204
    assert int(head(there, path).headers["Upload-Offset"]) == len(data)


def test_wrong_offset(there):
    path = create(there, 100)
    assert patch(there, path, b"x" * 10, 5).code == "offset_mismatch"
    assert patch(there, path, b"x" * 10, 0).status == 204
    assert patch(there, path, b"x" * 10, 0).code == "offset_mismatch"
    assert int(head(there, path).headers["Upload-Offset"]) == 10


def test_wrong_checksum_leaves_the_upload_as_it_was(there):
    path = create(there, 100)
    assert patch(there, path, b"x" * 10).status == 204
    answer = patch(there, path, b"y" * 10, 10, Upload_Checksum=checksum(b"z" * 10))
    assert answer.status == 460 and answer.code == "checksum_mismatch"
    assert int(head(there, path).headers["Upload-Offset"]) == 10
    for header in ("md5 xxxx", "sha256", "sha256 eHh4", "sha256 " + "A" * 100):
        assert patch(there, path, b"y", 10, Upload_Checksum=header).code == "bad_request"


def test_too_long(there):
    path = create(there, 10)
    assert patch(there, path, b"x" * 11).code == "too_large"
    assert int(head(there, path).headers["Upload-Offset"]) == 0
    headers = {**TUS, "Upload-Length": str((4 << 30) + 1)}
    assert there.call("POST", "/api/v1/uploads", token=there.token(),
                      headers=headers).code == "too_large"


@pytest.mark.parametrize("headers, code", [
    ({"Tus-Resumable": "1.0.0"}, "bad_request"),
    ({"Tus-Resumable": "1.0.0", "Upload-Length": "-1"}, "bad_request"),
    ({"Tus-Resumable": "1.0.0", "Upload-Length": "1x"}, "bad_request"),
    ({"Tus-Resumable": "1.0.0", "Upload-Defer-Length": "1"}, "bad_request"),
    ({"Tus-Resumable": "0.2.2", "Upload-Length": "1"}, "precondition_failed"),
    ({"Upload-Length": "1"}, "precondition_failed"),
    ({"Tus-Resumable": "1.0.0", "Upload-Length": "1", "Upload-Metadata": "a" * 1025},
     "headers_too_large"),
])
def test_bad_creation(there, headers, code):
    assert there.call("POST", "/api/v1/uploads", token=there.token(), headers=headers).code == code


def test_bad_patch(there):
    path = create(there, 10)
    right = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    for change, code in [({"Content-Type": "text/plain"}, "wrong_media_type"),
                         ({"Upload-Offset": "x"}, "bad_request"),
                         ({"Upload-Offset": "-1"}, "bad_request"),
                         ({"Tus-Resumable": "2"}, "precondition_failed")]:
        assert there.call("PATCH", path, b"x", there.token(), {**right, **change}).code == code


def test_deleted(there):
    path = create(there, 10)
    assert there.call("DELETE", path, token=there.token(), headers=TUS).status == 204
    assert head(there, path).status == 404
    assert there.call("DELETE", path, token=there.token(), headers=TUS).code == "unknown_upload"
    assert patch(there, path, b"x").code == "unknown_upload"
    assert not os.path.exists(os.path.join(there.data_dir, "uploads", path.rsplit("/", 1)[1]))


def test_expired():
    with server() as early:
        path = create(early, 10)
        assert patch(early, path, b"x" * 10).status == 204
        early.stop()
        early.env["SCAN_STATION_CLOCK_OFFSET"] = str(25 * 3600)
        early.start()
        early.tokens.clear()
        assert head(early, path).status in (404, 410)  # swept at start, or about to be
        assert os.listdir(os.path.join(early.data_dir, "uploads")) == []


def send_half(there, path, data, headers):
    """A PATCH that announces more than it sends; the connection stays open until it is closed."""
    connection = http.client.HTTPConnection("127.0.0.1", there.port, timeout=30)
    connection.putrequest("PATCH", path)
    for name, value in {**TUS, "Authorization": f"Bearer {there.token()}",
                        "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0",
                        "Content-Length": str(2 * len(data)), **headers}.items():
        connection.putheader(name, value)
    connection.endheaders(data)
    return connection


def wait_for_offset(there, path, offset):
    """The file grows while the request is under way, by what the server has gathered."""
    end = time.monotonic() + 60
    file = os.path.join(there.data_dir, "uploads", path.rsplit("/", 1)[1])
    while os.path.getsize(file) < offset:
        assert time.monotonic() < end, "it does not grow"
        os.sched_yield()


def test_who_comes_later_goes_on(there):
    """The former writer's network may be gone without a word, so nobody waits for its end."""
    path = create(there, 4 * GATHERED)
    former = send_half(there, path, b"x" * GATHERED, {})
    wait_for_offset(there, path, GATHERED)
    assert patch(there, path, b"y" * 10, GATHERED).headers["Upload-Offset"] == str(GATHERED + 10)
    former.send(b"x" * GATHERED)
    answer = former.getresponse()
    assert answer.status == 423 and json.loads(answer.read())["code"] == "upload_busy"
    former.close()
    assert patch(there, path, b"y" * 10, GATHERED + 10).headers["Upload-Offset"] == str(GATHERED + 20)


def test_cut_off_keeps_what_came(there):
    path = create(there, 4 * GATHERED)
    connection = send_half(there, path, b"x" * GATHERED, {})
    wait_for_offset(there, path, GATHERED)
    connection.close()
    assert patch(there, path, b"", GATHERED).status == 204
    assert int(head(there, path).headers["Upload-Offset"]) == GATHERED


def test_cut_off_with_a_checksum_drops_what_came(there):
    path = create(there, 4 * GATHERED)
    connection = send_half(there, path, b"x" * GATHERED, {"Upload-Checksum": checksum(b"x" * 2 * GATHERED)})
    wait_for_offset(there, path, GATHERED)
    connection.close()
    assert patch(there, path, b"", 0).status == 204
    assert int(head(there, path).headers["Upload-Offset"]) == 0


def test_an_acknowledged_offset_survives_a_kill():
    with server() as mortal:
        data = os.urandom(500_000)
        path = create(mortal, len(data))
        assert patch(mortal, path, data[:200_000]).status == 204
        connection = send_half(mortal, path, b"", {"Upload-Offset": "200000"})
        mortal.stop(signal.SIGKILL)
        connection.close()
        mortal.start()
        offset = int(head(mortal, path).headers["Upload-Offset"])
        assert offset >= 200_000
        assert patch(mortal, path, data[offset:], offset).status == 204

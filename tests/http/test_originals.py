"""Commit: one transaction, one answer for ever, and every refusal; the bytes as they are served."""

import concurrent.futures
import os
import signal
import uuid

import pytest
from rig.server import STAFF
from rig.station import report
from rig_http import (R1, R2, R3, R4, commit, create, head, original, patch, server, sha256,
                      status_of, tiff, upload)


@pytest.fixture()
def there():
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def refusing():
    """For what is refused and changes nothing."""
    with server() as running:
        yield running


def test_accepted(there):
    data = tiff()
    key = str(uuid.uuid4())
    uid = upload(there, data)
    answer = commit(there, R1, original(data, uid), key)
    assert answer.status == 201
    receipt = answer.json["receipt"]
    assert receipt["sha256"] == sha256(data) and receipt["bytes"] == len(data)
    assert answer.json["report"]["status_label"] == "查證中"
    assert status_of(there, R1) == "verifying"
    with open(there.original_path(sha256(data)), "rb") as file:
        assert file.read() == data and os.fstat(file.fileno()).st_mode & 0o777 == 0o400
    assert there.database("SELECT status FROM events WHERE report_id = ?", R1) == [("verifying",)]
    assert there.database("SELECT who, station, action, from_status, to_status FROM audit "
                          "WHERE report_id = ?", R1) == [
        ("administrator", "", "report_imported", "", "applied"),
        (STAFF, "8F-1", "original_stored", "applied", "verifying")]
    assert head(there, f"/api/v1/uploads/{uid}").status == 404
    assert os.listdir(os.path.join(there.data_dir, "uploads")) == []


def test_a_repeat_gets_the_same_answer_for_ever(there):
    data, key = tiff(), str(uuid.uuid4())
    first = commit(there, R1, original(data, upload(there, data)), key)
    again = commit(there, R1, original(data, upload(there, data)), key)
    there.stop(signal.SIGKILL)
    there.start()
    later = commit(there, R1, original(data, "gone"), key, there.token())
    assert first.status == again.status == later.status == 201
    assert first.body == again.body == later.body
    other = commit(there, R1, original(data, "gone", resolution_dpi=600), key)
    assert other.status == 422 and other.code == "idempotency_mismatch"
    assert commit(there, R2, original(data, "gone"), key).code == "idempotency_mismatch"
    assert len(there.database("SELECT * FROM originals")) == 1


def test_at_once_and_with_one_key(there):
    data, key = tiff(), str(uuid.uuid4())
    there.token()
    bodies = [original(data, upload(there, data)) for _ in range(6)]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda body: commit(there, R1, body, key), bodies))
    assert [answer.status for answer in answers] == [201] * 6
    assert len({answer.body for answer in answers}) == 1
    assert len(there.database("SELECT * FROM originals")) == 1
    assert len(there.database("SELECT * FROM events")) == 1


def test_at_once_and_with_two_keys(there):
    there.token()
    pages = [tiff(seed=seed) for seed in range(4)]
    bodies = [original(data, upload(there, data)) for data in pages]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: commit(there, R1, body), bodies))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
    assert {answer.code for answer in answers if answer.status == 409} == {"not_pending"}
    assert len(there.database("SELECT * FROM originals")) == 1


def refused(there, report_id, body, code, uid=None, **options):
    """The refusal, and that everything is as it was and the upload still there."""
    before = status_of(there, report_id) if report_id in (R1, R2, R3, R4) else None
    answer = commit(there, report_id, body, **options)
    assert answer.code == code, answer
    if before is not None:
        assert status_of(there, report_id) == before
    if uid is not None:
        assert head(there, f"/api/v1/uploads/{uid}").status == 200
    assert there.database("SELECT * FROM originals") == []
    return answer


def test_refusals(there):
    data = tiff()
    uid = upload(there, data)
    answer = refused(there, R3, original(data, uid), "not_pending", uid)
    assert answer.json["report_status"] == "passed"
    refused(there, "103-2-999999", original(data, uid), "unknown_report", uid)
    refused(there, R1, original(data, "none"), "unknown_upload")
    refused(there, R1, original(data, uid, sha256="0" * 64), "digest_mismatch", uid)
    refused(there, R1, original(data, uid, bytes=len(data) + 1), "digest_mismatch", uid)
    refused(there, R1, original(data, uid, media_type="application/pdf"), "unacceptable_file", uid)
    refused(there, R1, original(data, uid, pages=2), "unacceptable_file", uid)
    refused(there, R1, original(data, uid), "bad_request", uid, key="not-a-uuid")
    assert commit(there, R1, original(data, uid)).status == 201


def test_unfinished_upload(refusing):
    data = tiff()
    path = create(refusing, len(data))
    assert patch(refusing, path, data[:100]).status == 204
    uid = path.rsplit("/", 1)[1]
    answer = refused(refusing, R1, original(data, uid), "upload_incomplete", uid)
    assert answer.json["offset"] == 100 and answer.json["length"] == len(data)


@pytest.mark.parametrize("data", [b"MZ" + b"\0" * 500, b"%PDF-1.4 but not really", b"II*\0",
                                  b"<html>" * 50, tiff()[:-200]],
                         ids=["executable", "half pdf", "header", "html", "cut"])
def test_a_file_that_lies(refusing, data):
    uid = upload(refusing, data)
    for media_type in ("image/tiff", "application/pdf"):
        refused(refusing, R1, original(data, uid, media_type=media_type), "unacceptable_file", uid)


@pytest.mark.parametrize("change", [
    {"pages": 0}, {"pages": 501}, {"bytes": 0}, {"bytes": "7"}, {"sha256": "XYZ"},
    {"sha256": "A" * 64}, {"media_type": "image/png"}, {"captured_at": "yesterday"},
    {"station": ""}, {"scanner": None}, {"scanner": {"vendor": "a"}}, {"upload": "../x"},
    {"surprise": 1}, {"resolution_dpi": 0}, {"station": "x" * 201},
])
def test_bad_fields(refusing, change):
    data = b"x"
    answer = refused(refusing, R1, {**original(data, "u"), **change}, "bad_field")
    assert next(iter(change)) in answer.json["detail"]


def test_another_counter_s_claim(there):
    data = tiff()
    uid = upload(there, data)
    path = f"/api/v1/reports/{R1}/claim"
    assert there.call("PUT", path, {"station": "8F-2"}, there.token()).status == 200
    assert refused(there, R1, original(data, uid), "claimed", uid).json["station"] == "8F-2"
    assert commit(there, R1, original(data, uid, station="8F-2")).status == 201
    assert there.call("GET", f"/api/v1/reports/{R1}", token=there.token()).json["claim"] is None


def test_filed_and_re_review(there):
    for report_id, status in ((R2, "filed"), (R4, "re_review")):
        data = tiff(seed=hash(report_id) % 100)
        assert commit(there, report_id, original(data, upload(there, data))).status == 201
        (detail, before), = there.database(
            "SELECT detail, from_status FROM audit WHERE report_id = ? AND "
            "action = 'original_stored'", report_id)
        assert before == status and ("e-mail step was skipped" in detail) == (status == "filed")


def test_the_same_bytes_for_two_reports():
    with server(report(1), report(2)) as there:
        data = tiff()
        for report_id in (R1, R2):
            assert commit(there, report_id, original(data, upload(there, data))).status == 201
        assert len(there.database("SELECT * FROM originals")) == 2


def test_served_as_stored(there):
    data = tiff(pages=3)
    body = original(data, upload(there, data), pages=3)
    assert commit(there, R1, body).status == 201
    path = f"/api/v1/reports/{R1}/originals/1"

    def get(**headers):
        return there.call("GET", path, token=there.token(),
                          headers={name.replace("_", "-"): value
                                   for name, value in headers.items()})

    whole = get()
    assert whole.status == 200 and whole.body == data
    assert whole.headers["Content-Type"] == "image/tiff"
    for span, expected in (("bytes=0-9", data[:10]), ("bytes=100-", data[100:]),
                           ("bytes=-7", data[-7:]), ("bytes=5-5", data[5:6]),
                           (f"bytes=0-{len(data) + 99}", data)):
        part = get(Range=span)
        assert part.status == 206 and part.body == expected, span
    assert get(Range=f"bytes={len(data)}-").code == "range_not_satisfiable"
    assert get(Range="bytes=-0").code == "range_not_satisfiable"
    for odd in ("bytes=9-3", "lines=1-2", "bytes=a-b", "bytes=0-1,3-4", "bytes"):
        assert get(Range=odd).body == data
    assert get(If_None_Match=whole.headers["ETag"]).status == 304
    for number in ("2", "0", "x", "99999999999999999999"):
        assert there.call("GET", f"/api/v1/reports/{R1}/originals/{number}",
                          token=there.token("R001")).code == "not_found"


def test_a_damaged_original_is_not_served_as_whole(there):
    data = tiff()
    assert commit(there, R1, original(data, upload(there, data))).status == 201
    path = there.original_path(sha256(data))
    os.chmod(path, 0o600)
    os.truncate(path, 10)
    assert there.call("GET", f"/api/v1/reports/{R1}/originals/1",
                      token=there.token()).code == "internal"


def key(report_id):
    return f"00000000-0000-4000-8000-{int(report_id[-6:]):012}"


def test_killed_in_the_middle_of_commits():
    """Whatever was answered before a kill stands after it, exactly once."""
    reports = [report(number) for number in range(1, 31)]
    with server(*reports) as there:
        answered = {}
        for round_ in range(3):
            todo = [entry["id"] for entry in reports if entry["id"] not in answered][:10]
            there.token()
            bodies = {}
            for report_id in todo:
                data = tiff(seed=int(report_id[-6:]))
                bodies[report_id] = original(data, upload(there, data))
            with concurrent.futures.ThreadPoolExecutor(5) as pool:
                waiting = {pool.submit(commit, there, report_id, body, key(report_id)): report_id
                           for report_id, body in bodies.items()}
                for future in concurrent.futures.as_completed(waiting):
                    if future.exception() is None:
                        answered[waiting[future]] = future.result().json["receipt"]
                        if len(answered) >= 3 + 3 * round_ and there.process is not None:
                            there.stop(signal.SIGKILL)
            if there.process is not None:
                there.stop(signal.SIGKILL)
            there.start()
            stored = dict(there.database("SELECT report_id, sha256 FROM originals"))
            for report_id, receipt in answered.items():
                assert stored[report_id] == receipt["sha256"]
                assert status_of(there, report_id) == "verifying"
            assert len(there.database("SELECT * FROM events")) == len(stored)
            assert len(there.database("SELECT * FROM audit WHERE action = 'original_stored'")) == \
                len(stored)
            there.assert_whole()

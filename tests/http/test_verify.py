"""`central-server verify` as a program: its exit codes and words, and its life beside a server.

That every alteration is found is tests/store/test-verify.c's."""

import concurrent.futures
import os
import re
import signal

import pytest
from rig_http import R1, R2, commit, create, original, patch, server, sha256, tiff, upload


def verify(there, *options):
    return there.verb("verify", "--data-dir", there.data_dir, *options)


def end_of(done):
    return re.search(r"^the audit log ends with (\d+:[0-9a-f]{64})$", done.stdout, re.MULTILINE)[1]


@pytest.fixture(name="there", scope="module")
def fixture_there():
    with server() as running:
        data = tiff()
        assert commit(running, R1, original(data, upload(running, data))).status == 201
        yield running


def picture(folder):
    """Every file with its bytes, but SQLite's shared memory, in which readers note themselves."""
    found = {}
    for path, _, names in os.walk(folder):
        for name in names:
            if not name.endswith("-shm"):
                with open(os.path.join(path, name), "rb") as file:
                    found[os.path.join(path, name)] = file.read()
    return found


def test_whole_beside_a_server_and_without(there):
    beside = verify(there)
    assert beside.returncode == 0 and beside.stderr == ""
    assert re.match(r"4 reports, 1 originals of \d+ bytes; all is whole\n", beside.stdout)
    there.stop(signal.SIGKILL)
    before = picture(there.data_dir)
    killed = verify(there)
    assert (killed.returncode, killed.stdout) == (0, beside.stdout)
    assert picture(there.data_dir) == before
    there.start()
    there.stop()
    assert verify(there).stdout == beside.stdout
    there.start()


def test_uploads_under_way_are_no_difference(there):
    data = tiff(seed=2)
    path = create(there, len(data))
    assert patch(there, path, data[:100]).status == 204
    assert verify(there).returncode == 0
    assert patch(there, path, data[100:], 100).status == 204
    # As between the file's name in the vault and the record: accepted, and not committed yet.
    uid = os.path.join(there.data_dir, "uploads", path.rsplit("/", 1)[1])
    name = there.original_path(sha256(data))
    os.makedirs(os.path.dirname(name), mode=0o700, exist_ok=True)
    os.chmod(uid, 0o400)
    os.link(uid, name)
    assert verify(there).returncode == 0
    os.unlink(uid)
    left = verify(there)
    assert left.returncode == 1 and left.stdout.startswith(
        f"extra: originals/{sha256(data)[:2]}/{sha256(data)}: no record names this file\n")
    os.unlink(name)


def test_commits_in_the_meantime_are_no_difference():
    reports = [{"id": f"103-2-{number:06}", "student_id": "4100E001", "certificate_code": "7104",
                "certified_on": "2015-06-24", "academic_year": 103, "semester": 2, "grade": 7,
                "application_month": 7, "status": "applied",
                "reported_at": "2015-07-01T02:03:04Z"} for number in range(1, 13)]
    with server(*reports) as there:
        there.token()

        def submit(report):
            data = tiff(seed=int(report["id"][-6:]))
            return commit(there, report["id"], original(data, upload(there, data))).status

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            under_way = [pool.submit(submit, report) for report in reports]
            looks = 0
            while looks < 3 or not all(future.done() for future in under_way):
                looks += 1
                there.assert_whole()
            assert {future.result() for future in under_way} == {201}


def test_differences_are_named(there):
    (digest,), = there.database("SELECT sha256 FROM originals")
    path = there.original_path(digest)
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        byte = file.read(1)
        file.seek(0)
        file.write(bytes([byte[0] ^ 1]))
    done = verify(there)
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and done.stderr == ""
    assert lines[0] == f"permissions: originals/{digest[:2]}/{digest}: mode 0600 is not that of an " \
        "original"
    assert re.fullmatch(rf"changed: original 1 of report {R1} has the digest [0-9a-f]{{64}}, the "
                        rf"records say {digest}", lines[1])
    assert lines[2].endswith("; 2 differences")
    with open(path, "r+b") as file:
        file.write(byte)
    os.chmod(path, 0o400)
    there.assert_whole()


def test_the_anchor(there):
    end = end_of(verify(there))
    data = tiff(seed=3)
    assert commit(there, R2, original(data, upload(there, data))).status == 201
    assert verify(there, "--anchor", end).returncode == 0
    later = end_of(verify(there))
    number = int(later.split(":")[0])
    assert number == int(end.split(":")[0]) + 1
    other = verify(there, "--anchor", f"{number}:{'0' * 64}")
    assert other.returncode == 1
    assert other.stdout.startswith(f"anchor: entry {number} is another than the anchor's\n")
    beyond = verify(there, "--anchor", f"{number + 1}:{'0' * 64}")
    assert beyond.returncode == 1 and beyond.stdout.startswith("anchor: the log ends with entry")


def test_what_cannot_be_read(there):
    assert there.verb("verify").returncode == 2
    assert there.verb("verify", "--data-dir", there.data_dir, "more").returncode == 2
    for anchor in ("", "7", "x:" + "0" * 64, "7:" + "0" * 63, "0:" + "0" * 64):
        assert verify(there, "--anchor", anchor).returncode == 2, anchor
    nowhere = there.verb("verify", "--data-dir", os.path.join(there.folder, "nowhere"))
    assert nowhere.returncode == 1 and "missing: " in nowhere.stdout
    assert "database: " in nowhere.stdout
    assert not os.path.exists(os.path.join(there.folder, "nowhere"))

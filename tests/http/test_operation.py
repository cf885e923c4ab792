"""central-server as a program: verbs, log, metrics, load, and the way it ends."""

import concurrent.futures
import contextlib
import copy
import http.client
import json
import os
import re
import signal
import socket
import subprocess

import pytest
from rig.server import PASSWORD, Server
from rig.station import demo, report
from rig_http import R1, server, tiff, upload, original, commit

TOKENS = re.compile(r"[A-Za-z0-9_-]{40,}")


@pytest.fixture()
def there():
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def stopped():
    """A data folder that no server uses, and to which nothing is done but what is refused."""
    with server() as running:
        running.stop()
        yield running


def test_health(there):
    assert there.call("GET", "/healthz").json == {"status": "alive"}
    assert there.call("GET", "/readyz").json == {"status": "ready"}
    assert there.call("GET", "/healthz", headers={"X-Forwarded-For": "1.2.3.4"}).status == 404
    text = there.call("GET", "/metrics").body.decode()
    assert 'central_server_requests_total{method="GET",route="/healthz",status="200"} 1' in text
    for line in text.splitlines():
        assert line.startswith("# ") or re.match(r"[a-z_]+(\{[^}]*\})? [0-9.e+-]+$", line), line


def test_the_log_names_nobody(there):
    data = tiff()
    there.call("GET", "/api/v1/reports?student_id=4100E001", token=there.token())
    there.call("GET", "/api/v1/reports?q=%E5%B0%8F%E6%98%8E", token=there.token())
    there.call("GET", "/api/v1/nothing/4100E001")
    commit(there, R1, original(data, upload(there, data)))
    there.stop()
    log = there.log()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line["route"] for line in lines if "route" in line} >= {
        "/api/v1/reports", "/api/v1/reports/{id}/originals", ""}
    for secret in ("4100E001", "T001", "小明", "%E5", PASSWORD, R1, *there.tokens.values()):
        assert secret not in log
    assert all(line["time"].endswith("Z") and line["id"] for line in lines)


def test_usage_and_addresses(there):
    assert there.verb("--help").returncode == 0 and there.verb("--version").returncode == 0
    for wrong in ((), ("fly",), ("serve",), ("import", "--data-dir", "x"), ("user", "add"),
                  ("serve", "--data-dir", "x", "more"), ("serve", "--nonsense"),
                  ("user", "add", "--data-dir", "x", "--role", "king", "T9"),
                  ("user", "add", "--data-dir", "x", "--role", "staff", "../T9")):
        done = there.verb(*wrong)
        assert done.returncode == 2 and done.stderr, wrong
    free = os.path.join(there.folder, "free")
    for address in ("0.0.0.0:0", "192.0.2.1:80", "localhost", "nonsense", "[::]:0"):
        done = there.verb("serve", "--data-dir", free, "--listen", address)
        assert done.returncode == 1 and "address" in done.stderr or "TLS" in done.stderr, address
    taken = there.verb("serve", "--data-dir", free, "--listen", f"127.0.0.1:{there.port}")
    assert taken.returncode == 1 and "listen" in taken.stderr


def test_one_program_at_a_time(there):
    for verb in (("serve", "--data-dir", there.data_dir, "--listen", "127.0.0.1:0"),
                 ("import", "--data-dir", there.data_dir, os.path.join(there.folder, "import.json"))):
        done = there.verb(*verb)
        assert done.returncode == 1 and "another process" in done.stderr


LONGEST = "密" * 200


def test_users(there):
    there.stop()
    add = ("user", "add", "--data-dir", there.data_dir, "--role", "staff")
    for refused in ("short\n", "", LONGEST + "碼\n", "x" * 5000 + "\n"):
        done = there.verb(*add, "N001", stdin=refused)
        assert done.returncode == 1 and "8 to 200 characters" in done.stderr
    assert there.verb(*add, "N001", stdin=LONGEST + "\n").returncode == 0
    again = there.verb(*add, "N001", stdin=PASSWORD + "\n")
    assert again.returncode == 1 and "already" in again.stderr
    there.start()
    for password, status in ((LONGEST[:-1], 401), (LONGEST, 201)):
        assert there.call("POST", "/api/v1/session",
                          {"ksuid": "N001", "password": password}).status == status


def write(there, text):
    path = os.path.join(there.folder, "other.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return there.verb("import", "--data-dir", there.data_dir, path)


def test_import_is_all_or_nothing():
    with Server(demo([report(1)])) as there:
        there.stop()
        data = demo([report(number) for number in range(1, 40)])
        data["reports"][-1]["grade"] = "seven"
        done = write(there, json.dumps(data, indent=1))
        line = json.dumps(data, indent=1).splitlines()[int(re.search(r"line (\d+)", done.stderr)
                                                           .group(1)) - 1]
        assert done.returncode == 1 and "reports[38].grade" in done.stderr and line.strip() == "{"
        assert there.database("SELECT count(*) FROM reports") == [(1,)]
        data["reports"][-1]["grade"] = 7
        assert write(there, json.dumps(data)).returncode == 0
        assert "0 in the catalogue, 0 students, 0 reports" in write(there, json.dumps(data)).stdout


def assert_nothing_taken(there, done):
    assert done.returncode == 1 and "nothing of it was taken" in done.stderr
    assert there.database("SELECT count(*) FROM audit WHERE action = 'imported'") == [(1,)]


@pytest.mark.parametrize("change, words", [
    (lambda data: data["reports"][0].update(student_id="4100E999"), "reports[0].student_id"),
    (lambda data: data["reports"][0].update(certificate_code="0"), "reports[0].certificate_code"),
    (lambda data: data["reports"][0].update(status="lost"), "reports[0].status"),
    (lambda data: data["reports"][0].update(certified_on="2015-02-29"), "certified_on"),
    (lambda data: data["reports"][0].update(reported_at="today"), "reported_at"),
    (lambda data: data["reports"][0].update(id="a b"), "reports[0].id"),
    (lambda data: data["reports"][0].update(extra=1), "reports[0].extra"),
    (lambda data: data["reports"][0].pop("semester"), "reports[0].semester"),
    (lambda data: data["students"][0].update(study_year=8), "students[0].study_year"),
    (lambda data: data["catalogue"][0].update(region="mars"), "catalogue[0].region"),
    (lambda data: data.update(surprise=[]), "surprise"),
])
def test_import_names_line_and_field(stopped, change, words):
    data = copy.deepcopy(demo([report(1)]))
    change(data)
    done = write(stopped, json.dumps(data, indent=1, ensure_ascii=False))
    assert done.returncode == 1 and words in done.stderr, done.stderr
    assert_nothing_taken(stopped, done)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"reports": [], "reports": []}', "\udcff",
                                  '{"reports": 7}', "[" * 100])
def test_import_of_rubbish(stopped, text):
    path = os.path.join(stopped.folder, "rubbish.json")
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
    assert_nothing_taken(stopped, stopped.verb("import", "--data-dir", stopped.data_dir, path))


def test_import_never_moves_a_report_back(there):
    data = tiff()
    assert commit(there, R1, original(data, upload(there, data))).status == 201
    there.stop()
    there.import_data(demo([report(1)]))
    assert there.database("SELECT status FROM reports WHERE id = ?", R1) == [("verifying",)]


def test_announcements(there):
    there.stop()
    data = demo([])
    data["announcements"] = [
        {"id": "a1", "published_at": "2014-02-06T00:00:00Z", "title": "先", "body": "first"},
        {"id": "a2", "published_at": "2014-03-04T00:00:00Z", "title": "後", "body": "second"}]
    there.import_data(data)
    there.start()
    there.tokens.clear()
    found = there.call("GET", "/api/v1/announcements", token=there.token()).json["announcements"]
    assert [entry["id"] for entry in found] == ["a2", "a1"]


def test_a_database_that_is_not_one(there):
    there.stop()
    path = os.path.join(there.data_dir, "central.db")
    for name in (path, path + "-wal", path + "-shm"):
        if os.path.exists(name):
            os.unlink(name)
    with open(path, "wb") as file:
        file.write(b"not a database at all, but long enough to look like one" * 50)
    done = there.verb("serve", "--data-dir", there.data_dir, "--listen", "127.0.0.1:0")
    assert done.returncode == 1 and "database" in done.stderr


def test_a_newer_database(there):
    there.stop()
    subprocess.run(["sqlite3", os.path.join(there.data_dir, "central.db"),
                    "PRAGMA user_version = 99"], check=True)
    done = there.verb("serve", "--data-dir", there.data_dir, "--listen", "127.0.0.1:0")
    assert done.returncode == 1 and "version 99" in done.stderr


def test_stops_gracefully_with_work_under_way(there):
    there.token()
    pages = [tiff(seed=seed) for seed in range(8)]
    uploads = [upload(there, data) for data in pages]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(commit, there, R1, original(data, uid))
                   for data, uid in zip(pages, uploads)]
        concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
        assert there.stop(signal.SIGTERM) == 0
    answered = [future.result().status for future in waiting if future.exception() is None]
    assert answered.count(201) == 1
    assert there.database("SELECT count(*) FROM originals") == [(1,)]


def test_connections_leave_files_over_for_the_work(there):
    """As many connections as the server takes, with few descriptors: a commit has its files."""
    data = tiff()
    body = original(data, upload(there, data))
    there.stop()
    there.start(files=512)
    token = there.token()
    with contextlib.ExitStack() as stack:
        first = http.client.HTTPConnection("127.0.0.1", there.port, timeout=60)
        stack.callback(first.close)
        first.connect()
        for _ in range(600):
            stack.enter_context(socket.create_connection(("127.0.0.1", there.port)))
        first.request("POST", f"/api/v1/reports/{R1}/originals", json.dumps(body),
                      {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                       "Idempotency-Key": "6f1f1b8e-3a52-4d0b-9b0a-3f5f0c6a7d10"})
        answer = first.getresponse()
        assert answer.status == 201, answer.read()


def resident(process):
    with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def test_load_on_lookup(there):
    """wrk for a while: no crash, no error, and no growth once it is warm."""
    def load():
        done = subprocess.run(
            ["wrk", "-t1", "-c16", "-d1s", "-H", f"Authorization: Bearer {there.token()}",
             f"{there.url}/api/v1/reports?student_id=4100E001&pending=true"],
            capture_output=True, text=True, check=True, timeout=60)
        assert "Non-2xx" not in done.stdout and "Socket errors" not in done.stdout, done.stdout
        return resident(there.process)

    there.stop()
    # What the sanitizer keeps back of freed memory is no growth.
    there.env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    there.start()
    load()
    warm = load()
    grown = load()
    assert grown < warm + (2 << 20)
    assert there.call("GET", "/healthz").status == 200

"""One counter for many short lives: a server with as many reports as are needed, a page on the
glass, and a fresh station for each case. Everything that the programs write lies in one folder,
and the shim is loaded into all of them.

    with Lane() as lane:
        report = lane.next_report()
        with lane.station() as station:
            done = lane.submit(station, report)
            lane.recover(station)
            lane.judge(station, report, done)
"""

import collections
import contextlib
import http.client
import io
import json
import os
import re
import shutil
import sqlite3
import tempfile
import threading
import time

import numpy
import PIL.Image
from control import Control
from rig import scanner, server, station

# What a server may have more than after its first submit, and how long it may have it.
SPARE_FILES, SPARE_KIB, LEAK_SECONDS = 8, 16384, 10
# A connection that fell silent is the server's for 30 s: libmicrohttpd may miss a close that comes
# with bytes.
SPARE_SOCKETS, SILENT_SECONDS = 2, 40

# The folder that all servers of a program are copied from is made once.
making_users = threading.Lock()


def report_id(number):
    return f"103-2-{number:06}"


def records(count):
    """An import file: so many students, each with one report."""
    students = [{**station.STUDENTS[0], "student_id": f"4100E{number:05}"}
                for number in range(1, count + 1)]
    reports = [{**station.report(number), "student_id": student["student_id"]}
               for number, student in enumerate(students, 1)]
    return {"catalogue": station.CATALOGUE, "students": students, "reports": reports}


def noise(width, height, seed=7):
    """Gray pixels of which no two rows are alike and nothing compresses away."""
    return numpy.random.default_rng(seed).integers(0, 256, (height, width), numpy.uint8)


class Status:
    """What a process has: resident memory in KiB, open files and sockets."""

    def __init__(self, pid):
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            self.resident = int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1])
        self.open = collections.Counter()
        for number in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(FileNotFoundError):  # closed since
                name = os.path.basename(os.readlink(f"/proc/{pid}/fd/{number}"))
                self.open[name.split(":[")[0]] += 1
        self.sockets = self.open["socket"]
        self.files = self.open.total() - self.sockets

    def __repr__(self):
        return f"{self.resident} KiB, {dict(self.open)}"


class Lane:
    """where: the folder that holds all of it; one of its own if not given. reports: how many a
    server has before another one is begun."""

    def __init__(self, where=None, reports=600, pixels=None):
        self.where = where or os.environ["MESON_BUILD_ROOT"]
        self.count = reports
        self.pixels = noise(48, 40) if pixels is None else pixels
        self.everything = contextlib.ExitStack()
        self.central = self.settled = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.folder = tempfile.mkdtemp(prefix="lane-", dir=self.where)
            stack.callback(shutil.rmtree, self.folder)
            self.config = stack.enter_context(scanner.scanner_folder())
            self.control = stack.enter_context(Control(self.folder))
            glass = os.path.join(self.config, "glass.pnm")
            scanner.write_pnm(glass, self.pixels)
            self.scanner = ("--scanner", "pnm:0", "--option", f"filename={glass}", "--mode", "gray")
            self.env = scanner.sane_env(self.config, "pnm", base={**os.environ,
                                                                  **self.control.env()})
            stack.callback(self.end_server)
            self.new_server()
            self.everything = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.everything.close()

    # ---- the server ----

    def new_server(self):
        self.end_server()
        self.next = 0
        with making_users:
            server.users_folder()
        self.central = server.Server(records(self.count), self.control.env(), self.folder)
        self.central.start()
        with self.new_station() as first:
            first.sign_in()
            with open(os.path.join(first.profile, "session.json"), encoding="utf-8") as file:
                self.session = file.read()
        self.token = json.loads(self.session)["token"]
        self.warm_up()

    def warm_up(self):
        """What is done once in the life of a server. Tells how long a submit takes."""
        with self.station() as fresh:
            begun = time.monotonic()
            done = self.submit(fresh, self.next_report())
            assert done.code == 0, done
            self.whole = time.monotonic() - begun
        self.settled = self.server_status()

    def server_status(self):
        return Status(self.central.process.pid)

    def assert_no_leak(self):
        """Whatever has happened, the server soon has no more than after its first submit, but what
        it makes once in its life, and connections of which it has not heard that they are over. A
        leak of each case adds up."""
        self.wait_until(LEAK_SECONDS,
                        lambda now: now.files <= self.settled.files + SPARE_FILES and
                        now.resident <= self.settled.resident + SPARE_KIB)

    def assert_no_socket_stays(self):
        self.wait_until(SILENT_SECONDS, lambda now: self.settled is None or
                        now.sockets <= self.settled.sockets + SPARE_SOCKETS)

    def wait_until(self, seconds, is_well):
        end = time.monotonic() + seconds
        while not is_well(now := self.server_status()):
            assert time.monotonic() < end, f"{now}, after the first submit {self.settled}"
            time.sleep(0.01)

    def end_server(self):
        if self.central is not None:
            try:
                self.restart_server()
                self.assert_no_socket_stays()
                self.verify()
            finally:
                self.central.__exit__()
                self.central = None

    def verify(self):
        """Records, originals and log agree after all that has happened."""
        done = self.central.verb("verify", "--data-dir", self.central.data_dir)
        assert done.returncode == 0, done

    def restart_server(self):
        """Starts it again at the same address if it has ended."""
        process = self.central.process
        if process is not None and process.poll() is not None:
            process.stdout.close()
            self.central.process = None
        if self.central.process is None:
            self.central.start(self.central.port)

    def get(self, path):
        """The server's answer to a signed-in question: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.central.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def count_rows(self, table, report, more=""):
        database = f"file:{self.central.data_dir}/central.db?mode=ro"
        with contextlib.closing(sqlite3.connect(database, uri=True)) as opened:
            return opened.execute(f"SELECT count(*) FROM {table} WHERE report_id = ? {more}",
                                  (report,)).fetchone()[0]

    # ---- the station ----

    def next_report(self):
        """A report that nobody has touched."""
        if self.next == self.count:
            self.new_server()
        self.next += 1
        return report_id(self.next)

    def new_station(self):
        return station.Station(self.central.url, self.env, where=self.folder)

    @contextlib.contextmanager
    def station(self):
        """A station that is signed in. What it has written is gone afterwards."""
        with self.new_station() as fresh:
            os.makedirs(fresh.profile, 0o700)
            path = os.path.join(fresh.profile, "session.json")
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(self.session)
            fresh.configure("[station]\nname=8F-1\n")
            yield fresh

    def submit(self, fresh, report):
        return fresh.run("submit", report, *self.scanner)

    def start_submit(self, fresh, report):
        return fresh.start("submit", report, *self.scanner)

    def recover(self, fresh):
        """Everything is started again and goes on by itself."""
        self.restart_server()
        return fresh.run("outbox", "send")

    # ---- what has become of it ----

    def settle(self, fresh, report, said):
        """After whatever has happened: all goes on by itself, what was said holds, and what was not
        saved can be scanned again. Gives the word of judge()."""
        said.append(self.recover(fresh))
        assert said[-1].code == 0, f"it did not go on by itself: {said[-1]}"
        ended = self.judge(fresh, report, said)
        if ended == "not saved":
            again = self.submit(fresh, report)
            assert again.code == 0, f"it cannot be scanned again: {again}"
            self.judge(fresh, report, [again])
        return ended

    def judge(self, fresh, report, said):
        """Asks station and server, and holds it against what was said to people. Gives
        "delivered" or "not saved"."""
        saved = [event for done in said for event in done.named("saved")]
        green = [event for done in said for event in done.named("status")]
        entries = fresh.outbox()
        delivered = [entry for entry in entries if entry["state"] == "delivered"]
        for entry in entries:
            assert entry["state"] in ("delivered", "quarantine"), f"left behind: {entry}"
            assert entry["state"] == "delivered" or entry["reason"], f"no reason told: {entry}"
        assert len(saved) <= 1 and len(delivered) <= 1, (saved, entries)
        for event in saved:
            assert [entry["sha256"] for entry in delivered] == [event["sha256"]], \
                f"it said “saved”, and delivered is {delivered}"
        assert delivered or not green, f"it said {green}, and nothing is delivered"
        assert delivered or all(done.code not in (0, 5) for done in said[:1]), said
        self.judge_server(report, delivered)
        return "delivered" if delivered else "not saved"

    def judge_server(self, report, delivered):
        _, body = self.get(f"/api/v1/reports/{report}")
        now = json.loads(body)
        rows = [self.count_rows("originals", report), self.count_rows("events", report),
                self.count_rows("audit", report, "AND action = 'original_stored'")]
        if not delivered:
            assert (now["status"], rows) == ("applied", [0, 0, 0]), (now["status"], rows)
            return
        assert (now["status"], rows) == ("verifying", [1, 1, 1]), (now["status"], rows)
        (entry,) = delivered
        status, original = self.get(f"/api/v1/reports/{report}/originals/1")
        assert status == 200, (status, original)
        with open(entry["path"], "rb") as file:
            assert file.read() == original, "the original at the server is not the station's"
        with PIL.Image.open(io.BytesIO(original)) as image:
            assert numpy.array_equal(image, self.pixels), "these are not the page's pixels"
        assert json.loads(entry["receipt"])["sha256"] == entry["sha256"], entry

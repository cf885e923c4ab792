"""What shows only after a long time: thousands of submits in a row, a thousand originals that wait
when the server comes back, a month without it. Memory, descriptors and files do not grow, and what
was scanned first is sent first."""

import concurrent.futures
import contextlib
import json
import os

from lane import Lane
from rig import outbox, station
from rig.memory import peaks
from rig.server import TIMEOUT

DAY = 86400
LOOK = 50         # submits between two looks at the server
LOOKS = 3         # until it has whatever it keeps
MORE_KIB = 4096   # that it may have more from then on
WAIT_KIB = 4096   # that a station may have more for a thousand entries than for a few


class Submits:
    """A case is one more submit of the same station at the same server. One lane, so that all come
    in a row."""

    name = "submits"
    lanes = 1

    def __init__(self, look=LOOK, plant=None):
        """look: submits between two looks. plant: faults for the shim to have, by program."""
        self.every, self.plant = look, plant or {}
        self.settled = None
        self.done = 0

    @contextlib.contextmanager
    def open(self, number):
        with Lane(reports=11_000) as lane, lane.station() as fresh:
            for program, names in self.plant.items():
                lane.control[program].plant(*names)
            lane.fresh = fresh
            yield lane

    def run(self, lane, case):
        report = lane.next_report()
        done = lane.submit(lane.fresh, report)
        assert done.code == 0 and done.one("status")["report_id"] == report, done
        self.done += 1
        if self.done % self.every == 0:
            self.look(lane)
        return "delivered"

    def look(self, lane):
        now = lane.server_status()
        descriptors = now.files + now.sockets
        assert self.settled is None or \
            descriptors <= self.settled.files + self.settled.sockets + 2, (now, self.settled)
        assert self.settled is None or \
            now.resident <= self.settled.resident + MORE_KIB, (now, self.settled)
        if self.done == LOOKS * self.every:
            self.settled = now
        assert files_of(lane.fresh) == self.done, "files that no delivered original explains"
        assert os.listdir(os.path.join(lane.central.data_dir, "uploads")) == []
        self.figures = f"; the server has {now.resident} KiB and {descriptors} descriptors at the end"


def files_of(fresh):
    """Entries that were delivered, once nothing else lies in the outbox."""
    folder = os.path.join(fresh.profile, "outbox")
    found = {state: len(os.listdir(os.path.join(folder, state)))
             for state in os.listdir(folder) if state != "lock"}
    delivered = found.pop("delivered")
    assert not any(found.values()), found
    return delivered


class Waiting:
    """A case is so many originals that have waited for the server, and are sent in one go."""

    name = "waiting"
    lanes = 1

    def __init__(self, many=1000, few=50, plant=False):
        """plant: the last one is expected first."""
        self.many, self.few, self.plant = many, few, plant

    @contextlib.contextmanager
    def open(self, number):
        with Lane(reports=20_000) as lane:
            yield lane

    def run(self, lane, case):
        few = self.send(lane, self.few)
        many = self.send(lane, self.many)
        self.figures = f"; a station has {few} KiB for {self.few}, {many} KiB for {self.many}"
        assert many <= few + WAIT_KIB, self.figures
        return f"{self.few} and {self.many} in order"

    def send(self, lane, count):
        """Gives the most memory that the station had, in KiB."""
        reports = [lane.next_report() for _ in range(count)]
        with lane.station() as fresh:
            for minutes, report in enumerate(reversed(reports), 1):
                outbox.put(fresh.profile,
                           outbox.Entry(report, lane.central.url, age=60 * minutes), "ready")
            events, most = run_and_measure(fresh, "outbox", "send")
            if self.plant:
                reports.reverse()
            sent = [event["report_id"] for event in events if event["event"] == "status"]
            assert sent == reports, "they were not sent in their order"
            assert files_of(fresh) == count
        return most


def run_and_measure(fresh, *arguments):
    """The events of a station that succeeds, and the most memory that it had, in KiB."""
    process = fresh.start(*arguments)
    with concurrent.futures.ThreadPoolExecutor(1) as reading:
        streams = reading.submit(process.communicate, timeout=10 * TIMEOUT)
        most = peaks(process)
        out, err = streams.result()
    assert process.returncode == 0, (process.returncode, out[-500:], err)
    return [json.loads(line) for line in out.splitlines()], most["scan-station-cl"] // 1024


class Offline:
    """A case is a month without the server: scanned while look-up still remembers (a week, though
    the session was over after half a day), tried each day, and sent in order after signing in
    again."""

    name = "offline"
    lanes = 1
    days, remembered, a_day = 30, 7, 4

    def __init__(self, plant=False):
        """plant: nobody signs in again."""
        self.plant = plant

    @contextlib.contextmanager
    def open(self, number):
        with Lane() as lane:
            yield lane

    def run(self, lane, case):
        reports = [lane.next_report() for _ in range(self.remembered * self.a_day)]
        with lane.new_station() as fresh:
            fresh.configure("[station]\nname=8F-1\n")
            self.before(lane, fresh, reports)
            self.away(lane, fresh, reports)
            self.after(lane, fresh, reports)
        return f"{len(reports)} after {self.days} days"

    def clock(self, day, minute=0):
        return {"SCAN_STATION_CLOCK_OFFSET": str((day - self.days) * DAY + minute * 60)}

    def before(self, lane, fresh, reports):
        """A month ago, by both clocks."""
        self.restart(lane, self.clock(0))
        done = fresh.run("sign-in", station.KSUID, stdin=station.PASSWORD + "\n", env=self.clock(0))
        assert done.code == 0, done
        for report in reports:
            student = f"4100E{int(report[-6:]):05}"
            assert fresh.run("lookup", student, env=self.clock(0)).code == 0
        lane.central.stop()

    def away(self, lane, fresh, reports):
        waiting = 0
        for day in range(self.days):
            for minute, report in enumerate(reports[day * self.a_day:][:self.a_day]):
                done = fresh.run("submit", report, *lane.scanner, env=self.clock(day, minute))
                assert done.code == 5 and not done.named("status"), done
                waiting += 1
            tried = fresh.run("outbox", "send", env=self.clock(day, 8))
            assert tried.code == (5 if day <= self.remembered else 6), tried
            listed = fresh.run("outbox", "list", env=self.clock(day, 9)).named("entry")
            assert [entry["report_id"] for entry in listed] == reports[:waiting], listed
        unknown = fresh.run("submit", reports[0], *lane.scanner, env=self.clock(self.days - 1))
        assert unknown.code == 6 and unknown.one("error"), unknown

    def after(self, lane, fresh, reports):
        self.restart(lane, {})
        expired = fresh.run("outbox", "send")
        assert expired.code == 6 and len(fresh.outbox("ready")) == len(reports), expired
        if not self.plant:
            fresh.sign_in()
        sent = fresh.run("outbox", "send")
        assert sent.code == 0, sent
        assert [event["report_id"] for event in sent.named("status")] == reports
        for report in reports:
            assert lane.count_rows("originals", report) == 1

    def restart(self, lane, env):
        lane.central.stop()
        lane.central.env.pop("SCAN_STATION_CLOCK_OFFSET", None)
        lane.central.env.update(env)
        lane.central.start(lane.central.port)

"""Row 7: look-ups a second at the central server, however many reports there are."""

import contextlib
import itertools
import json
import pathlib
import subprocess

from figure import Beside, Figure, Spread, at_least_times, take_turns
from rig.server import Server
from rig.station import CATALOGUE
from web import Web

SCRIPT = pathlib.Path(__file__).with_name("lookup.lua")
CONNECTIONS = 16
PER_STUDENT = 4
CHUNK = 200_000  # reports in one import file, which has a limit


def student(number):
    return {"student_id": f"41{number:06}", "name": f"王小明{number % 97}", "gender": "male",
            "department": "資訊管理系", "class_name": "四資管四A", "program": "日間部",
            "study_year": 1 + number % 4, "email": f"41{number:06}@example.edu"}


def report(number):
    return {"id": f"103-2-{number:07}", "student_id": f"41{number // PER_STUDENT:06}",
            "certificate_code": CATALOGUE[number % 2]["code"], "certified_on": "2015-06-24",
            "academic_year": 103, "semester": 2, "grade": 7, "application_month": 7,
            "status": ("applied", "filed", "applied", "passed")[number % PER_STUDENT],
            "reported_at": "2015-07-01T02:03:04Z"}


def chunks(reports):
    """Import files of so many reports and their students."""
    for first in range(0, reports, CHUNK):
        end = min(first + CHUNK, reports)
        yield {"catalogue": CATALOGUE,
               "students": [student(n) for n in range(first // PER_STUDENT, end // PER_STUDENT)],
               "reports": [report(n) for n in range(first, end)]}


def filled_server(reports):
    """Not started yet."""
    first, *others = chunks(reports)
    server = Server(first)
    for chunk in others:
        server.import_data(chunk)
    return server


class Wrk:
    """seconds: how long each run asks."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.p99 = {}

    def ask(self, name, url, students, token):
        """Requests a second; the time that 99 of 100 keep below goes into p99[name]."""
        done = subprocess.run(["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{self.seconds}s",
                               "-s", SCRIPT, url, "--", str(students), token],
                              capture_output=True, text=True, check=True)
        line = next(line for line in done.stdout.splitlines() if line.startswith("JSON "))
        found = json.loads(line.removeprefix("JSON "))
        assert found["wrong"] == 0, done.stdout
        self.p99.setdefault(name, []).append(found["p99"])
        return found["a_second"]


def _one_answer(server):
    answer = server.call("GET", "/api/v1/reports?student_id=41000000&pending=true",
                         token=server.token())
    assert len(answer.json["reports"]) == PER_STUDENT - 1, answer
    return answer.body


def _figures(spreads, p99, sizes):
    for size in sizes:
        name, smallest = f"{size:,}", f"{sizes[0]:,}"
        besides = [Beside("limit", "nginx, a file of the same size", spreads["nginx"],
                          at_least_times(0.5))]
        if size != sizes[0]:
            besides.append(Beside("itself", f"with {smallest} reports", spreads[smallest],
                                  at_least_times(0.8)))
        yield Figure("7", f"look-ups a second, {name} reports", "/s", spreads[name], besides,
                     more_is_better=True)
        yield Figure("7", f"99 of 100 look-ups take at most, {name} reports", "s", p99[name],
                     [Beside("limit", "nginx, a file of the same size", p99["nginx"])])


def lookup(stage):
    sizes = stage.pick((1_000, 100_000, 1_000_000), (400, 1_200))
    wrk = Wrk(stage.pick(2, 1))
    with contextlib.ExitStack() as closing:
        servers = [closing.enter_context(filled_server(size)) for size in sizes]
        web = closing.enter_context(Web(_one_answer(servers[0])))
        contenders = {"nginx": lambda: wrk.ask("nginx", web.url, 1, "-")}
        for size, server in zip(sizes, servers):
            contenders[f"{size:,}"] = lambda size=size, server=server: wrk.ask(
                f"{size:,}", server.url, size // PER_STUDENT, server.token())
        spreads = take_turns(contenders, stage.rounds, stage.warm_up)
    p99 = {name: Spread(list(itertools.islice(values, stage.warm_up, None)))
           for name, values in wrk.p99.items()}
    yield from _figures(spreads, p99, sizes)

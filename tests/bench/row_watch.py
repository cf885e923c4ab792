"""Row 8: one change of a status, heard by many who watch."""

import contextlib
import resource
import subprocess
import time
import urllib.request

import rig_http
from figure import Beside, Figure, Spread, at_most, take_turns
from rig.server import Server
from rig.station import demo, report
from stage import build

TIMEOUT = 120
DESCRIPTORS = 14_000  # what central-server's unit allows it, and more than we need


def _allow_descriptors():
    """For us and for whom we start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(DESCRIPTORS, hard)), hard))


def _resident(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in list(file)[1:])
    return int(fields["Pss"].split()[0]) * 1024


class Watchers:
    """What came of each round: instants, and memory of the server that was watched."""

    def __init__(self):
        self.memory = {}

    def round(self, name, pid, port, target, token, number, change):
        """Seconds until 99 of 100 have heard of the change that `change` makes."""
        before = _resident(pid)
        with subprocess.Popen([build("tests", "bench", "watchers"), str(port), target, token,
                               str(number)], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "ready\n"
            self.memory.setdefault(name, []).append((_resident(pid) - before) / number)
            began = time.monotonic_ns()
            change()
            heard = [int(word) for word in process.stdout.readline().split()]
        assert process.returncode == 0
        _, most, _ = heard
        return (most - began) / 1e9


class Ours:
    """A server with a report and an upload for each round to come."""

    def __init__(self, rounds):
        self.rounds = rounds

    def __enter__(self):
        self.server = Server(demo([report(n + 1) for n in range(self.rounds)])).__enter__()
        data = rig_http.tiff()
        self.ready = iter([(report(n + 1)["id"],
                            rig_http.original(data, rig_http.upload(self.server, data)))
                           for n in range(self.rounds)])
        return self

    def __exit__(self, *arguments):
        self.server.__exit__(*arguments)

    def round(self, watchers, name, number):
        report_id, body = next(self.ready)

        def change():
            assert rig_http.commit(self.server, report_id, body).status == 201

        return watchers.round(name, self.server.process.pid, self.server.port,
                              f"/api/v1/reports/{report_id}/events", self.server.token(), number,
                              change)


class Bare:
    def __enter__(self):
        self.process = subprocess.Popen([build("tests", "bench", "bare-events")],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(self, *arguments):
        self.process.terminate()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()

    def round(self, watchers, name, number):
        def change():
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}", b"!").close()

        return watchers.round(name, self.process.pid, self.port, "/", "-", number, change)


def watch(stage):
    _allow_descriptors()
    sizes = stage.pick((1_000, 10_000), (50,))
    rounds = min(stage.rounds, 3)
    for number in sizes:
        watchers = Watchers()
        with contextlib.ExitStack() as closing:
            ours = closing.enter_context(Ours(rounds + stage.warm_up))
            bare = closing.enter_context(Bare())
            spreads = take_turns({
                "ours": lambda ours=ours, watchers=watchers, number=number:
                    ours.round(watchers, "ours", number),
                "limit": lambda bare=bare, watchers=watchers, number=number:
                    bare.round(watchers, "limit", number),
            }, rounds, stage.warm_up)
        yield Figure("8", f"99 of {number:,} watchers hear of a change within", "s",
                     spreads["ours"],
                     [Beside("limit", "a bare epoll loop that writes as much", spreads["limit"])],
                     at_most(0.5, "500 ms") if number == sizes[-1] else None)
        # Of the first round: what it left free is used again by those to come.
        yield Figure("8", f"memory for each of {number:,} watchers", "B",
                     Spread([watchers.memory["ours"][0]]), [], at_most(12_000, "12 KB"))

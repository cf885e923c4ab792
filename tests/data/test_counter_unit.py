"""The unit of the counter, and that the counter can live in it: window, command line and helper work
beside it under strace, and each of their calls is held against what the unit allows."""

import os
import re
import shlex
import subprocess

import pytest
import screen
from flow import R1, counter
from rig import station as rig_station
from rig.station import demo, report
from unit import Unit

# Asked for and not needed: GLib asks whether threads may be given a scheduling policy.
REFUSED = {"sched_setattr"}
unit = Unit("scan-station.service")


def window():
    return screen.build("src", "app", "scan-station")


def test_systemd_reads_it_without_a_remark(tmp_path):
    assert unit.remarks(tmp_path, window()) == (0, "")


def test_it_opens_the_window_with_the_desktop():
    assert [os.path.basename(word) for word in shlex.split(unit.values("ExecStart")[0])] == [
        "scan-station"]
    assert unit.values("WantedBy") == ["graphical-session.target"]


def test_nothing_of_a_crash_is_kept():
    assert unit.values("LimitCORE") == ["0"]


class TracedDesk(screen.Desk):
    """Windows whose calls are written down."""

    def open(self):
        self.calls = os.path.join(self.folder, "calls")
        self.window = self.spawn(["strace", "-D", "-f", "-qq", "-o", self.calls, window(),
                                  "--profile", self.profile],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log = self.seen = ""
        self.focus(self.title)


def calls_of_windows():
    # The leak sanitizer cannot look at a process that is traced already.
    with TracedDesk(demo([report(1)]), env={"ASAN_OPTIONS": "detect_leaks=0"}) as desk:
        desk.window.terminate()
        desk.window.wait(screen.TIMEOUT)
        with open(desk.calls, encoding="utf-8", errors="replace") as file:
            return file.read()


def calls_of_a_job():
    with counter(backends=("pnm",)) as there:
        path = os.path.join(there.folder, "calls")
        wrapper = os.path.join(there.folder, "cli")
        with open(wrapper, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexec strace -D -f -qq "
                       f"-o '{path}' '{rig_station.program()}' \"$@\"\n")
        os.chmod(wrapper, 0o755)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rig_station, "program", lambda: wrapper)
            done = there.submit(R1, env={"ASAN_OPTIONS": "detect_leaks=0"})
        assert done.code == 0, done
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()


@pytest.fixture(name="calls", scope="module")
def fixture_calls():
    return calls_of_windows() + calls_of_a_job()


def test_they_make_no_call_that_the_filter_forbids(calls):
    made = set(re.findall(r"^\d+ +([a-z]\w*)\(", calls, re.MULTILINE))
    assert {"seccomp", "landlock_restrict_self", "renameat2", "connect"} <= made, \
        "the trace is not of the whole way"
    assert sorted(made - unit.allowed() - REFUSED) == []
    assert unit.values("SystemCallErrorNumber") == ["EPERM"]


def test_they_open_sockets_of_no_other_family(calls):
    families = set(re.findall(r"\bsocket\((AF_\w+)", calls))
    assert {"AF_UNIX", "AF_INET"} <= families
    assert families <= set(unit.values("RestrictAddressFamilies")[0].split())

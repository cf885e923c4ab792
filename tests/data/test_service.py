"""The unit of central-server: how little it leaves open, and that the server can live in it.

The sandbox itself needs a running systemd. So the server works beside it, under strace, and each
of its calls is held against what the unit allows.
"""

import os
import re
import shlex

import pytest
from rig import server as rig_server
from rig_http import R1, commit, original, server, tiff, upload
from unit import Unit, run

MAX_EXPOSURE = 1.5

# Asked for and not needed; the traced server is answered EPERM, as by the filter. GLib asks whether
# threads may be given a scheduling policy, and SQLite, as root alone, gives its files an owner.
REFUSED = {"sched_setattr", "fchown"}


unit = Unit("central-server.service")


def test_it_leaves_little_open():
    done = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit.path)
    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert level, done.stderr
    assert float(level[1]) <= MAX_EXPOSURE, done.stdout


def test_systemd_reads_it_without_a_remark(tmp_path):
    assert unit.remarks(tmp_path, rig_server.program()) == (0, "")


def test_it_starts_what_the_build_made():
    words = shlex.split(unit.values("ExecStart")[0])
    assert words[1:] == ["serve", "--data-dir", f"%S/{unit.values('StateDirectory')[0]}", "--listen",
                         "127.0.0.1:8080"]


@pytest.fixture(name="trace", scope="module")
def fixture_trace(tmp_path_factory):
    """Every system call of a server that does its whole work once."""
    folder = tmp_path_factory.mktemp("trace")
    path, wrapper, program = folder / "calls", folder / "central-server", rig_server.program()
    inject = f"inject={','.join(sorted(REFUSED))}:error=EPERM"
    wrapper.write_text(
        f"#!/bin/sh\nexec strace -D -f -qq -A -o '{path}' -e {inject} '{program}' \"$@\"\n",
        encoding="utf-8")
    wrapper.chmod(0o755)
    # The leak sanitizer cannot look at a process that is traced already.
    options = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
    rig_server.users_folder()  # of all servers, and so not in the trace of this one
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rig_server, "program", lambda: str(wrapper))
        with server(env=options) as there:
            data = tiff()
            assert there.call("GET", "/readyz").status == 200
            assert commit(there, R1, original(data, upload(there, data))).status == 201
            answer = there.call("GET", f"/api/v1/reports/{R1}/originals/1", token=there.token())
            assert answer.body == data
            there.stop()
            data_dir = there.data_dir
    return data_dir, path.read_text(encoding="utf-8", errors="replace")


def test_it_makes_no_call_that_the_filter_forbids(trace):
    made = set(re.findall(r"^\d+ +([a-z]\w*)\(", trace[1], re.MULTILINE))
    assert {"epoll_wait", "fsync", "link"} <= made, "the trace is not of the whole way"
    assert sorted(made - unit.allowed() - REFUSED) == []
    assert unit.values("SystemCallErrorNumber") == ["EPERM"]


def test_it_opens_sockets_of_no_other_family(trace):
    families = set(re.findall(r"\bsocket\((AF_\w+)", trace[1]))
    assert families and families <= set(unit.values("RestrictAddressFamilies")[0].split())


def test_it_makes_no_memory_executable_that_can_be_written(trace):
    asked = re.findall(r"^.*\bm(?:map|protect)\(.*PROT_EXEC.*$", trace[1], re.MULTILINE)
    assert asked, "the program itself is mapped so"
    assert not [line for line in asked if "PROT_WRITE" in line or "mprotect" in line]


def test_it_writes_in_its_own_folder_alone(trace):
    data_dir, calls = trace
    opened = re.findall(r'\bopen(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)', calls)
    written = {name for name, flags in opened
               if re.search("O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", flags)}
    assert written
    assert not {name for name in written if not name.startswith(data_dir)} - {"/dev/null"}

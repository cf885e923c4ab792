"""The helper's cage, tried from inside: a driver that has been taken over (tests/fakes) sits in the
real helper of a real station, tries what it must not, and says how it went."""

import contextlib
import os
import re
import shutil
import socket
import tempfile

import pytest
from flow import counter, page
from rig.scanner import write_pnm
from rig.station import build_root

VIRTUAL, LOCAL = "faulty:0", "faulty:libusb:001:004"
REMOTE = "elsewhere:0"  # by SANE's own alias for the virtual one
GONE = "ENOSYS"         # not among the calls that there are

# What no driver may, whatever it drives.
NOTHING = {
    "read:{profile}/session.json": "EACCES", "list:{profile}": "EACCES",
    "list:{profile}/outbox": "EACCES", "read:{home}/letter": "EACCES", "list:{home}": "EACCES",
    "write:{home}/letter": "EACCES", "write:{home}/new": "EACCES", "write:{tmp}/new": "EACCES",
    "write:/dev/shm/new-{pid}": "EACCES", "empty:{home}/letter": GONE,
    "truncate:{home}/letter": "EPERM", "remove:{home}/letter": "EACCES",
    "rename:{home}/letter": "EACCES", "mode:{home}/letter": "EPERM", "exec:/bin/true": "EPERM",
    "fork": "EPERM", "trace": "EPERM", "peek": "EACCES", "copy": "EPERM", "signal": "EPERM",
    "memory:9": "ENOMEM", "descriptors:300": "EMFILE", "core": "EPERM", "privileges": "EPERM",
}
# What each needs.
WORK = {"read:/etc/passwd": "0", "list:/usr/lib": "0", "read:/proc/cpuinfo": "0", "thread": "0",
        "memory:2": "0", "write:/dev/null": "0"}
NO_NETWORK = {"connect:{port}": "EPERM", "local:{socket}": "EPERM"}


class Taken:
    """A station whose driver has been taken over."""

    def __init__(self, there):
        self.station, self.env = there.station, dict(there.env)
        self.folder = tempfile.mkdtemp(prefix="taken-", dir=build_root())
        home, tmp = (os.path.join(self.folder, name) for name in ("home", "tmp"))
        os.mkdir(home)
        os.mkdir(tmp)
        with open(os.path.join(home, "letter"), "w", encoding="utf-8") as file:
            file.write("dear")
        with open(os.path.join(there.folder, "dll.aliases"), "w", encoding="utf-8") as file:
            file.write("alias elsewhere:0 faulty:0\n")
        self.inet = socket.create_server(("127.0.0.1", 0))
        self.local = socket.socket(socket.AF_UNIX)
        self.local.bind(os.path.join(tmp, "socket"))
        self.local.listen()
        self.words = {"profile": self.station.profile, "home": home, "tmp": tmp,
                      "pid": os.getpid(), "port": self.inet.getsockname()[1],
                      "socket": os.path.join(tmp, "socket")}

    def new_output(self):
        return os.path.join(tempfile.mkdtemp(dir=self.folder), "out.tif")

    def scan(self, device, faults, *options, pass_fds=(), **env):
        return self.station.run(
            "scan", "--scanner", device, "--mode", "gray", "--output",
            self.new_output(), *options, pass_fds=pass_fds,
            env={**self.env, "HOME": self.words["home"], "G_MESSAGES_DEBUG": "all",
                 "LD_LIBRARY_PATH": os.path.join(build_root(), "tests", "fakes"),
                 "SANE_FAULTY": faults, **env})

    def tries(self, device, expected, *options, call="open", faults="", **env):
        """Each try of `expected` against what came of it."""
        expected = {word.format(**self.words): result for word, result in expected.items()}
        done = self.scan(device, f"{call}=try try={','.join(expected)} {faults}", *options, **env)
        found = dict(re.findall(r"tried (\S+): (\w+)", done.err))
        assert found == expected, done
        return done


@pytest.fixture(name="taken", scope="module")
def fixture_taken():
    with counter(backends=("pnm", "faulty")) as there:
        assert there.submit().code == 0, "so that there is an outbox"
        taken = Taken(there)
        try:
            with contextlib.closing(taken.inet), contextlib.closing(taken.local):
                yield taken
        finally:
            shutil.rmtree(taken.folder)


@pytest.fixture(autouse=True)
def fixture_nothing_is_harmed(taken):
    yield
    with open(os.path.join(taken.words["home"], "letter"), encoding="utf-8") as file:
        assert file.read() == "dear"
    assert os.listdir(taken.words["tmp"]) == ["socket"]


def test_a_virtual_device_reaches_nothing(taken):
    keep = {"keep:calibration": "ENOENT"}
    assert taken.tries(VIRTUAL, {**NOTHING, **NO_NETWORK, **WORK, **keep}).code == 0
    assert not os.path.exists(os.path.join(taken.words["home"], ".sane"))


def test_a_device_at_this_machine_keeps_what_it_measured(taken):
    keep = {"keep:calibration": "0"}
    faults = "name=libusb:001:004"
    assert taken.tries(LOCAL, {**NOTHING, **NO_NETWORK, **WORK, **keep}, faults=faults).code == 0
    assert os.listdir(os.path.join(taken.words["home"], ".sane")) == ["calibration"]


def test_a_device_elsewhere_has_the_network(taken):
    network = {"connect:{port}": "0", "local:{socket}": "EACCES"}
    assert taken.tries(REMOTE, {**NOTHING, **network, **WORK}).code == 0


def test_a_search_has_the_network_and_what_is_found_has_not(taken):
    """Vendor, model and serial number are looked for; then it is a device at this machine."""
    sysfs = os.path.join(taken.folder, "sys")
    folder = os.path.join(sysfs, "bus", "usb", "devices", "1-2")
    os.makedirs(folder)
    for name, text in (("busnum", "1"), ("devnum", "4"), ("serial", "SN42")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    env = {"SCAN_STATION_SYSFS": sysfs}
    faults = "name=libusb:001:004"
    listed = taken.station.run("scanners", env={
        **taken.env, "SANE_FAULTY": faults, **env,
        "LD_LIBRARY_PATH": os.path.join(build_root(), "tests", "fakes")})
    (identity,) = [event["identity"] for event in listed.named("scanner")
                   if event["name"] == "faulty:libusb:001:004"]
    network = {"connect:{port}": "0", "local:{socket}": "0"}
    assert taken.tries(identity, network, call="list", faults=faults, **env).code == 0
    closed = {"connect:{port}": "EACCES", "local:{socket}": "EACCES"}
    assert taken.tries(identity, {**NOTHING, **closed}, faults=faults, **env).code == 0


def test_a_file_that_an_option_names_may_be_read(taken):
    path = write_pnm(os.path.join(taken.words["home"], "page.pnm"), page(channels=1))
    done = taken.station.run("scan", "--scanner", "pnm:0", "--mode", "gray", "--output",
                             taken.new_output(), "--option",
                             f"filename={path}", env=taken.env)
    assert done.code == 0, done
    unnamed = {f"read:{path}": "EACCES"}
    taken.tries(VIRTUAL, unnamed)


def test_a_refusal_is_said_where_the_driver_fails(taken):
    done = taken.scan(VIRTUAL, "open=try try=exec:/bin/true,fork start=9")
    assert done.code == 3
    assert "Error during device I/O; the helper's cage refused the driver execve, clone" in done.err
    assert "the cage refused the driver execve, clone" in done.err


def test_a_kernel_without_it_is_named_in_the_log(taken):
    """As an older kernel would answer; the page comes, and the log says what does not hold."""
    helper = os.path.join(taken.folder, "helper")
    with open(helper, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexec strace -D -qq -f -o /dev/null -e inject=landlock_create_ruleset,"
                   f"seccomp:error=ENOSYS '{taken.station.env['SCAN_STATION_HELPER']}'\n")
    os.chmod(helper, 0o700)
    done = taken.scan(VIRTUAL, "", SCAN_STATION_HELPER=helper)
    assert done.code == 0, done
    assert "this kernel has no Landlock" in done.err and "seccomp does not hold" in done.err


def test_what_the_station_holds_is_not_handed_on(taken):
    """Not even what came to it from elsewhere, and so is not closed by exec(2)."""
    with open(os.path.join(taken.words["home"], "letter"), encoding="utf-8") as file:
        inherited = {f"inherited:{file.fileno()}": "EBADF", "inherited:4": "0"}
        assert file.fileno() > 5, "the helper's own are 3 to 5"
        taken.tries(VIRTUAL, inherited, pass_fds=[file.fileno()])


def test_the_cage_can_be_left_open(taken):
    """For a driver that cannot live in it; and so it is seen that the tries would succeed."""
    free = [word for word in NOTHING if word.split(":")[0] in
            {"read", "list", "fork", "peek", "copy", "signal", "memory", "descriptors", "core",
             "privileges"}]
    done = taken.tries(VIRTUAL, dict.fromkeys([*free, *NO_NETWORK], "0"), SCAN_STATION_CAGE="off")
    assert done.code == 0 and "the cage is open" in done.err

"""The command line before a person: a bar, a prompt without echo, an interrupt."""

import os
import pty
import select
import signal
import termios
import time

import pytest

from flow import R1, counter
from rig.station import PASSWORD

TIMEOUT = 20


@pytest.fixture(name="there")
def fixture_there():
    with counter() as there:
        yield there


class Terminal:
    """A program that runs on a pseudo-terminal."""

    def __init__(self, station, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            command = station.command(*arguments, as_json=False)
            os.execve(command[0], command, station.env)
        self.text = b""

    def read_until(self, words):
        end = time.monotonic() + TIMEOUT
        while words not in self.text:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            assert ready, self.text
            if not self._read():
                break
        assert words in self.text, self.text

    def _read(self):
        try:
            data = os.read(self.fd, 4096)
        except OSError:  # the other end is closed
            data = b""
        self.text += data
        return data

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def type(self, data):
        os.write(self.fd, data)

    def end(self):
        while self._read():
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return status


def test_password_prompt_does_not_echo(there):
    station = there.new_station(sign_in=False)
    terminal = Terminal(station, "sign-in", "T001")
    terminal.read_until(b"Password of T001: ")
    assert not terminal.echoes()
    terminal.type(PASSWORD.encode() + b"\n")
    terminal.read_until(b"Signed in as T001")
    assert PASSWORD.encode() not in terminal.text
    assert os.waitstatus_to_exitcode(terminal.end()) == 0


def test_interrupt_at_the_prompt(there):
    station = there.new_station(sign_in=False)
    terminal = Terminal(station, "sign-in", "T001")
    terminal.read_until(b"Password of T001: ")
    terminal.type(b"\x03")
    terminal.read_until(b"\n")
    assert terminal.echoes()
    assert os.waitstatus_to_exitcode(terminal.end()) == 1
    assert not os.path.exists(os.path.join(station.profile, "session.json"))


def test_progress_bar(there):
    terminal = Terminal(there.station, "submit", R1, *there.scanner)
    status = terminal.end()
    assert os.waitstatus_to_exitcode(status) == 0, terminal.text
    assert b"\rScanning page 1" in terminal.text and b"[####" in terminal.text
    assert "Verifying" in terminal.text.decode()


def test_a_pipe_gets_plain_lines(there):
    done = there.submit(as_json=False)
    assert "\r" not in done.out and "[###" not in done.out
    assert "Scanning page 1: 100 %" in done.out


SLOW = ["--scanner", "test:0", "--mode", "gray", "--resolution", "50", "--option",
        "read-delay=true", "--option", "read-delay-duration=200000"]


def test_interrupt_leaves_nothing(there):
    terminal = Terminal(there.station, "submit", R1, *SLOW)
    terminal.read_until(b"Scanning page 1")
    terminal.type(b"\x03")
    assert os.waitstatus_to_exitcode(terminal.end()) == 1, terminal.text
    assert there.station.outbox() == []
    assert there.central.claims == {}


def test_second_signal_kills(there):
    def never(handler, serve):
        """No answer at all, for as long as the station waits."""
        handler.body()
        handler.connection.settimeout(TIMEOUT)
        try:
            handler.connection.recv(1)
        except OSError:
            pass
        handler.cut()

    there.central.faults["claim"] = [lambda handler, serve: serve(), never]
    process = there.station.start("submit", R1, *SLOW)
    for line in process.stdout:
        if '"scanning"' in line:
            break
    process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + TIMEOUT
    while there.central.counts["claim"] < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.poll() is None, "it waits to let its claim go"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=TIMEOUT)
    assert process.returncode == -signal.SIGTERM

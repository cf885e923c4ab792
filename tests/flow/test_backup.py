"""Backup and restore, rehearsed with the very lines of docs/server.md: a copy is made while counters
submit, becomes the server's data folder after a loss, and the stations go on."""

import os
import shutil
import signal
import threading
import urllib.error

import pytest
from flow import Counter, page
from rig.scanner import sane_env, scanner_folder
from rig.server import Server
from rig.station import demo, report
from test_central import assert_stored_once, get, numbered

BEFORE, DURING, AFTER, WAITING = (1, 2), range(3, 11), 11, 12


@pytest.fixture(name="there")
def fixture_there():
    reports = [report(number) for number in range(1, 13)]
    with Server(demo(reports)) as central, scanner_folder() as folder:
        there = Counter(central, folder, sane_env(folder, "pnm"))
        with there.stations:
            yield there


def submit_all(there, numbers, saved, first):
    """What a counter does while the backup runs; `first` is told of the first one."""
    for number in numbers:
        done = there.submit(numbered(number))
        if done.code == 0:
            saved[number] = done.one("saved")
        first.set()


def cut_upload(there, number):
    """The server dies while a station sends; the scan waits in its outbox."""
    there.lay(page(1800, 2400))
    process = there.station.start("submit", numbered(number), *there.scanner)
    for line in process.stdout:
        if '"uploading"' in line and '"sent":0' not in line:
            there.central.stop(signal.SIGKILL)
            break
    process.communicate(timeout=60)
    there.lay(page())
    assert process.returncode == 5


def restore(central, copy):
    shutil.rmtree(central.data_dir)
    os.rename(copy, central.data_dir)
    central.assert_whole()


def test_backup_and_restore(there):
    central, saved, first = there.central, {}, threading.Event()
    copy = os.path.join(central.folder, "copy")
    for number in BEFORE:
        saved[number] = there.submit(numbered(number)).one("saved")
    counter = threading.Thread(target=submit_all, args=(there, DURING, saved, first))
    counter.start()
    first.wait(60)
    done = central.back_up(copy)
    assert done.returncode == 0 and "; all is whole\n" in done.stdout, done
    counter.join()
    assert set(DURING) <= set(saved)
    again = central.back_up(copy)
    assert again.returncode == 0 and "10 originals" in again.stdout, again

    after = there.submit(numbered(AFTER)).one("saved")
    port = central.port
    cut_upload(there, WAITING)
    restore(central, copy)
    central.start(port)

    for number, what in saved.items():
        assert_stored_once(there, numbered(number), what)
    assert get(there, f"reports/{numbered(AFTER)}")["status"] == "applied"
    with pytest.raises(urllib.error.HTTPError):
        there.fetch(numbered(AFTER))
    # The upload's first part is lost with the server; what waits is sent whole.
    (entry,) = there.station.outbox("ready")
    assert there.station.run("outbox", "send").code == 0
    assert_stored_once(there, numbered(WAITING), entry)
    # The paper is scanned once more.
    assert there.submit(numbered(AFTER)).code == 0
    assert after["sha256"] in {entry["sha256"] for entry in there.station.outbox("delivered")}
    central.assert_whole()

"""As a university runs it: nginx with TLS in front of the server, and the station outside."""

import hashlib
import subprocess

import pytest

from flow import R1, R2, Counter, page
from rig.nginx import Nginx
from rig.scanner import sane_env, scanner_folder
from rig.server import Server
from rig.station import Station, demo, report


@pytest.fixture(name="there", scope="module")
def fixture_there():
    with Server(demo([report(1), report(2)])) as central, Nginx(central) as nginx, \
            scanner_folder() as folder:
        there = Counter(central, folder, sane_env(folder, "pnm"))
        there.nginx = nginx
        with there.stations:
            yield there


@pytest.fixture(name="outside")
def fixture_outside(there):
    with Station(there.nginx.url, there.env) as station:
        station.configure(f"[station]\nname=8F-1\nca-file={there.nginx.ca}\n")
        yield station


def test_the_whole_way_through_tls(there, outside):
    outside.sign_in()
    there.lay(page(900, 1200))  # 3 MB that do not compress: more than any buffer on the way
    done = there.submit(R1, station=outside)
    assert done.code == 0, done
    saved = done.one("saved")
    assert done.one("status")["receipt"]["sha256"] == saved["sha256"]
    curl = subprocess.run(
        ["curl", "--silent", "--show-error", "--fail", "--cacert", there.nginx.ca, "--header",
         f"Authorization: Bearer {there.token}",
         f"{there.nginx.url}/api/v1/reports/{R1}/originals/1"], capture_output=True, check=True)
    assert hashlib.sha256(curl.stdout).hexdigest() == saved["sha256"]


def test_events_come_at_once_through_nginx(there, outside):
    outside.sign_in()
    watching = outside.start("watch", R2)
    try:
        assert '"applied"' in watching.stdout.readline()
        assert there.submit(R2).code == 0
        assert '"verifying"' in watching.stdout.readline()
    finally:
        watching.terminate()
        watching.communicate(timeout=20)


def test_an_authority_that_nobody_knows(there):
    with Station(there.nginx.url, there.env) as station:
        done = station.run("sign-in", "T001", stdin="whatever it is\n")
        assert done.code == 1 and done.one("error")["code"] == "server_not_trusted", done


def test_a_certificate_for_another_name(there):
    with Station(f"https://127.0.0.1:{there.nginx.port}", there.env) as station:
        station.configure(f"[station]\nca-file={there.nginx.ca}\n")
        done = station.run("sign-in", "T001", stdin="whatever it is\n")
        assert done.code == 1 and done.one("error")["code"] == "server_not_trusted", done

"""Our client uploads to @tus/server: whole, resumed after the server was killed, deleted."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time

import pytest
from rig.npm import installed, node

HERE = os.path.dirname(os.path.abspath(__file__))
CHUNK = 2 << 20
DATA = os.urandom(3 * CHUNK + 17)
PAUSE = CHUNK + CHUNK // 2  # a part of the second chunk has left the client by then
TIMEOUT = 20


class TusServer:
    def __init__(self, modules):
        self.modules = modules
        self.folder = tempfile.mkdtemp(prefix="tus-", dir=os.environ["MESON_BUILD_ROOT"])
        self.store = os.path.join(self.folder, "store")
        self.file = os.path.join(self.folder, "page.tif")
        self.log_path = os.path.join(self.folder, "requests.log")
        with open(self.file, "wb") as file:
            file.write(DATA)
        self.start()

    def start(self, port="0"):
        self.process = node(self.modules, os.path.join(HERE, "tus-server.js"), self.store, port,
                            self.log_path)
        self.port = self.process.stdout.readline().strip()
        assert self.port, "the server did not start"

    def kill(self):
        self.process.kill()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()

    def requests(self, method):
        with open(self.log_path, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        return [request["headers"] for request in found if request["method"] == method]

    def stored(self, uid):
        with open(os.path.join(self.store, uid), "rb") as file:
            return file.read()

    def client(self, verb, *arguments):
        return subprocess.Popen(
            [os.environ["TUS_CLIENT"], f"http://127.0.0.1:{self.port}", str(CHUNK), verb, self.file,
             *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, verb, *arguments):
        with self.client(verb, *arguments) as client:
            out, err = client.communicate(timeout=TIMEOUT)
        return client.returncode, out.split(), err

    def create(self):
        code, out, err = self.run("create")
        assert code == 0, err
        return out[0]

    @contextlib.contextmanager
    def paused(self, uid):
        """A client that waits in the middle of a chunk of which the server has written a part."""
        deadline = time.monotonic() + TIMEOUT
        with self.client("send", uid, str(PAUSE)) as client:
            while (line := client.stdout.readline().strip()) != "paused":
                assert line, client.stderr.read()
            while os.path.getsize(os.path.join(self.store, uid)) <= CHUNK:
                assert time.monotonic() < deadline
            yield client


@pytest.fixture(name="there")
def fixture_there():
    server = TusServer(installed())
    yield server
    server.kill()
    shutil.rmtree(server.folder)


def test_whole_in_chunks(there):
    uid = there.create()
    code, sent, err = there.run("send", uid)
    assert code == 0, err
    assert there.stored(uid) == DATA
    patches = there.requests("PATCH")
    assert [int(patch["upload-offset"]) for patch in patches] == list(range(0, len(DATA), CHUNK))
    assert int(sent[-1]) == len(DATA) and sent == sorted(sent, key=int)
    assert there.requests("POST")[0]["upload-length"] == str(len(DATA))


def test_no_checksum_for_a_server_that_offers_none(there):
    assert there.run("send", there.create())[0] == 0
    assert len(there.requests("OPTIONS")) == 1
    assert not [patch for patch in there.requests("PATCH") if "upload-checksum" in patch]


def test_resumed_by_another_process(there):
    uid = there.create()
    with there.paused(uid) as client:
        there.kill()
        client.communicate("\n", timeout=TIMEOUT)
    assert client.returncode == 1
    held = there.stored(uid)
    assert CHUNK < len(held) < len(DATA) and DATA.startswith(held)
    before = len(there.requests("PATCH"))
    there.start(there.port)
    code, sent, err = there.run("send", uid)
    assert code == 0, err
    assert int(sent[0]) == len(held)
    again = there.requests("PATCH")[before:]
    assert sum(int(patch["content-length"]) for patch in again) == len(DATA) - len(held)
    assert there.stored(uid) == DATA


def test_resumed_within_one_call(there):
    uid = there.create()
    with there.paused(uid) as client:
        there.kill()
        there.start(there.port)
        _, err = client.communicate("\n", timeout=TIMEOUT)
    assert client.returncode == 0, err
    assert there.stored(uid) == DATA
    assert len(there.requests("HEAD")) == 2


def test_deleted(there):
    uid = there.create()
    assert there.run("send", uid)[0] == 0
    code, _, err = there.run("delete", uid)
    assert code == 0, err
    assert os.listdir(there.store) == []
    code, _, err = there.run("send", uid)
    assert code == 1 and "no longer knows this upload" in err, err

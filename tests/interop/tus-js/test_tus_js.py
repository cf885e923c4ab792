"""tus-js-client uploads to central-server: whole, paused and resumed, with checksum, terminated."""

import io
import json
import os

import numpy
import pytest
import tifffile
from rig.npm import installed, node
from rig.station import report
from rig_http import commit, head, original, server, sha256

HERE = os.path.dirname(os.path.abspath(__file__))
CHUNK = 1 << 20
REPORTS = [report(number) for number in range(1, 9)]
TIMEOUT = 60


def page():
    """A TIFF of 4 chunks and a bit that nothing can shrink."""
    file = io.BytesIO()
    pixels = numpy.frombuffer(os.urandom(1200 * 1200 * 3), numpy.uint8).reshape(1200, 1200, 3)
    tifffile.imwrite(file, pixels, byteorder="<", photometric="rgb", resolution=(300, 300),
                     resolutionunit="INCH", metadata=None)
    return file.getvalue()


class Counter:
    """A central-server, a page, and the client of others."""

    def __init__(self, central, modules):
        self.central, self.modules = central, modules
        self.data = page()
        self.file = os.path.join(central.folder, "page.tif")
        with open(self.file, "wb") as file:
            file.write(self.data)
        self.reports = iter(REPORTS)

    def run(self, **job):
        """What happened, in order."""
        job = {"endpoint": f"{self.central.url}/api/v1/uploads", "token": self.central.token(),
               "file": self.file, "chunk": CHUNK, **job}
        with node(self.modules, os.path.join(HERE, "upload.js"), json.dumps(job)) as process:
            out, _ = process.communicate(timeout=TIMEOUT)
        assert process.returncode == 0
        return [json.loads(line) for line in out.splitlines()]

    def path(self, url):
        assert url.startswith(self.central.url + "/api/v1/uploads/"), url
        return url.removeprefix(self.central.url)

    def offset(self, url):
        return int(head(self.central, self.path(url)).headers["Upload-Offset"])

    def keep(self, url):
        """Makes the upload an original and fetches that: the very bytes."""
        report_id = next(self.reports)["id"]
        answer = commit(self.central, report_id,
                        original(self.data, self.path(url).rsplit("/", 1)[1]))
        assert answer.status == 201, answer
        assert answer.json["receipt"]["sha256"] == sha256(self.data)
        back = self.central.call("GET", f"/api/v1/reports/{report_id}/originals/1",
                                 token=self.central.token())
        assert back.body == self.data


@pytest.fixture(name="there", scope="module")
def fixture_there():
    modules = installed()
    with server(*REPORTS) as central:
        yield Counter(central, modules)


def offsets(happened):
    return [words[2] for words in happened if words[:2] == ["request", "PATCH"]]


def test_whole(there):
    happened = there.run()
    assert happened[0] == ["request", "POST", None] and happened[-1][0] == "whole", happened
    assert offsets(happened) == list(range(0, len(there.data), CHUNK))
    there.keep(happened[-1][1])


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_with_checksum(there, algorithm):
    happened = there.run(algorithm=algorithm)
    assert happened[-1][0] == "whole", happened
    there.keep(happened[-1][1])


def test_a_wrong_checksum_leaves_the_offset(there):
    happened = there.run(algorithm="sha256", wrong=True)
    kind, status, url, _ = happened[-1]
    assert (kind, status) == ("error", 460), happened
    assert there.offset(url) == CHUNK
    happened = there.run(algorithm="sha256", url=url)
    assert happened[0] == ["request", "HEAD", None] and offsets(happened)[0] == CHUNK, happened
    there.keep(happened[-1][1])


@pytest.mark.parametrize("algorithm", [None, "sha256"])
def test_paused_and_resumed(there, algorithm):
    happened = there.run(algorithm=algorithm, pause=2 * CHUNK + 1, resume=True)
    assert [words[0] for words in happened].count("paused") == 1, happened
    again = happened[happened.index(["request", "HEAD", None]):]
    assert offsets(again)[0] >= 2 * CHUNK and again[-1][0] == "whole", happened
    there.keep(happened[-1][1])


def test_resumed_by_another_process_at_a_server_started_again(there):
    kind, _, url = there.run(pause=CHUNK + 1)[-1]
    assert kind == "paused"
    held = there.offset(url)
    assert CHUNK <= held < len(there.data)
    port = there.central.port
    there.central.stop()
    there.central.start(port)
    assert there.offset(url) >= held
    happened = there.run(url=url)
    assert happened[0] == ["request", "HEAD", None], happened
    assert offsets(happened)[0] >= held and happened[-1][0] == "whole", happened
    there.keep(url)


def test_terminated(there):
    url = there.run(pause=CHUNK + 1)[-1][2]
    assert there.run(url=url, terminate=True)[-1] == ["terminated"]
    assert head(there.central, there.path(url)).status == 404
    uploads = os.path.join(there.central.data_dir, "uploads")
    assert url.rsplit("/", 1)[1] not in os.listdir(uploads)

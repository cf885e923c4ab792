"""Server-Sent Events: the present state, each change once, resumed from the database."""

import http.client
import json

import pytest
from rig_http import R1, R2, commit, original, server, tiff, upload


@pytest.fixture()
def there():
    with server() as running:
        yield running


class Stream:
    def __init__(self, there, report_id, token=None, last=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", there.port, timeout=30)
        headers = {"Authorization": f"Bearer {token or there.token()}"}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection.request("GET", f"/api/v1/reports/{report_id}/events", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.read()
        assert self.answer.headers["Content-Type"] == "text/event-stream"

    def next(self):
        """The next event as (id, data); None at the stream's end."""
        fields = {}
        for line in iter(self.answer.readline, b""):
            name, _, value = line.decode().rstrip("\n").partition(":")
            if not name and not value and fields:
                assert fields["event"] == "status"
                return int(fields["id"]), json.loads(fields["data"])
            if name:
                fields[name] = value.removeprefix(" ")
        return None

    def close(self):
        self.connection.close()


def submit(there, report_id, seed=1):
    data = tiff(seed=seed)
    assert commit(there, report_id, original(data, upload(there, data))).status == 201


def test_present_state_then_changes(there):
    stream = Stream(there, R1, there.token("4100E001"))
    number, first = stream.next()
    assert first["status"] == "applied" and first["status_label"] == "申請中" and number == 0
    submit(there, R1)
    number, second = stream.next()
    assert second["status"] == "verifying" and second["report_id"] == R1 and number > 0
    stream.close()


def test_others_hear_nothing(there):
    other, mine = Stream(there, R2), Stream(there, R1)
    assert other.next()[1]["status"] == "filed" and mine.next()[1]["status"] == "applied"
    submit(there, R1)
    assert mine.next()[1]["status"] == "verifying"
    submit(there, R2, seed=2)
    assert other.next()[1]["report_id"] == R2


def test_resumed_from_the_database(there):
    stream = Stream(there, R1)
    stream.next()
    stream.close()
    submit(there, R1)
    there.stop()
    there.start()
    resumed = Stream(there, R1)
    number, event = resumed.next()
    assert event["status"] == "verifying"
    assert Stream(there, R1, last=0).next() == (number, event)
    up_to_date = Stream(there, R1, last=number)
    there.stop()
    assert up_to_date.next() is None  # nothing was missed, and a stop ends the stream


def test_an_id_that_this_database_has_not_given(there):
    """A server that was restored from an older copy counts again from below: the watcher is told
    the present state, and goes on to hear of changes."""
    submit(there, R2, seed=2)
    stream = Stream(there, R1, last=1000)
    assert stream.next()[1]["status"] == "applied"
    submit(there, R1)
    number, event = stream.next()
    assert event["status"] == "verifying" and number < 1000


def test_many_watchers_hear_it_once(there):
    streams = [Stream(there, R1) for _ in range(200)]
    for stream in streams:
        assert stream.next()[1]["status"] == "applied"
    metrics = there.call("GET", "/metrics").body.decode()
    assert "\ncentral_server_watchers 200\n" in metrics
    submit(there, R1)
    assert {stream.next()[1]["status"] for stream in streams} == {"verifying"}
    for stream in streams[:100]:
        stream.close()
    there.stop()
    assert all(stream.next() is None for stream in streams[100:])


def test_bad_resume_ids(there):
    for odd in ("x", "-1", "99999999999999999999", "1;DROP"):
        answer = there.call("GET", f"/api/v1/reports/{R1}/events", token=there.token(),
                            headers={"Last-Event-ID": odd})
        assert answer.code == "bad_request"
    assert there.call("GET", "/api/v1/reports/none/events",
                      token=there.token()).code == "unknown_report"

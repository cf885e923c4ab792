"""Some of the calls on the way fail once, with some of the errors, and two planted faults."""

import errno
import socket

from control import FAIL
from faults import EveryCallFails
from lane import Lane
from runner import smoke, turns_red

STATION, SERVER = "scan-station-cli", "central-server"


def test_calls_fail_once():
    smoke(EveryCallFails(), 40)


def test_a_folder_that_cannot_be_synced_when_it_is_sealed():
    """It lies in ready then, and was called not saved: it must not be sent."""
    proof = EveryCallFails(only=lambda program, point: point.call == "fsync" and
                           point.name.endswith("outbox/ready"))
    runner = smoke(proof, 4)
    assert runner.labels["not saved, and says so"] > 0


def test_a_connection_that_could_not_be_taken_keeps_nobody_out():
    """Though all the others stay, as event streams do."""
    with Lane() as lane, socket.create_connection(("127.0.0.1", lane.central.port)):
        page = lane.control[SERVER]
        for error in (errno.EMFILE, errno.ENOMEM, errno.ECONNABORTED):
            page.arm(1, FAIL, "accept", error=error)
            status, _ = lane.get("/readyz")
            page.disarm()
            assert status == 200 and page.fired


def test_a_station_that_does_not_hear_of_a_failure_is_seen():
    def moves(program, point):
        return program == STATION and point.call == "rename"
    turns_red(EveryCallFails(only=moves, plant={STATION: ["DEAF"]}), 20)


def test_a_server_that_does_not_hear_of_a_failure_is_seen():
    def names(program, point):
        return program == SERVER and point.call == "link"
    turns_red(EveryCallFails(only=names, plant={SERVER: ["DEAF"]}), 8)

"""A little of what takes long, and its planted faults."""

from long import LOOKS, Offline, Submits, Waiting
from runner import smoke, turns_red


def test_submits_in_a_row():
    smoke(Submits(look=15), (LOOKS + 1) * 15)


def test_some_wait():
    smoke(Waiting(many=100, few=10), 1)


def test_a_month_without_the_server():
    smoke(Offline(), 1)


def test_a_server_that_hoards_descriptors_is_seen():
    turns_red(Submits(look=5, plant={"central-server": ["HOARD"]}), (LOOKS + 1) * 5)


def test_another_order_is_seen():
    turns_red(Waiting(many=20, few=10, plant=True), 1)


def test_a_station_that_is_not_signed_in_is_seen():
    turns_red(Offline(plant=True), 1)

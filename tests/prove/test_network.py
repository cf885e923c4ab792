"""Some of what a network can do, and three wires that lie."""

import proxy
from network import NetworkFaults, NetworkFaultsLarge
from runner import smoke, turns_red


def test_requests_and_answers_are_broken():
    smoke(NetworkFaults(only=lambda exchange, what: what.kind != proxy.SILENT), 30)


def test_chunks_of_a_large_page_are_broken():
    smoke(NetworkFaultsLarge(only=lambda exchange, what: exchange.method == "PATCH" and
                             what.kind != proxy.SILENT), 8, lanes=2)


def is_commit(exchange, what):
    return exchange.path.endswith("/originals") and what.answer and what.kind == proxy.CUT


def is_chunk(exchange, what):
    return exchange.method == "PATCH" and what.kind == proxy.CUT


def test_a_commit_with_another_key_is_seen():
    turns_red(NetworkFaults(only=is_commit, plant=proxy.CHANGES_KEY), 4)


def test_a_chunk_that_is_acknowledged_early_is_seen():
    turns_red(NetworkFaultsLarge(only=is_chunk, plant=proxy.ACKS_EARLY), 4)


def test_an_upload_that_begins_anew_is_seen():
    turns_red(NetworkFaultsLarge(only=is_chunk, plant=proxy.FORGETS_OFFSET), 8)

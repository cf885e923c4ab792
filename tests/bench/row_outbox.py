"""Row 11: the outbox's start, with few entries and with many."""

import contextlib
import json
import os
import uuid

import spawn
from figure import Beside, Figure, Goal, at_most, take_turns
from row_upload import Full

# What is there, and what is asked: days without a server leave entries that wait, a month with one
# leaves entries that are kept. `send` opens the outbox for writing, which recovers and expires.
KINDS = (("ready", "waiting", "list"), ("delivered", "delivered", "send"))


def multiply(station, state, number):
    """So many entries of the one that is there; what they say differs by their id alone."""
    folder = os.path.join(station.profile, "outbox", state)
    [first] = os.listdir(folder)
    files = {name: os.path.join(folder, first, name) for name in os.listdir(f"{folder}/{first}")}
    sidecars = {}
    for name, path in files.items():
        if name.endswith(".json"):
            with open(path, encoding="utf-8") as file:
                sidecars[name] = file.read()
    for _ in range(number - 1):
        entry = str(uuid.uuid4())
        os.mkdir(os.path.join(folder, entry), 0o700)
        for name, path in files.items():
            copy = os.path.join(folder, entry, name)
            if name in sidecars:
                with open(copy, "w", encoding="utf-8") as file:
                    file.write(sidecars[name].replace(first, entry))
            else:
                os.link(path, copy)


def _stations(stage, closing, sizes):
    """For each size one station with waiting and one with delivered entries."""
    full = closing.enter_context(Full(stage, stage.dpi(300), 2 * len(sizes)))
    stations = list(full.stations)
    for i, size in enumerate(sizes):
        waiting, delivered = stations[2 * i], stations[2 * i + 1]
        assert delivered.run("outbox", "send").code == 0
        multiply(waiting, "ready", size)
        multiply(delivered, "delivered", size)
        yield size, {"ready": waiting, "delivered": delivered}


def _count(station, state):
    done = station.run("outbox", "list")
    events = [json.loads(line) for line in done.out.splitlines()]
    return sum(event["state"] == state for event in events)


def _linear(times):
    return Goal(f"at most {times} ×", lambda ours, other, ratio: ratio.median <= times, times)


def outbox(stage):
    sizes = stage.pick((10, 1_000, 10_000), (3, 30))
    with contextlib.ExitStack() as closing:
        there = dict(_stations(stage, closing, sizes))
        for state, words, verb in KINDS:
            for size in sizes:
                assert _count(there[size][state], state) == size
            spreads = take_turns({
                size: lambda size=size, state=state, verb=verb: spawn.seconds(
                    there[size][state].command("outbox", verb), there[size][state].env)
                for size in sizes}, stage.rounds, stage.warm_up)
            for i, size in enumerate(sizes):
                yield Figure(
                    "11", f"outbox {verb}, {size:,} {words}", "s", spreads[size],
                    [Beside("itself", f"with {sizes[i - 1]:,}", spreads[sizes[i - 1]],
                            _linear(size // sizes[i - 1]))] if i > 0 else [],
                    at_most(1, "1 s") if i == len(sizes) - 1 else None)

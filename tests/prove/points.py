"""The points of one submit, an order in which to go through them, and what the proofs share that
do so."""

import collections
import contextlib
import math
import threading

from control import PROGRAMS
from lane import Lane


def record(lane):
    """A whole submit, to learn of its points: (program, point, number), where the number counts
    the calls of this kind alone. Such numbers are steadier than those that count all calls, as
    nobody knows in how many pieces a socket gives its bytes."""
    for program in PROGRAMS:
        lane.control[program].arm()
    report = lane.next_report()
    with lane.station() as fresh:
        done = lane.submit(fresh, report)
        for program in PROGRAMS:
            lane.control[program].disarm()
        assert done.code == 0 and lane.judge(fresh, report, [done]) == "delivered", done
    points = []
    for program in PROGRAMS:
        met = collections.Counter()
        for point in lane.control[program].records():
            met[point.call] += 1
            points.append((program, point, met[point.call]))
    return points


def spread(things):
    """The same things in an order of which any beginning is spread over them all."""
    count = len(things)
    step = next(step for step in range(max(1, int(count * 0.618)), count + 2)
                if math.gcd(step, count) == 1)
    return [things[number * step % count] for number in range(count)]


class PointProof:
    """A proof whose cases are points, each with each of the deeds that deeds() gives it."""

    def __init__(self, only=None, plant=None):
        """only: a function of program and point that picks those to go through; nothing is left to
        chance then. plant: faults for the shim to have, by program."""
        self.only, self.plant = only, plant or {}
        self.lock = threading.Lock()
        self.targets = None  # (program, call, place, deed), once a lane has recorded them

    @contextlib.contextmanager
    def open(self, number):
        """A lane to run cases in; the first records the points for all."""
        with Lane() as lane:
            for program, names in self.plant.items():
                lane.control[program].plant(*names)
            with self.lock:
                if self.targets is None:
                    self.targets = spread([
                        (program, point.call, place, deed)
                        for program, point, place in record(lane) for deed in self.deeds(program, point)
                        if self.only is None or self.only(program, point)])
            yield lane

    def nth(self, number):
        return self.targets[number % len(self.targets)]

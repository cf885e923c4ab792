"""The points of one submit, and an order in which to go through them."""

import collections
import math

from control import PROGRAMS


def record(lane):
    """A whole submit, to learn of its points: (program, point, number), where the number counts
    the calls of this kind alone. Such numbers are steadier than those that count all calls, as
    nobody knows in how many pieces a socket gives its bytes."""
    for program in PROGRAMS:
        lane.control[program].arm()
    with lane.station() as fresh:
        report = lane.next_report()
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

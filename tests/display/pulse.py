"""How long the staff's window kept a frame waiting, as it tells in its log (app-pulse.h)."""

import re

GAP_MAX = 100  # ms


def longest_gaps(desk):
    """Of each state of an original that has ended: the longest gap in ms, without what the machine
    took."""
    found = re.findall(r"pulse: (\w+), at most (\d+) ms without a frame, (\d+) of them", desk.log)
    gaps = {}
    for name, gap, starved in found:
        gaps[name] = max(gaps.get(name, 0), int(gap) - int(starved))
    return gaps

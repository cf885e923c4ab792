"""Promise 1: a saved scan survives the end of any process at any call, and at any time."""

import contextlib
import os
import random
import signal
import subprocess

from control import KILL_AFTER, KILL_BEFORE, PROGRAMS
from points import PointProof
from rig.station import TIMEOUT, Done

STATION, HELPER, SERVER = PROGRAMS
# Of four cases three go through the points, one by one; the fourth is left to chance.
POINTS_OF = 3
IN = 4


def at_point(program, call, number, action):
    """A plan: one program ends at one point of a submit, its number-th `call`. A plan gives words
    for what it did, "" if it came to nothing, and what was said to people."""
    def plan(lane, fresh, report):
        page = lane.control[program]
        page.arm(number, action, call)
        done = lane.submit(fresh, report)
        page.disarm()
        return _words(lane, program, action), [done]
    return plan


def at_time(seconds, victims, before=lambda: None):
    """A plan: these programs end at once, so many seconds after a submit was begun. before: what
    happens when they stand still already: without power nobody says anything more."""
    def plan(lane, fresh, report):
        process = lane.start_submit(fresh, report)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        pids = {STATION: [process.pid], HELPER: _children(process.pid),
                SERVER: [lane.central.process.pid]}
        doomed = [pid for victim in victims for pid in pids[victim]]
        _signal(doomed, signal.SIGSTOP)
        before()
        _signal(doomed, signal.SIGKILL)
        if SERVER in victims:
            lane.central.process.wait(TIMEOUT)
        out, err = process.communicate(timeout=TIMEOUT)
        # The station may have been cut off in the middle of a line.
        whole = out[:out.rfind("\n") + 1]
        return f"{victims} killed after {seconds:.3f} s", [Done(process.returncode, whole, err)]
    return plan


def in_recovery(first, program, number, action):
    """A plan: after a first kill, a program ends while all goes on by itself."""
    def plan(lane, fresh, report):
        words, said = at_point(*first)(lane, fresh, report)
        lane.restart_server()
        page = lane.control[program]
        page.arm(number, action)
        said.append(lane.recover(fresh))
        page.disarm()
        return " and then ".join(filter(None, (words, _words(lane, program, action)))), said
    return plan


def _signal(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _words(lane, program, action):
    """What happened at a point; "" if it was not reached."""
    fired = lane.control[program].fired
    if not fired:
        return ""
    if program == SERVER:
        lane.central.process.wait(TIMEOUT)
    return f"{program} killed {'before' if action == KILL_BEFORE else 'after'} {fired}"


def _children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


class KillMatrix(PointProof):
    """Restarted after each kill, everything goes on by itself, and the page is at the server once;
    or it was never called saved, and scanning it again goes well."""

    name = "kill"

    def deeds(self, program, point):
        return KILL_BEFORE, KILL_AFTER

    def run(self, lane, case):
        rounds, place = divmod(case, IN)
        if self.only is not None:
            plan = at_point(*self.nth(case))
        elif place < POINTS_OF:
            plan = at_point(*self.nth(rounds * POINTS_OF + place))
        else:
            plan = self.by_chance(random.Random(case), lane.whole)
        report = lane.next_report()
        with lane.station() as fresh:
            return self.live_through(lane, fresh, report, plan)

    def by_chance(self, chance, whole):
        if chance.random() < 0.4:
            return in_recovery(self.nth(chance.randrange(10**6)), chance.choice((STATION, SERVER)),
                               chance.randint(1, 80), chance.choice((KILL_BEFORE, KILL_AFTER)))
        victims = [program for program in PROGRAMS if chance.random() < 0.6] or [STATION]
        return at_time(chance.uniform(0, 1.2 * whole), victims)

    def live_through(self, lane, fresh, report, plan):
        words, said = plan(lane, fresh, report)
        try:
            ended = lane.settle(fresh, report, said)
        except Exception as failure:
            raise AssertionError(f"{words}: {failure}\nsaid: {said}") from failure
        return ended if words else "not reached"

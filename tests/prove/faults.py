"""Promise 2: every call on the way may fail once. Then the page is saved and it says so, or it is
not, and it says that, in a sentence and soon."""

import errno
import os
import time

from control import FAIL, SHORTEN
from points import PointProof

# What may be long, beside what the same submit takes without a fault.
MAX_SECONDS = 2.0

DISK = ("EIO", "ENOSPC", "EDQUOT")
ERRORS = {
    "open": (*DISK, "EINTR", "EMFILE", "ENOMEM"),
    "opendir": ("EIO", "EMFILE", "ENOMEM"),
    "read": ("EIO", "EINTR", "ENOMEM", "short"),
    "write": (*DISK, "EINTR", "ENOMEM", "short"),
    "fsync": (*DISK, "EINTR"),
    "truncate": (*DISK, "EINTR"),
    "allocate": (*DISK, "EINTR", "ENOMEM"),
    "rename": (*DISK, "ENOMEM"),
    "link": (*DISK, "ENOMEM"),
    "unlink": (*DISK, "ENOMEM"),
    "mkdir": (*DISK, "ENOMEM"),
    "chmod": ("EIO", "ENOMEM"),
    "lock": ("EINTR", "ENOMEM"),
    "close": ("EIO", "ENOSPC", "EDQUOT", "EINTR"),
    "map": ("ENOMEM", "EMFILE"),
    "socket": ("EMFILE", "ENOMEM"),
    "connect": ("EINTR", "ENOMEM", "ECONNREFUSED"),
    "accept": ("EINTR", "EMFILE", "ENOMEM"),
    "send": ("EINTR", "ENOMEM", "ECONNRESET", "short"),
    "recv": ("EINTR", "ENOMEM", "ECONNRESET", "short"),
    "fork": ("ENOMEM", "EMFILE"),
    "exec": ("EIO", "ENOMEM"),
}


class EveryCallFails(PointProof):
    name = "faults"

    def __init__(self, only=None, plant=None):
        super().__init__(only, plant)
        self.longest = 0.0

    def deeds(self, program, point):
        """On Linux recv() takes all that has come, or as much as is asked for. libmicrohttpd relies
        on it: it waits for epoll's next edge after one that took less."""
        return [error for error in ERRORS[point.call]
                if (program, point.call, error) != ("central-server", "recv", "short")]

    def run(self, lane, case):
        program, call, number, error = self.nth(case)
        page = lane.control[program]
        report = lane.next_report()
        with lane.station() as fresh:
            begun = time.monotonic()
            page.arm(number, SHORTEN if error == "short" else FAIL, call,
                     error=getattr(errno, error, 0))
            done = lane.submit(fresh, report)
            page.disarm()
            took = time.monotonic() - begun - lane.whole
            try:
                return self.judge(lane, fresh, report, done, took) if page.fired else "not reached"
            except Exception as failure:
                raise AssertionError(f"{program}: {error} at {page.fired}: {failure}\n{done}") \
                    from failure

    def judge(self, lane, fresh, report, done, took):
        self.longest = max(self.longest, took)
        assert took < MAX_SECONDS, f"it took {took:.1f} s longer than without the fault"
        assert lane.central.process.poll() is None, "the server has ended"
        what = judge_words(lane, fresh, report, done)
        sent = lane.recover(fresh)
        assert sent.code == 0, f"it did not go on when the fault was over: {sent}"
        if lane.judge(fresh, report, [done]) == "not saved":
            again = lane.submit(fresh, report)
            assert again.code == 0, f"it cannot be scanned again: {again}"
            lane.judge(fresh, report, [again])
        lane.assert_no_leak()
        return what


def judge_words(lane, fresh, report, done):
    """What was said is so in this moment, before anything goes on."""
    states = states_on_disk(fresh)
    left = [name for name in files_of(fresh) if name.endswith(".tmp")]
    assert not left, f"left behind: {left}"
    if done.code == 0:
        assert done.named("saved") and done.named("status") and states == ["delivered"], states
        lane.judge(fresh, report, [done])
        return "green"
    assert 0 < done.code < 7, f"it ended with {done.code}"
    error = done.one("error")
    assert error["message"].rstrip().endswith((".", "。")) and error["message"] in done.err
    if done.named("saved"):
        assert done.code in (4, 5) and states in (["ready"], ["refused"]), (done.code, states)
        return "saved, and says that it waits"
    assert done.code in (1, 3, 4, 6) and states in ([], ["quarantine"]), (done.code, states)
    return "not saved, and says so"


def states_on_disk(fresh):
    """The state of each entry in the outbox, as the folders say it."""
    outbox = os.path.join(fresh.profile, "outbox")
    return [state for state in os.listdir(outbox) if state != "lock"
            for _ in os.listdir(os.path.join(outbox, state))] if os.path.isdir(outbox) else []


def files_of(fresh):
    return [name for _, _, names in os.walk(fresh.profile) for name in names]

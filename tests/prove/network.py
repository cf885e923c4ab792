"""Promises 3 and 4: whatever the network does to a request or its answer, no light is green that
should not be, at most one chunk is sent again, and no acknowledged offset goes back; all goes on by
itself, and there is one original."""

import contextlib
import random
import threading

import proxy
from faults import judge_words
from lane import Lane, noise
from points import spread
from proxy import Break, Proxy, header

from rig import station

CHUNK = 4 << 20  # what the station sends of an upload at once
LARGE = noise(2900, 3200)  # a page of three chunks
# Where a connection ends, at any byte; and what else may happen to a request.
ENDS = (proxy.CUT, proxy.RESET, proxy.HALF_OPEN)
REPEATS = (proxy.TWICE, proxy.BESIDE, proxy.LATE)
PACES = (proxy.SINGLY, proxy.DELAYED)
# Of four cases so many are ends.
ENDS_OF, IN = 3, 4


class NetworkLane(Lane):
    """A lane whose station reaches the server through a proxy alone."""

    def __init__(self, plant=None, **more):
        super().__init__(**more)
        self.wire = Proxy(lambda: self.central.port, plant)

    def __enter__(self):
        self.wire.__enter__()
        try:
            return super().__enter__()
        except BaseException:
            self.wire.__exit__()
            raise

    def __exit__(self, *_):
        super().__exit__()
        self.wire.__exit__()

    def new_station(self):
        return station.Station(self.wire.url, self.env, where=self.folder)

    def warm_up(self):
        super().warm_up()
        self.wire.break_at(None)  # what has gone by is nobody's case


def record(lane):
    """The requests of one whole submit, with their sizes."""
    lane.wire.break_at(None)
    report = lane.next_report()
    with lane.station() as fresh:
        done = lane.submit(fresh, report)
        assert done.code == 0 and lane.judge(fresh, report, [done]) == "delivered", done
    return list(lane.wire.exchanges)


def ends(exchange):
    """Every byte of both heads and of a small body, and some of a large one."""
    request, answer = len(exchange.head), len(exchange.answer_head)
    for is_answer, head, body in ((False, request, exchange.length),
                                  (True, answer, exchange.answer_length)):
        chance = random.Random(exchange.number)
        inside = range(head, head + body)
        for place in [*range(head), *chance.sample(inside, min(200, body))]:
            for kind in ENDS:
                yield Break(kind, exchange.number, place, is_answer)


def others(exchange):
    """What happens to a whole request, to its pace, and to its bytes where a sum or a receipt tells
    of it; nobody but TLS can tell of others."""
    for kind in REPEATS:
        yield Break(kind, exchange.number)
    for kind in PACES:
        yield Break(kind, exchange.number)
        yield Break(kind, exchange.number, answer=True)
    chance = random.Random(exchange.number)
    if exchange.method == "PATCH":
        for _ in range(20):
            place = len(exchange.head) + chance.randrange(exchange.length)
            yield Break(proxy.FLIP, exchange.number, place)
    if exchange.method == "PATCH" or exchange.path.endswith("/originals"):
        yield Break(proxy.SILENT, exchange.number, len(exchange.head))
        yield Break(proxy.SILENT, exchange.number, answer=True)


class NetworkFaults:
    """One thing happens to one request of a submit."""

    name = "network"
    pixels = None  # a small page: one chunk

    def __init__(self, only=None, plant=None):
        """only: a function of exchange and Break that picks what may happen. plant: a wire that
        lies (proxy.py)."""
        self.only, self.plant = only or (lambda exchange, what: True), plant
        self.lock = threading.Lock()
        self.ends = None
        self.others = None

    @contextlib.contextmanager
    def open(self, number):
        with NetworkLane(pixels=self.pixels) as lane:
            with self.lock:
                if self.ends is None:
                    exchanges = record(lane)
                    self.ends, self.others = (
                        spread([what for exchange in exchanges for what in things(exchange)
                                if self.only(exchange, what)]) for things in (ends, others))
            lane.wire.plant = self.plant
            yield lane

    def nth(self, case):
        rounds, place = divmod(case, IN)
        if self.ends and (place < ENDS_OF or not self.others):
            return self.ends[(rounds * ENDS_OF + place) % len(self.ends)]
        return self.others[rounds % len(self.others)]

    def run(self, lane, case):
        what = self.nth(case)
        report = lane.next_report()
        with lane.station() as fresh:
            lane.wire.break_at(what)
            done = lane.submit(fresh, report)
            try:
                said = self.judge(lane, fresh, report, done)
                return said if lane.wire.fired else "not reached"
            except Exception as failure:
                raise AssertionError(f"{what}: {failure}\n{done}\n{lane.wire.exchanges}") \
                    from failure
            finally:
                lane.wire.forget()

    def judge(self, lane, fresh, report, done):
        said = judge_words(lane, fresh, report, done)
        lane.settle(fresh, report, [done])
        lane.wire.release()
        assert lane.judge(fresh, report, []) == "delivered"
        judge_wire(lane.wire)
        lane.wire.forget()
        lane.assert_no_leak()
        return said


def judge_wire(wire):
    """What the proxy has counted since break_at()."""
    length = max(int(header(exchange.head, "Upload-Length") or 0) for exchange in wire.exchanges)
    again = wire.chunk_bytes - length
    assert again <= min(length, CHUNK), f"{again} bytes of {length} were sent again"
    for upload, offsets in wire.offsets.items():
        assert offsets == sorted(offsets), f"the offsets of {upload} went back: {offsets}"


class NetworkFaultsLarge(NetworkFaults):
    """The same with a page of three chunks."""

    name = "network-large"
    pixels = LARGE

"""What one entry of the table is: something of ours that was measured, and what stood beside it.

A figure has one value a round for each contender; a ratio is taken within its round, so that what
else the machine was doing falls out of it.
"""

import dataclasses
import statistics
import time
import typing


@dataclasses.dataclass
class Spread:
    """Some values of one thing: the middle one, the least, the greatest."""
    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def low(self):
        return min(self.values)

    @property
    def high(self):
        return max(self.values)


@dataclasses.dataclass
class Goal:
    """words: as people read it. holds: asked with our spread, the other's and the ratio's; the
    last two are None for a goal that no contender is needed for. ratio: where it lies on the plot,
    if it is one."""
    words: str
    holds: typing.Callable
    ratio: float | None = None


def at_most_times(factor):
    return Goal(f"at most {factor:g} ×", lambda ours, other, ratio: ratio.median <= factor, factor)


def at_least_times(factor):
    return Goal(f"at least {factor:g} ×", lambda ours, other, ratio: ratio.median >= factor, factor)


def times_slower(factor):
    return Goal(f"{factor:g} × slower", lambda ours, other, ratio: ratio.median * factor <= 1,
                1 / factor)


def not_slower():
    return Goal("not slower", lambda ours, other, ratio: ratio.median <= 1, 1.0)


def at_most_larger(part):
    return Goal(f"at most {100 * part:g} % larger",
                lambda ours, other, ratio: ratio.median <= 1 + part, 1 + part)


def at_most_more(more, words):
    return Goal(f"at most {words} more",
                lambda ours, other, ratio: ours.median <= other.median + more)


def at_most(value, words):
    return Goal(f"at most {words}", lambda ours, other, ratio: ours.high <= value)


@dataclasses.dataclass
class Beside:
    """kind: "limit", what physics or the simplest program allows; "peer", what people use today;
    "itself", the same of ours at another size."""
    kind: str
    name: str
    spread: Spread
    goal: Goal | None = None


@dataclasses.dataclass
class Figure:
    """row: in the table of docs/performance.md. unit: "s", "B" (bytes), "/s" or a word."""
    row: str
    what: str
    unit: str
    ours: Spread
    besides: list
    goal: Goal | None = None
    more_is_better: bool = False

    def ratio(self, beside):
        return Spread([ours / other
                       for ours, other in zip(self.ours.values, beside.spread.values)])

    def met(self, beside):
        """None without a goal."""
        if beside.goal is None:
            return None
        return bool(beside.goal.holds(self.ours, beside.spread, self.ratio(beside)))

    def met_alone(self):
        return None if self.goal is None else bool(self.goal.holds(self.ours, None, None))


SLOW_SECONDS = 15


def take_turns(contenders, rounds, warm_up=1):
    """Calls each contender once a round, in an order that turns with the rounds, and gives the
    values of each by its name. What is measured to warm up is dropped; but who takes longer than
    SLOW_SECONDS is not called again, and that one value stands for all rounds."""
    names = list(contenders)
    values = {name: [] for name in names}
    slow = set()
    for number in range(warm_up + rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if name in slow:
                continue
            began = time.monotonic()
            value = contenders[name]()
            if time.monotonic() - began > SLOW_SECONDS:
                slow.add(name)
                values[name] = rounds * [value]
            elif number >= warm_up:
                values[name].append(value)
    return {name: Spread(of_name) for name, of_name in values.items()}

"""Ratios as a picture: one bar each, on a logarithmic scale, from the line where both are equal."""

import html
import math

WIDTH, ROW, TOP, BOTTOM = 1040, 34, 96, 56
LEFT, RIGHT = 430, 880  # of the bars' field
TICKS = [base * 10 ** power for power in range(-4, 4) for base in (1, 2, 5)]

STYLE = """
text { font: 13px system-ui, "Noto Sans", sans-serif; fill: #2b2b30; }
.title { font-size: 20px; font-weight: 600; }
.note, .tick, .beside { fill: #6a6a72; }
.beside, .tick { font-size: 11px; }
.value { font-weight: 600; }
.ground { fill: #ffffff; }
.grid { stroke: #e6e6ea; }
.equal { stroke: #8a8a92; stroke-width: 1.5; }
.met { fill: #2a9d74; } .missed { fill: #d9772b; } .none { fill: #7b8fb8; }
.spread { stroke: #2b2b30; stroke-width: 1.5; }
.goal { fill: #ffffff; stroke: #2b2b30; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  text { fill: #ececf0; } .note, .tick, .beside { fill: #a0a0aa; } .ground { fill: #1d1d20; }
  .grid { stroke: #35353a; } .spread { stroke: #ececf0; }
  .goal { fill: #1d1d20; stroke: #ececf0; }
}
"""


def _cost(figure, value):
    """A ratio as what ours costs: where more is better, the other way round."""
    return 1 / value if figure.more_is_better else value


def _words(cost):
    if 0.995 < cost < 1.005:
        return "equal"
    if cost > 1:
        return f"{_short(cost)} × the cost"
    return f"{_short(1 / cost)} × better"


def _short(value):
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}" if value >= 3 else f"{value:.2f}"


class Scale:
    """Costs to places across the field."""

    def __init__(self, costs):
        self.low = math.log(min([0.5, *costs]) / 1.15)
        self.high = math.log(max([2.0, *costs]) * 1.15)

    def at(self, cost):
        part = (math.log(cost) - self.low) / (self.high - self.low)
        return LEFT + part * (RIGHT - LEFT)

    def ticks(self):
        """As many as have room for their words."""
        last = None
        for tick in TICKS:
            inside = self.low <= math.log(tick) <= self.high
            if inside and (last is None or self.at(tick) - last >= 44):
                last = self.at(tick)
                yield tick


def _text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">' \
           f"{html.escape(words)}</text>"


def _line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _goal(scale, figure, beside, middle):
    if beside.goal is None or beside.goal.ratio is None:
        return ""
    x = scale.at(_cost(figure, beside.goal.ratio))
    return f'<path class="goal" d="M{x:.1f} {middle - 6} l5 6 -5 6 -5 -6z"/>'


def _bar(scale, figure, beside, top):
    ratio = figure.ratio(beside)
    middle = top + ROW / 2
    cost = _cost(figure, ratio.median)
    ends = sorted((scale.at(1), scale.at(cost)))
    kind = {None: "none", True: "met", False: "missed"}[figure.met(beside)]
    low, high = (scale.at(_cost(figure, value)) for value in (ratio.low, ratio.high))
    return [
        _text(16, middle + 1, figure.row, "note"),
        _text(44, middle - 2, figure.what),
        _text(44, middle + 12, beside.name, "beside"),
        f'<rect x="{ends[0]:.1f}" y="{middle - 8}" width="{max(ends[1] - ends[0], 1):.1f}" '
        f'height="16" rx="3" class="{kind}"/>',
        _line(low, middle, high, middle, "spread"),
        _goal(scale, figure, beside, middle),
        _text(RIGHT + 14, middle + 4, _words(cost), "value"),
    ]


def _axis(scale, bottom):
    for tick in scale.ticks():
        x = scale.at(tick)
        yield _line(x, TOP - 6, x, bottom, "equal" if tick == 1 else "grid")
        yield _text(x, bottom + 18, f"{tick:g} ×", "tick", "middle")


TITLES = {
    "limit": "Ours beside the limit that was measured in the same run",
    "peer": "Ours beside what people use today",
}


def ratios(figures, kind):
    """An SVG of all that stands beside figures as this kind."""
    pairs = [(figure, beside) for figure in figures for beside in figure.besides
             if beside.kind == kind]
    costs = [_cost(figure, value) for figure, beside in pairs
             for value in figure.ratio(beside).values]
    costs += [_cost(figure, beside.goal.ratio) for figure, beside in pairs
              if beside.goal is not None and beside.goal.ratio]
    scale, bottom = Scale(costs), TOP + ROW * len(pairs)
    height = bottom + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}">',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" class="ground"/>',
        _text(16, 36, TITLES[kind], "title"),
        _text(16, 60, "Bar: median of the rounds' ratios; left of 1 × ours costs less. Line: least "
              "to greatest. Diamond: the goal.", "note"),
        *_axis(scale, bottom),
    ]
    for i, (figure, beside) in enumerate(pairs):
        parts += _bar(scale, figure, beside, TOP + ROW * i)
    return "\n".join([*parts, "</svg>"]) + "\n"

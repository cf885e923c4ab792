"""Figures as text for people and as JSON for programs."""

UNITS = {
    "s": ((1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "B": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")),
}


def number(value):
    """Three digits that count."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def amount(value, unit):
    for size, name in UNITS.get(unit, ()):
        if abs(value) >= size:
            return f"{number(value / size)} {name}"
    return f"{number(value)} {unit}".rstrip()


def spread(values, unit):
    text = amount(values.median, unit)
    if values.low == values.high:
        return text
    return f"{text} ({number_like(values.low, values.median, unit)}" \
           f"–{number_like(values.high, values.median, unit)})"


def number_like(value, model, unit):
    """In the unit that `model` is shown in."""
    for size, _ in UNITS.get(unit, ()):
        if abs(model) >= size:
            return number(value / size)
    return number(value)


def ratio(values):
    if values.low == values.high:
        return f"{number(values.median)} ×"
    return f"{number(values.median)} × ({number(values.low)}–{number(values.high)})"


def verdict(met):
    return {None: "", True: "met", False: "missed"}[met]


def lines_of(figure):
    """Cells: row, what, amount, ratio, goal, verdict."""
    yield (figure.row, figure.what, spread(figure.ours, figure.unit), "",
           figure.goal.words if figure.goal else "", verdict(figure.met_alone()))
    for beside in figure.besides:
        yield ("", f"  {beside.kind}: {beside.name}", spread(beside.spread, figure.unit),
               ratio(figure.ratio(beside)), beside.goal.words if beside.goal else "",
               verdict(figure.met(beside)))


def text(figures, machine):
    """The whole table. Columns are as wide as what stands in them."""
    rows = [("row", "what", "median (least–greatest)", "ours ÷ that", "goal", "")]
    for figure in figures:
        rows.extend(lines_of(figure))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    head = [f"{name}: {value}" for name, value in machine.items()]
    body = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
            for row in rows]
    body.insert(1, "─" * max(len(line) for line in body))
    return "\n".join([*head, "", *body]) + "\n"


def _numbers(values):
    return {"median": values.median, "low": values.low, "high": values.high,
            "values": values.values}


def _goal(goal, met):
    return {"goal": goal.words, "met": met} if goal is not None else {}


def data(figures, machine):
    return {
        "machine": machine,
        "figures": [{
            "row": figure.row, "what": figure.what, "unit": figure.unit,
            "more_is_better": figure.more_is_better, "ours": _numbers(figure.ours),
            **_goal(figure.goal, figure.met_alone()),
            "beside": [{
                "kind": beside.kind, "name": beside.name, **_numbers(beside.spread),
                "ratio": _numbers(figure.ratio(beside)), **_goal(beside.goal, figure.met(beside)),
            } for beside in figure.besides],
        } for figure in figures],
    }

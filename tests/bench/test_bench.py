"""./dev bench --quick: every row still comes to figures, and to a table and plots of them."""

import json
import math
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "http")]

import row_scan
from stage import Stage

ROWS = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "1, 2", "counter"}


def output(*parts):
    return os.path.join(os.environ["MESON_BUILD_ROOT"], "bench", *parts)


@pytest.fixture(name="run", scope="module")
def fixture_run():
    file = output("quick.json")
    done = subprocess.run(["/usr/bin/python3", HERE / "bench.py", "--quick", "--json", file],
                          capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    with open(file, encoding="utf-8") as figures:
        return done.stdout, json.load(figures)["figures"]


def test_page_is_as_hard_to_pack_as_paper():
    with Stage(rounds=1, quick=False) as stage:
        figure = next(row_scan.size(stage))
        part = figure.besides[0].spread.median / os.path.getsize(stage.page(300))
    assert 0.53 < part < 0.57


def test_every_row_has_figures(run):
    _, figures = run
    assert {figure["row"] for figure in figures} == ROWS
    for figure in figures:
        for values in (figure["ours"], *figure["beside"]):
            assert all(math.isfinite(value) and value > 0 for value in values["values"]), figure


def test_table_shows_them(run):
    table, figures = run
    with open(output("table.txt"), encoding="utf-8") as file:
        assert file.read().strip() == table.strip()
    for figure in figures:
        assert figure["what"] in table
        assert all(beside["name"] in table for beside in figure["beside"])


@pytest.mark.parametrize(("name", "kind"), [("limits.svg", "limit"), ("peers.svg", "peer")])
def test_plots_show_them(run, name, kind):
    _, figures = run
    drawn = xml.etree.ElementTree.parse(output(name)).getroot()
    words = "\n".join(element.text or "" for element in drawn.iter())
    for figure in figures:
        if any(beside["kind"] == kind for beside in figure["beside"]):
            assert figure["what"] in words

"""docs/api.yaml in the eyes of a linter that others wrote."""

import os
import subprocess

from rig.npm import installed

HERE = os.path.dirname(os.path.abspath(__file__))
DESCRIPTION = os.path.join(HERE, "..", "..", "..", "docs", "api.yaml")


def lint(path):
    program = os.path.join(installed(), ".bin", "redocly")
    return subprocess.run(
        [program, "lint", path, "--config", os.path.join(HERE, "redocly.yaml")],
        env={**os.environ, "REDOCLY_TELEMETRY": "off"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)


def test_nothing_to_say_of_our_description(tmp_path):
    done = lint(DESCRIPTION)
    assert done.returncode == 0 and "warning" not in done.stdout, done.stdout


def test_it_would_say_it(tmp_path):
    with open(DESCRIPTION, encoding="utf-8") as file:
        text = file.read()
    path = tmp_path / "api.yaml"
    path.write_text(text.replace("\npaths:\n", "\npaths:\n  /nothing:\n    get: {}\n", 1),
                    encoding="utf-8")
    assert lint(path).returncode != 0

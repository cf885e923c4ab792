"""What docs/server.md gives an operator to copy does what it says."""

import os
import pathlib
import re
import time

import pytest
from rig import nginx
from rig_http import R1, commit, original, server, tiff, upload

TEXT = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "server.md").read_text("utf-8")


def block(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


def directives(text):
    """The server block's lines, but for those in which each site differs."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    ours = ("listen ", "server_name ", "ssl_certificate", "proxy_pass ")
    return [line for line in lines[lines.index("server {"):]
            if not line.startswith(ours)]


def test_nginx_is_the_one_that_the_tests_run_with():
    tested = directives(nginx.CONFIG.replace("{{", "{").replace("}}", "}"))
    assert tested[-1] == "}", "of the http block"
    assert directives(block("nginx")) == tested[:-1]


@pytest.fixture(name="there")
def fixture_there():
    with server() as running:
        yield running


def test_a_damaged_original_shows_in_the_copy(there):
    data = tiff()
    assert commit(there, R1, original(data, upload(there, data))).status == 201
    digest = there.database("SELECT sha256 FROM originals")[0][0]
    path = there.original_path(digest)
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.write(b"?")
    done = there.back_up(os.path.join(there.folder, "copy"))
    assert done.returncode != 0 and f"changed: original 1 of report {R1} " in done.stdout, done


def test_each_metric_of_the_page_is_told_and_no_other(there):
    """A request is counted when it is over, which is a moment after its answer."""
    end = time.monotonic() + 30
    told = set()
    while "central_server_requests_total" not in told and time.monotonic() < end:
        text = there.call("GET", "/metrics").body.decode()
        told = set(re.findall(r"^(central_server_\w+)", text, re.MULTILINE))
    assert set(re.findall(r"`(central_server_\w+)`", TEXT)) == told

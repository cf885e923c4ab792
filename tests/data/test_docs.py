"""What docs/server.md gives an operator to copy does what it says."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest
from rig import nginx
from rig_http import R1, R2, commit, original, server, status_of, tiff, upload

TEXT = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "server.md").read_text("utf-8")
TIMEOUT = 60


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


@pytest.fixture(name="copy")
def fixture_copy():
    folder = tempfile.mkdtemp(prefix="backup-", dir=os.environ["MESON_BUILD_ROOT"])
    yield os.path.join(folder, "data")
    shutil.rmtree(folder)


def back_up(there, copy):
    script = re.sub(r"^data=.*$", f"data='{there.data_dir}' copy='{copy}'", block("sh"),
                    flags=re.MULTILINE)
    return subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True,
                          timeout=TIMEOUT, check=False)


def keep(there, report_id, data):
    assert commit(there, report_id, original(data, upload(there, data))).status == 201


def test_a_copy_made_while_the_server_runs_can_be_served(there, copy):
    first, second = tiff(), tiff(seed=2)
    keep(there, R1, first)
    for _ in range(2):  # the second time over the first
        done = back_up(there, copy)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
    keep(there, R2, second)
    there.stop()
    shutil.rmtree(there.data_dir)
    shutil.copytree(copy, there.data_dir)
    there.start()
    answer = there.call("GET", f"/api/v1/reports/{R1}/originals/1", token=there.token())
    assert answer.body == first
    assert status_of(there, R2) == "filed"
    keep(there, R2, second)


def test_a_damaged_original_shows_in_the_copy(there, copy):
    data = tiff()
    keep(there, R1, data)
    digest = there.database("SELECT sha256 FROM originals")[0][0]
    path = there.original_path(digest)
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.write(b"?")
    assert back_up(there, copy).returncode != 0


def test_each_metric_of_the_page_is_told_and_no_other(there):
    there.call("GET", "/healthz")
    told = there.call("GET", "/metrics").body.decode()
    assert set(re.findall(r"`(central_server_\w+)`", TEXT)) == \
        set(re.findall(r"^(central_server_\w+)", told, re.MULTILINE))

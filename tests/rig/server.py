"""A real central-server on a free port, with data of the test's own.

    with Server(demo([report(1)])) as server:
        server.url, server.folder
        server.stop(); server.start()      # the same data, another port unless asked

Users: one of each role, named after it, with PASSWORD.
"""

import contextlib
import functools
import hashlib
import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile

PASSWORD = "correct horse battery"
STAFF = "T001"
USERS = {STAFF: "staff", "T002": "staff", "R001": "reviewer", "G001": "registrar", "A001": "admin",
         "4100E001": "student", "4100E002": "student"}
TIMEOUT = 30
IMPORT_TIMEOUT = 300
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "server.md"


def program():
    return os.path.join(os.environ["MESON_BUILD_ROOT"], "src", "server", "central-server")


def cheaply():
    """Into the environment of what adds a user: see tests/fakes/cheap-password.c."""
    build = os.environ["MESON_BUILD_ROOT"]
    return {"LD_PRELOAD": os.path.join(build, "tests", "fakes", "libcheap-password.so"),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def add_users(data_dir, env=None):
    env = {**(env or os.environ), **cheaply()}
    for ksuid, role in USERS.items():
        subprocess.run([program(), "user", "add", "--data-dir", data_dir, "--role", role, ksuid],
                       input=PASSWORD + "\n", text=True, check=True, env=env, timeout=TIMEOUT)


@functools.cache
def users_folder():
    """A data folder with USERS and nothing else, to be copied: made once for all tests of a build.
    For another program, other users or another reader it is another one; of two tests that make it
    at a time, the first one's stays."""
    asked = repr((os.getuid(), os.stat(program()).st_mtime_ns, USERS, PASSWORD, cheaply()))
    name = f"users-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"
    folder = os.path.join(os.environ["MESON_BUILD_ROOT"], name)
    if not os.path.exists(folder):
        making = tempfile.mkdtemp(prefix="users-", dir=os.environ["MESON_BUILD_ROOT"])
        add_users(making)
        try:
            os.rename(making, folder)
        except OSError:
            shutil.rmtree(making)
    return folder


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The problem's code."""
        assert self.headers["Content-Type"] == "application/problem+json", self
        return self.json["code"]

    def __repr__(self):
        return f"<{self.status} {dict(self.headers)} {self.body[:400]!r}>"


class Server:
    def __init__(self, data, env=None, where=None, under=()):
        """where: a folder to make its own in; the build's own if not given. under: what runs the
        serving program, as valgrind and its options."""
        self.folder = tempfile.mkdtemp(prefix="server-",
                                       dir=where or os.environ["MESON_BUILD_ROOT"])
        self.data_dir = os.path.join(self.folder, "data")
        self.log_path = os.path.join(self.folder, "server.log")
        self.env = {**os.environ, **(env or {})}
        self.under = under
        self.process = None
        self.place = None  # keeps the port while the server is away
        self.checks = []  # called with method, path and Answer of every call
        self.tokens = {}
        if env:
            add_users(self.data_dir, self.env)
        else:
            shutil.copytree(users_folder(), self.data_dir)
        self.import_data(data)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *arguments):
        self.stop()
        self.leave_place()
        shutil.rmtree(self.folder)

    def verb(self, *arguments, stdin="", timeout=TIMEOUT):
        return subprocess.run([program(), *arguments], input=stdin, text=True, env=self.env,
                              capture_output=True, timeout=timeout)

    def import_data(self, data):
        path = os.path.join(self.folder, "import.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False)
        done = self.verb("import", "--data-dir", self.data_dir, path, timeout=IMPORT_TIMEOUT)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, port=0, files=None):
        """port: that of an earlier start; no other program has it meanwhile. files: how many
        descriptors the server may have."""
        self.leave_place()
        limit = files and functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE,
                                            (files, files))
        with open(self.log_path, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*self.under, program(), "serve", "--data-dir", self.data_dir, "--listen",
                 f"127.0.0.1:{port}"],
                stdout=subprocess.PIPE, stderr=log, text=True, env=self.env, preexec_fn=limit)
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://"), (line, self.log())
        self.url = line.split()[-1]
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, number=signal.SIGTERM):
        """Ends the server and gives its exit code; None if it was not running."""
        if self.process is None:
            return None
        self.process.send_signal(number)
        code = self.process.wait(TIMEOUT)
        self.process.stdout.close()
        self.process = None
        self.keep_place()
        if number == signal.SIGTERM:
            assert code == 0, (code, self.log())
        return code

    def keep_place(self):
        """Nobody listens there, and nobody else can."""
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", self.port))

    def leave_place(self):
        if self.place is not None:
            self.place.close()
            self.place = None

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def database(self, query, *values):
        """Rows straight from the database."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.data_dir, "central.db"))) as db:
            return db.execute(query, values).fetchall()

    def assert_whole(self):
        """Records, audit log and originals agree; the server may be running or not."""
        done = self.verb("verify", "--data-dir", self.data_dir)
        assert done.returncode == 0, done.stdout + done.stderr

    def back_up(self, copy):
        """Runs the shell's lines of the operator's page, with this server's folder and `copy`."""
        script = re.search(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"),
                           re.MULTILINE | re.DOTALL)[1]
        script, changed = re.subn(r"^data=.*$", f"data='{self.data_dir}' copy='{copy}'", script,
                                  flags=re.MULTILINE)
        assert changed == 1
        path = os.path.dirname(program()) + ":" + self.env["PATH"]
        return subprocess.run(["sh", "-eu", "-c", script], capture_output=True, text=True,
                              timeout=TIMEOUT, check=False, env={**self.env, "PATH": path})

    def original_path(self, sha256):
        return os.path.join(self.data_dir, "originals", sha256[:2], sha256)

    def call(self, method, path, body=None, token=None, headers=None):
        """One request on a connection of its own; a dict goes as JSON."""
        headers = dict(headers or {})
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port,
                                                           timeout=TIMEOUT)) as connection:
            connection.request(method, path, body, headers)
            got = connection.getresponse()
            answer = Answer(got.status, got.headers, got.read())
        for check in self.checks:
            check(method, path, answer)
        return answer

    def token(self, ksuid=STAFF):
        """A session of this user; one sign-in for each."""
        if ksuid not in self.tokens:
            answer = self.call("POST", "/api/v1/session", {"ksuid": ksuid, "password": PASSWORD})
            assert answer.status == 201, answer
            self.tokens[ksuid] = answer.json["token"]
        return self.tokens[ksuid]

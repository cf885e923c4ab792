"""nginx as the limit: one file to whoever asks, and whatever is PUT into a folder."""

import os
import socket
import subprocess
import tempfile
import time
import urllib.request

from rig.nginx import free_port

# As Debian sets it up: a worker a processor, and a line in the log for each request.
CONFIG = """
daemon off;
user root;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {folder}/access.log;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    default_type application/json;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/root;
        location / {{ try_files /answer.json =404; }}
        location /put/ {{ dav_methods PUT; client_max_body_size 4g; }}
    }}
}}
"""


class Web:
    """answer: what every GET gets."""

    def __init__(self, answer=b"{}"):
        self.answer = answer

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="web-", dir=os.environ["MESON_BUILD_ROOT"])
        os.makedirs(os.path.join(self.folder, "root", "put"))
        with open(os.path.join(self.folder, "root", "answer.json"), "wb") as file:
            file.write(self.answer)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(folder=self.folder, port=port))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.folder, "-c", config],
                                        stderr=subprocess.DEVNULL)
        wait_for_port(port, self.process)
        with urllib.request.urlopen(self.url) as got:
            assert got.read() == self.answer
        return self

    def put_path(self, name):
        return os.path.join(self.folder, "root", "put", name)

    def __exit__(self, *arguments):
        self.process.terminate()
        self.process.wait(20)
        subprocess.run(["rm", "-r", self.folder], check=True)


def wait_for_port(port, process):
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert process.poll() is None and time.monotonic() < end, "it does not listen"

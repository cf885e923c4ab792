"""nginx in front of a central-server, with TLS made for the test: as a university would run it.

The server block is the one of docs/server.md.
"""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

CONFIG = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.key;
        client_max_body_size 4g;
        ignore_invalid_headers off;
        location / {{
            proxy_pass http://127.0.0.1:{behind};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header Connection "";
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_request_buffering off;
            proxy_buffering off;
            proxy_read_timeout 1h;
        }}
    }}
}}
"""


def certificate(folder):
    """An authority for the test and a certificate of it for localhost."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder)

    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
            "keyUsage=critical,keyCertSign")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost")
    with open(os.path.join(folder, "names"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "server.pem", "-days", "2", "-extfile", "names")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Nginx:
    def __init__(self, server):
        self.server = server

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="nginx-", dir=os.environ["MESON_BUILD_ROOT"])
        # nginx gives its workers to another user, who has to get at the folder.
        os.chmod(self.folder, 0o755)
        certificate(self.folder)
        self.port = free_port()
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(folder=self.folder, port=self.port, behind=self.server.port))
        self.ca = os.path.join(self.folder, "ca.pem")
        self.url = f"https://localhost:{self.port}"
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", self.folder, "-c", config],
                                        stderr=subprocess.DEVNULL)
        self.wait()
        return self

    def wait(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                self.connect().close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < deadline, self.log()

    def log(self):
        with open(os.path.join(self.folder, "error.log"), encoding="utf-8") as file:
            return file.read()

    def connect(self):
        context = ssl.create_default_context(cafile=self.ca)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return context.wrap_socket(plain, server_hostname="localhost")

    def __exit__(self, *arguments):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.folder)

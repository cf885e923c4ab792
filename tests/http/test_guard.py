"""Malformed requests over a raw socket: refused alone, and behind nginx with TLS."""

import re
import socket

import pytest
from rig.nginx import Nginx
from rig_http import R1, server

PATH = f"/api/v1/reports/{R1}"


def request(line=f"GET {PATH} HTTP/1.1", headers=("Host: localhost",), body=b""):
    return "\r\n".join([line, *headers, "", ""]).encode("latin-1") + body


SMUGGLED = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
MALFORMED = {
    "two Content-Lengths": request(f"POST {PATH}/originals HTTP/1.1",
                                   ("Host: a", "Content-Length: 0", "Content-Length: 44"),
                                   SMUGGLED),
    "Content-Length and Transfer-Encoding": request(
        f"POST {PATH}/originals HTTP/1.1",
        ("Host: a", "Content-Length: 44", "Transfer-Encoding: chunked"), SMUGGLED),
    "space before the colon": request(f"POST {PATH}/originals HTTP/1.1",
                                      ("Host: a", "Transfer-Encoding : chunked"), SMUGGLED),
    "unknown Transfer-Encoding": request(f"POST {PATH}/originals HTTP/1.1",
                                         ("Host: a", "Transfer-Encoding: xchunked"), SMUGGLED),
    "NUL in the path": request("GET /api/v1/reports/x\0y HTTP/1.1"),
    "escaped NUL in the path": request("GET /api/v1/reports/x%00y HTTP/1.1"),
    "two Hosts": request(headers=("Host: a", "Host: b")),
    "no Host": request(headers=("Accept: */*",)),
    "NUL in a header": request(headers=("Host: a", "X-Odd: a\0b")),
    "CR in a header": request(headers=("Host: a", "X-Odd: a\rX-Evil: b")),
    "folded header": request(headers=("Host: a", "X-Odd: a", " X-Evil: b")),
    "name that is no token": request(headers=("Host: a", "X(Odd): b")),
    "HTTP/1.0": request(f"GET {PATH} HTTP/1.0"),
    "negative Content-Length": request(f"POST {PATH}/originals HTTP/1.1",
                                       ("Host: a", "Content-Length: -1")),
    "Content-Length with a sign": request(f"POST {PATH}/originals HTTP/1.1",
                                          ("Host: a", "Content-Length: +4"), b"abcd"),
    "no version": request(f"GET {PATH}"),
}
# libmicrohttpd 0.9.75 takes a NUL for the end of a text before anybody else sees it.
NEEDS_NGINX = {"NUL in the path", "NUL in a header"}


def answers(data):
    """The status of each answer in what a connection brought."""
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", data)]


def exchange(connect, raw):
    """Sends a request and reads until the other side has closed or, after an answer, is silent: what
    it had taken for a second request would have come with it."""
    with connect() as connection:
        connection.settimeout(2)
        got = b""
        try:
            connection.sendall(raw)
            while piece := connection.recv(65536):
                got += piece
                connection.settimeout(0.3)
        except (TimeoutError, ConnectionError):
            pass
        return got


def refused(got):
    """No answer, or a refusal and nothing of another kind: nobody saw a second request.

    libmicrohttpd 0.9.75 writes the head of its own refusals twice.
    """
    codes = answers(got)
    return codes == [] or (len(set(codes)) == 1 and codes[0] in (400, 405, 413, 414, 431, 501, 505))


@pytest.fixture(scope="module")
def there():
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def proxy(there):
    with Nginx(there) as nginx:
        yield nginx


@pytest.mark.parametrize("name", MALFORMED)
def test_alone(there, name):
    got = exchange(lambda: socket.create_connection(("127.0.0.1", there.port)), MALFORMED[name])
    assert refused(got) or name in NEEDS_NGINX, got
    assert there.call("GET", "/healthz").status == 200


@pytest.mark.parametrize("name", MALFORMED)
def test_behind_nginx(there, proxy, name):
    got = exchange(proxy.connect, MALFORMED[name])
    # nginx itself speaks HTTP/1.0 to old clients, and HTTP/1.1 to the server behind it.
    if name == "HTTP/1.0":
        assert answers(got.replace(b"HTTP/1.0 ", b"HTTP/1.1 ")) in ([], [400], [401]), got
    else:
        assert refused(got), got
    assert there.call("GET", "/healthz").status == 200


def test_limits(there):
    def first(raw):
        return answers(exchange(lambda: socket.create_connection(("127.0.0.1", there.port)), raw))

    assert first(request(f"GET /{'a' * 3000} HTTP/1.1")) == [414]
    many = ["Host: a"] + [f"X-{number}: b" for number in range(80)]
    assert first(request(headers=many)) == [431]
    assert first(request(headers=("Host: a", f"X-Long: {'b' * 100_000}"))) in ([431], [413], [])
    # As docs/api.yaml says it: bytes of the head, and 100 for each header.
    for number in (2, 60):
        head = ["Host: a", *(f"X-{n:02}: " for n in range(number - 1))]
        room = 7 * 1024 - 100 * number - len(request("GET /nothing HTTP/1.1", headers=head))
        head[-1] += "b" * room
        assert first(request("GET /nothing HTTP/1.1", headers=head)) == [404], number
    for target in ("*", "http://a/b", "/a\"b", "/%zz", "/a/../b", "/a%2fb", "/%1f"):
        assert first(request(f"GET {target} HTTP/1.1")) == [400], target
    assert first(request("GET /nothing HTTP/1.1")) == [404]


def test_health_is_for_this_machine_alone(there, proxy):
    assert there.call("GET", "/healthz").status == 200
    assert answers(exchange(proxy.connect, request("GET /healthz HTTP/1.1",
                                                   ("Host: a", "Connection: close")))) == [404]

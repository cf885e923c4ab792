"""A network that can be told to break: a proxy between station and server that knows where a
request and its answer begin and end.

    with Proxy(lambda: server_port) as proxy:
        proxy.url                             # for the station
        proxy.break_at(Break(CUT, request=5, place=120))
        ...
        proxy.fired; proxy.exchanges; proxy.offsets; proxy.chunk_bytes

A connection of the station has one of its own to the server. Requests are numbered from 0 since
the last break_at(), over all connections; a place is a byte of a request, or of its answer.
"""

import collections
import contextlib
import dataclasses
import re
import socket
import struct
import threading

# What can happen to a request or its answer.
CUT = "cut"              # both sides are closed before that byte
RESET = "reset"          # the same, by a reset
HALF_OPEN = "half-open"  # the station's side is reset, and the server's hears nothing for ever
SILENT = "silent"        # from that byte on nothing comes through, and nobody is told
FLIP = "flip"            # one bit of that byte is turned
TWICE = "twice"          # the request comes a second time, on another connection, behind its answer
BESIDE = "beside"        # the same, but both come at once
LATE = "late"            # the connection is cut, and the request comes when all is over
SINGLY = "singly"        # each of the next 2,000 bytes comes alone
DELAYED = "delayed"      # the message comes DELAY seconds later

# Wires that lie, so that the proof has something to find.
ACKS_EARLY = "a chunk is acknowledged, and not handed on"
FORGETS_OFFSET = "an upload is once said to be empty, whatever came before"
CHANGES_KEY = "each commit has another Idempotency-Key"

DELAY = 0.4
SINGLE_BYTES = 2000
PIECE = 65536
TIMEOUT = 60
MAX_HEAD = 65536


@dataclasses.dataclass
class Break:
    kind: str
    request: int
    place: int = 0
    answer: bool = False  # the place is one of the answer

    def __str__(self):
        return (f"{self.kind} at byte {self.place} of "
                f"{'the answer to ' if self.answer else ''}request {self.request}")


class Ended(Exception):
    """One side has closed the connection, or the proxy did."""


class LeftOpen(Ended):
    """The server's side stays as it is until the proxy forgets it."""


class Stream:
    """One side of a connection, read by whole messages."""

    def __init__(self, connected):
        self.socket = connected
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(TIMEOUT)
        self.buffer = b""

    def more(self):
        try:
            got = self.socket.recv(PIECE)
        except OSError as error:
            raise Ended from error
        if not got:
            raise Ended
        return got

    def head(self):
        """Up to and with the empty line."""
        while b"\r\n\r\n" not in self.buffer:
            assert len(self.buffer) < MAX_HEAD, self.buffer[:200]
            self.buffer += self.more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        return head + b"\r\n\r\n"

    def pieces(self, length):
        """So many bytes, as they come."""
        while length > 0:
            data = self.buffer or self.more()
            piece, self.buffer = data[:length], data[length:]
            length -= len(piece)
            yield piece

    def wait_for_end(self):
        """Hears all that still comes, and says nothing."""
        with contextlib.suppress(Ended):
            while True:
                self.more()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Ended from error

    def close(self, reset=False):
        with contextlib.suppress(OSError):
            if reset:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


def header(head, name):
    """Its value, or None."""
    found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)\r\n", head, re.IGNORECASE)
    return found[1].decode() if found else None


def body_length(head, method=None):
    """Of the message that this begins."""
    if method == "HEAD" or head.split(b" ", 2)[1] in (b"100", b"204", b"304"):
        return 0
    assert header(head, "Transfer-Encoding") is None, head
    return int(header(head, "Content-Length") or 0)


@dataclasses.dataclass
class Exchange:
    """One request and what came of it. Heads and sizes are what the sender had, whole or not."""
    number: int
    head: bytes
    length: int  # of its body
    came: int = 0  # of its body, from the station
    answer_head: bytes = b""
    answer_length: int = 0

    @property
    def method(self):
        return self.head.split(b" ", 1)[0].decode()

    @property
    def path(self):
        return self.head.split(b" ", 2)[1].decode()

    def __repr__(self):
        return f"{self.method} {self.path} {self.answer_head.split(b' ', 2)[1:2]}"


class Proxy:
    """plant: one of the wires that lie. to: gives the server's port at this moment."""

    def __init__(self, to, plant=None):
        self.to, self.plant = to, plant
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.streams, self.held = set(), []
        self.break_at(None)

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.forget()

    def break_at(self, what):
        """Counts anew, and lets this happen, once."""
        with self.lock:
            self.broken, self.fired, self.forgot = what, False, False
            self.exchanges = []
            self.offsets = collections.defaultdict(list)  # that the station was told, by upload

    def release(self):
        """What was held back comes now."""
        held, self.held = self.held, []
        for late in held:
            late.start()
        for late in held:
            late.join()

    def forget(self):
        """Closes what broken connections have left."""
        with self.lock:
            streams, self.streams = self.streams, set()
        for stream in streams:
            stream.close()

    @property
    def chunk_bytes(self):
        """Of uploads, as far as the station has sent them."""
        return sum(exchange.came for exchange in self.exchanges if exchange.method == "PATCH")

    # ---- connections ----

    def accept(self):
        while True:
            try:
                connected, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(Stream(connected),), daemon=True).start()

    def connect(self):
        stream = Stream(socket.create_connection(("127.0.0.1", self.to()), TIMEOUT))
        with self.lock:
            self.streams.add(stream)
        return stream

    def serve(self, station):
        try:
            server = self.connect()
        except OSError:
            station.close()
            return
        try:
            while True:
                self.exchange(station, server)
        except LeftOpen:
            pass
        except Ended:
            station.close()
            server.close()

    # ---- one request ----

    def exchange(self, station, server):
        head = station.head()
        with self.lock:
            exchange = Exchange(len(self.exchanges), head, body_length(head))
            self.exchanges.append(exchange)
        fault = self.broken if self.broken and self.broken.request == exchange.number else None
        Passage(self, station, server, exchange, fault).run()

    def note_offset(self, exchange, head):
        """What the station is told of an upload must hold from now on."""
        offset = header(head, "Upload-Offset")
        if offset is not None and exchange.method in ("PATCH", "HEAD"):
            with self.lock:
                self.offsets[exchange.path].append(int(offset))


class Passage:
    """One request on its way to the server, and its answer on the way back."""

    def __init__(self, proxy, station, server, exchange, fault):
        self.proxy, self.station, self.server = proxy, station, server
        self.exchange, self.fault = exchange, fault
        self.place = 0  # of the message that is passed on

    def run(self):
        kind = self.fault.kind if self.fault else None
        head = self.planted_request(self.exchange.head)
        if self.proxy.plant == ACKS_EARLY and self.exchange.method == "PATCH":
            self.acknowledge_early()
            return
        if kind in (TWICE, BESIDE, LATE):
            self.repeat(head, kind)
            return
        self.pass_on(self.server, head, answer=False)
        for piece in self.station.pieces(self.exchange.length):
            self.exchange.came += len(piece)
            self.pass_on(self.server, piece, answer=False)
        self.pass_answer_back()

    def pass_answer_back(self):
        head = self.planted_answer(self.server.head())
        self.exchange.answer_head = head
        self.exchange.answer_length = body_length(head, self.exchange.method)
        self.proxy.note_offset(self.exchange, head)
        self.place = 0
        self.pass_on(self.station, head, answer=True)
        for piece in self.server.pieces(self.exchange.answer_length):
            self.pass_on(self.station, piece, answer=True)
        if head.split(b" ", 2)[1] == b"100":
            self.pass_answer_back()

    def pass_on(self, to, data, answer):
        """These next bytes, with what is to happen to one of them."""
        fault = self.fault
        begin, self.place = self.place, self.place + len(data)
        if fault is None or fault.answer != answer or not begin <= fault.place < self.place:
            to.send(data)
            return
        self.proxy.fired = True
        at = fault.place - begin
        if fault.kind == FLIP:
            to.send(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
        elif fault.kind == SINGLY:
            for byte in data[at:at + SINGLE_BYTES]:
                to.send(bytes([byte]))
            to.send(data[at + SINGLE_BYTES:])
        elif fault.kind == DELAYED:
            threading.Event().wait(DELAY)
            to.send(data)
        else:
            self.end(to, data[:at])

    def end(self, to, last):
        with contextlib.suppress(Ended):
            to.send(last)
        if self.fault.kind == SILENT:
            self.station.wait_for_end()
        self.station.close(reset=self.fault.kind != CUT)
        if self.fault.kind in (HALF_OPEN, SILENT):
            raise LeftOpen
        self.server.close(reset=self.fault.kind == RESET)
        raise Ended

    # ---- requests that come twice, or late ----

    def repeat(self, head, kind):
        body = b"".join(self.station.pieces(self.exchange.length))
        self.exchange.came += len(body)
        self.proxy.fired = True
        copy = threading.Thread(target=self.ask_aside, args=(head + body,))
        if kind == BESIDE:
            copy.start()
        if kind == LATE:
            self.proxy.held.append(copy)
            self.station.close()
            raise Ended
        self.server.send(head + body)
        self.pass_answer_back()
        if kind == TWICE:
            copy.start()
        copy.join()

    def ask_aside(self, request):
        """Whatever is answered."""
        with contextlib.suppress(Ended, OSError):
            stream = self.proxy.connect()
            stream.send(request)
            stream.head()
            stream.close()

    # ---- wires that lie ----

    def planted_request(self, head):
        if self.proxy.plant == CHANGES_KEY and header(head, "Idempotency-Key"):
            key = f"00000000-0000-4000-8000-{self.exchange.number:012}"
            return re.sub(rb"(?i)\r\nIdempotency-Key: [^\r]*",
                          b"\r\nIdempotency-Key: " + key.encode(), head)
        return head

    def planted_answer(self, head):
        if self.proxy.plant == FORGETS_OFFSET and self.exchange.method == "HEAD" and \
                header(head, "Upload-Offset") != "0" and not self.proxy.forgot:
            self.proxy.forgot = True
            return re.sub(rb"(?i)\r\nUpload-Offset: [^\r]*", b"\r\nUpload-Offset: 0", head)
        return head

    def acknowledge_early(self):
        for piece in self.station.pieces(self.exchange.length):
            self.exchange.came += len(piece)
        offset = int(header(self.exchange.head, "Upload-Offset")) + self.exchange.length
        head = (f"HTTP/1.1 204 No Content\r\nTus-Resumable: 1.0.0\r\n"
                f"Upload-Offset: {offset}\r\n\r\n").encode()
        self.exchange.answer_head = head
        self.proxy.note_offset(self.exchange, head)
        self.station.send(head)

"""The loopback server, asked by a real HTTP client."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.streams import MAX_CONNECTIONS, BadRequest, FileRange, Inline, StreamServer, parse_range
from models.core.errors import NotAllowed
from tests.support.logfail import ExpectLog

DATA = bytes(range(256)) * 8192  # 2 MiB: more than a socket buffer


class Shelf:
    """A source with a text, a slice of a file, and every way to fail."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def resolve(self, path: str) -> Inline | FileRange | None:
        match path:
            case "list of.txt":
                return Inline(b"hello world", "text/plain")
            case "slice":
                return FileRange(self.path, 1000, len(DATA) - 1000, "video/mp4")
            case "gone":
                return FileRange(self.path.with_name("gone"), 0, 5, "video/mp4")
            case "short":
                return FileRange(self.path, 0, len(DATA) + 1, "video/mp4")
            case "private":
                raise NotAllowed("no")
            case "bug":
                raise ZeroDivisionError
        return None


@pytest.fixture
def server() -> Iterator[StreamServer]:
    server = StreamServer()
    yield server
    server.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "streams"]


@pytest.fixture
def address(server: StreamServer, tmp_path: Path) -> str:
    (tmp_path / "blob").write_bytes(DATA)
    return server.add(Shelf(tmp_path / "blob"))


@pytest.fixture
def client(address: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 0, timeout=10)
    yield connection
    connection.close()


def ask(
    client: http.client.HTTPConnection, url: str, method: str = "GET", **headers: str
) -> tuple[int, bytes, http.client.HTTPMessage]:
    client.request(method, urlsplit(url).path, headers=headers)
    response = client.getresponse()
    return response.status, response.read(), response.headers


def test_it_starts_with_the_first_source_and_not_before() -> None:
    server = StreamServer()
    assert not server.running
    server.add(Shelf(Path("/")))
    assert server.running
    server.close()
    assert not server.running
    with pytest.raises(RuntimeError):
        server.add(Shelf(Path("/")))


def test_text_and_files_come_whole_over_one_kept_connection(
    client: http.client.HTTPConnection, address: str
) -> None:
    status, body, headers = ask(client, address + "list%20of.txt")
    assert (status, body, headers["Content-Type"]) == (200, b"hello world", "text/plain")
    local = client.sock.getsockname()
    status, body, headers = ask(client, address + "slice")
    assert (status, headers["Content-Type"], headers["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert body == DATA[1000:]
    assert client.sock.getsockname() == local


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-99", 10, 100),
        ("bytes=2000000-", 2000000, None),
        ("bytes=-7", -7, None),
    ],
)
def test_a_range_is_a_part_of_the_slice(
    client: http.client.HTTPConnection, address: str, asked: str, start: int, stop: int | None
) -> None:
    whole = DATA[1000:]
    status, body, headers = ask(client, address + "slice", Range=asked)
    assert (status, body) == (206, whole[start:stop])
    first = start % len(whole)
    assert headers["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(whole)}"


def test_a_range_outside_is_refused_and_the_connection_lives(
    client: http.client.HTTPConnection, address: str
) -> None:
    status, body, headers = ask(client, address + "list%20of.txt", Range="bytes=11-")
    assert (status, body, headers["Content-Range"]) == (416, b"", "bytes */11")
    assert ask(client, address + "list%20of.txt", Range="bytes=6-")[1] == b"world"


def test_head_sends_the_length_and_no_body(client: http.client.HTTPConnection, address: str) -> None:
    status, body, headers = ask(client, address + "slice", "HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(DATA) - 1000))
    assert ask(client, address + "list%20of.txt")[1] == b"hello world"


def test_without_the_token_nothing_is_told(client: http.client.HTTPConnection, address: str) -> None:
    token, name = urlsplit(address).path.strip("/").split("/")
    for path in (
        "/",
        "/list of.txt",
        f"/{name}/slice",
        f"/{token[:-1]}x/{name}/slice",
        f"/{token[:-1]}/{name}/slice",
    ):
        assert ask(client, path.replace(" ", "%20"))[0] == 403


@pytest.mark.parametrize(("path", "status"), [("none", 404), ("private", 403)])
def test_what_cannot_be_served_has_its_status(
    client: http.client.HTTPConnection, address: str, path: str, status: int
) -> None:
    assert ask(client, address + path)[0] == status
    assert ask(client, address + "list%20of.txt")[0] == 200


@pytest.mark.parametrize(
    ("path", "status", "told", "level"),
    [("gone", 404, "cannot be opened", logging.WARNING), ("bug", 500, "failed at 'bug'", logging.ERROR)],
)
def test_what_fails_to_be_served_is_logged_too(
    client: http.client.HTTPConnection,
    address: str,
    path: str,
    status: int,
    told: str,
    level: int,
    expect_log: ExpectLog,
) -> None:
    with expect_log("app.kernel.streams", told, level=level):
        assert ask(client, address + path)[0] == status
    assert ask(client, address + "list%20of.txt")[0] == 200


def test_a_removed_source_is_not_found(
    server: StreamServer, client: http.client.HTTPConnection, address: str
) -> None:
    server.remove(address)
    assert ask(client, address + "slice")[0] == 404


def test_a_file_shorter_than_promised_breaks_off(
    client: http.client.HTTPConnection, address: str, expect_log: ExpectLog
) -> None:
    with (
        expect_log("app.kernel.streams", "ended after", level=logging.ERROR),
        pytest.raises((http.client.IncompleteRead, ConnectionError)),
    ):
        ask(client, address + "short")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"POST / HTTP/1.1\r\n\r\n", b"405"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/2\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_a_bad_request_is_refused_and_the_connection_closed(address: str, raw: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=10) as peer:
        peer.sendall(raw)
        reply = b""
        try:
            while piece := peer.recv(4096):
                reply += piece
        except ConnectionResetError:  # unread input is left when an over-long head is refused
            assert reply
    assert reply.split()[1] == status
    assert reply.endswith(b"\r\n\r\n")


def test_many_at_once_get_their_own_bytes(address: str) -> None:
    def one(number: int) -> bool:
        parts = urlsplit(address)
        client = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=20)
        first = number * 1000
        status, body, _ = ask(client, address + "slice", Range=f"bytes={first}-")
        client.close()
        return status == 206 and body == DATA[1000 + first :]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(24)))


def test_too_many_connections_are_turned_away(address: str) -> None:
    place = ("127.0.0.1", urlsplit(address).port or 0)
    peers = [socket.create_connection(place, timeout=10) for _ in range(MAX_CONNECTIONS)]
    try:
        for peer in peers:  # answered: so the server has counted them all
            peer.sendall(b"GET /x HTTP/1.1\r\n\r\n")
            assert b"403" in peer.recv(4096)
        with socket.create_connection(place, timeout=10) as late:
            assert b"503" in late.recv(4096)
    finally:
        for peer in peers:
            peer.close()


def test_close_does_not_wait_for_a_slow_reader(server: StreamServer, address: str) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=10) as peer:
        peer.sendall(f"GET {urlsplit(address).path}slice HTTP/1.1\r\n\r\n".encode())
        assert peer.recv(10)
        server.close()
        assert not server.running


@given(
    header=st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True),
    size=st.integers(0, 5000),
)
def test_a_parsed_range_lies_inside(header: str, size: int) -> None:
    try:
        found = parse_range(header, size)
    except BadRequest as error:
        assert error.status == 416
        return
    if found:
        offset, length = found
        assert 0 <= offset < size
        assert 0 < length <= size - offset

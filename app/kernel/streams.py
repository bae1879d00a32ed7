"""Media over HTTP on the loopback address, for players that only take an address.

libvlc plays a ladder of renditions only through HLS, and HLS only over HTTP. So the app serves its own
player: on 127.0.0.1, on a port the system chooses, behind a random token that only this process knows.
The server knows nothing of video; what it serves is registered as a `Source`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import secrets
import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from models.core.errors import NotAllowed, NotFound, PersonError

log = logging.getLogger(__name__)

MAX_HEAD = 16 * 1024
MAX_CONNECTIONS = 64
IDLE_SECONDS = 30.0
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Inline:
    """A small answer that is made in memory, such as a playlist."""

    data: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class FileRange:
    """`length` bytes of a file from `offset`: what is served as a whole (a client may ask a part of it)."""

    path: Path
    offset: int
    length: int
    content_type: str


class Source(Protocol):
    """What answers the paths below one registered address."""

    def resolve(self, path: str) -> Inline | FileRange | None:
        """The content of `path` (no leading slash, percent-decoded), or None where there is none.

        Called on the server's thread, which every open stream shares: it must be quick. May raise
        `NotFound` or `NotAllowed`.
        """


@dataclass(frozen=True, slots=True)
class Request:
    """The head of one HTTP/1.1 request; `headers` has lower-case names."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def keep_alive(self) -> bool:
        return self.headers.get("connection", "").lower() != "close"


class BadRequest(Exception):
    """The request is answered with `status` and the connection is closed."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def parse_request(head: bytes) -> Request:
    """Parse the bytes up to and with the empty line (RFC 9112); raises `BadRequest`."""
    try:
        first, *lines = head.decode("ascii").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError as error:
        raise BadRequest(HTTPStatus.BAD_REQUEST) from error
    if not version.startswith("HTTP/1."):
        raise BadRequest(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequest(HTTPStatus.BAD_REQUEST)
        headers[name.lower()] = value.strip()
    if version == "HTTP/1.0":
        headers["connection"] = "close"
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return Request(method, unquote(urlsplit(target).path), headers)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The (offset, length) that a `Range` header asks of `size` bytes; None: all of it.

    Several ranges or a malformed header count as no header (RFC 9110, 14.2). Raises `BadRequest` 416
    where nothing of the range exists.
    """
    unit, _, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    numbers_only = all(part == "" or (part.isascii() and part.isdigit()) for part in (first, last))
    if unit.strip().lower() != "bytes" or not dash or not numbers_only or not (first or last):
        return None
    if not first:
        start, end = max(0, size - int(last)), size - 1
        satisfiable = int(last) > 0 and size > 0
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < start:
            return None
        satisfiable = start < size
    if not satisfiable:
        raise BadRequest(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    return start, end - start + 1


class StreamServer:
    """Serves registered sources over HTTP/1.1 (GET and HEAD, ranges, keep-alive) from one thread.

    The thread starts with the first source that is added; `close` ends it and every connection. All
    methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._token = secrets.token_urlsafe(32)
        self._sources: dict[str, Source] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0
        self._closed = False

    def add(self, source: Source) -> str:
        """Register `source` and return its address, ending in a slash; starts the server when needed.

        Raises OSError when no loopback port can be had.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the stream server is closed")
            if self._thread is None:
                self._start()
            name = secrets.token_hex(4)
            self._sources[name] = source
        return f"http://{HOST}:{self._port}/{self._token}/{name}/"

    def remove(self, address: str) -> None:
        """Forget the source at `address`; what is being sent of it is still sent to its end."""
        with self._lock:
            self._sources.pop(address.rstrip("/").rpartition("/")[2], None)

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Drop every connection and end the thread; returns when it is gone. Harmless when repeated."""
        with self._lock:
            self._closed = True
            thread, loop, stop = self._thread, self._loop, self._stop
        if thread and thread.is_alive() and loop and stop:
            loop.call_soon_threadsafe(stop.set)
            thread.join()

    def _start(self) -> None:
        ready = threading.Event()
        failure: list[OSError] = []

        def run() -> None:
            try:
                asyncio.run(self._serve(ready))
            except OSError as error:
                failure.append(error)
            finally:
                ready.set()

        thread = threading.Thread(target=run, name="streams", daemon=True)
        thread.start()
        ready.wait()
        if failure:
            thread.join()
            raise failure[0]
        self._thread = thread

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, HOST, 0, limit=MAX_HEAD)
        self._port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it closes, errs or falls silent."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            try:
                await self._answer_all(reader, writer)
            except BadRequest as error:
                await _send(writer, error.status, b"", keep_alive=False)
            finally:
                writer.close()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) > MAX_CONNECTIONS:
            raise BadRequest(HTTPStatus.SERVICE_UNAVAILABLE)
        while True:
            try:
                async with asyncio.timeout(IDLE_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.LimitOverrunError as error:
                raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from error
            request = parse_request(head)
            await self._answer(request, writer)
            if not request.keep_alive:
                return

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.method not in ("GET", "HEAD"):
            raise BadRequest(HTTPStatus.METHOD_NOT_ALLOWED)
        status, content = self._find(request.path)
        if content is None:
            await _send(writer, status, b"", keep_alive=request.keep_alive)
            return
        with contextlib.ExitStack() as stack:
            file: BinaryIO | None = None
            if isinstance(content, FileRange):
                try:
                    file = stack.enter_context(content.path.open("rb"))
                except OSError:
                    log.warning(
                        "a file that is being streamed cannot be opened: %s", content.path, exc_info=True
                    )
                    await _send(writer, HTTPStatus.NOT_FOUND, b"", keep_alive=request.keep_alive)
                    return
            await _send_content(writer, request, content, file)

    def _find(self, path: str) -> tuple[HTTPStatus, Inline | FileRange | None]:
        token, _, rest = path.removeprefix("/").partition("/")
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return HTTPStatus.FORBIDDEN, None
        name, _, rest = rest.partition("/")
        source = self._sources.get(name)
        try:
            content = source.resolve(rest) if source else None
        except NotAllowed:
            return HTTPStatus.FORBIDDEN, None
        except NotFound:
            return HTTPStatus.NOT_FOUND, None
        except PersonError:
            log.warning("a stream is not available", exc_info=True)
            return HTTPStatus.SERVICE_UNAVAILABLE, None
        except Exception:
            log.exception("a stream source failed at %r", rest)
            return HTTPStatus.INTERNAL_SERVER_ERROR, None
        return (HTTPStatus.OK, content) if content else (HTTPStatus.NOT_FOUND, None)


async def _send(writer: asyncio.StreamWriter, status: HTTPStatus, body: bytes, *, keep_alive: bool) -> None:
    writer.write(_head(status, {"Content-Length": str(len(body))}, keep_alive) + body)
    await writer.drain()


def _head(status: HTTPStatus, headers: dict[str, str], keep_alive: bool) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += ["Cache-Control: no-store", f"Connection: {'keep-alive' if keep_alive else 'close'}", "", ""]
    return "\r\n".join(lines).encode("ascii")


async def _send_content(
    writer: asyncio.StreamWriter, request: Request, content: Inline | FileRange, file: BinaryIO | None
) -> None:
    size = len(content.data) if isinstance(content, Inline) else content.length
    headers = {"Content-Type": content.content_type, "Accept-Ranges": "bytes"}
    status, start, length = HTTPStatus.OK, 0, size
    try:
        wanted = parse_range(request.headers["range"], size) if "range" in request.headers else None
    except BadRequest as error:
        headers |= {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        writer.write(_head(error.status, headers, request.keep_alive))
        await writer.drain()
        return
    if wanted:
        status = HTTPStatus.PARTIAL_CONTENT
        start, length = wanted
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    writer.write(_head(status, headers | {"Content-Length": str(length)}, request.keep_alive))
    if request.method == "GET" and isinstance(content, Inline):
        writer.write(content.data[start : start + length])
    await writer.drain()
    if request.method == "GET" and isinstance(content, FileRange) and file and length:
        await _send_file(writer, file, content.offset + start, length)


async def _send_file(writer: asyncio.StreamWriter, file: BinaryIO, offset: int, length: int) -> None:
    """Hand the bytes to the kernel (sendfile), or copy them where it cannot."""
    sent = await asyncio.get_running_loop().sendfile(writer.transport, file, offset, length, fallback=True)
    if sent != length:  # the file is shorter than its index says: the promised length cannot be kept
        log.error("a streamed file ended after %d of %d bytes at %d", sent, length, offset)
        writer.transport.abort()
        raise ConnectionAbortedError

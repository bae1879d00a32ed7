"""An exchange on the loopback: Binance's public interface, REST and WebSocket, playing a capture."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.captures import apply_plainly

_SYMBOL = {
    "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8,
    "quoteAsset": "USDT", "quotePrecision": 8, "quoteAssetPrecision": 8, "orderTypes": ["LIMIT"],
    "permissions": ["SPOT"],
    "permissionSets": [["SPOT"]], "isSpotTradingAllowed": True, "isMarginTradingAllowed": False,
    "filters": [
        {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000", "tickSize": "0.01"},
        {"filterType": "LOT_SIZE", "minQty": "0.00001", "maxQty": "9000", "stepSize": "0.00001"},
    ],
}  # fmt: skip


class Stub:
    """Plays the messages of a capture once somebody listens, each when `go` has let it."""

    def __init__(self, messages: Sequence[dict[str, Any]], *, pause_s: float = 0.0) -> None:
        self.messages = list(messages)
        self.played = 0
        self.skip: set[int] = set()
        self.refuse = 0
        self.hang_up_at: set[int] = set()
        self.requests: list[str] = []
        self.address = ""
        snapshot = next(each for each in messages if "lastUpdateId" in each)
        self.bids: dict[str, str] = dict(snapshot["bids"])
        self.asks: dict[str, str] = dict(snapshot["asks"])
        self.last: int = snapshot["lastUpdateId"]
        self.pause_s = pause_s
        self.all_played = threading.Event()
        self.streams = True
        self._listeners: list[tuple[web.WebSocketResponse, set[str]]] = []

    @property
    def asking(self) -> dict[str, Any]:
        """The same for an exchange that has no streams: it is asked in turns."""
        self.streams = False
        return self.settings | {
            "has": {"watchOrderBook": False, "watchTrades": False, "watchOHLCV": False}, "rateLimit": 1,
        }  # fmt: skip

    @property
    def settings(self) -> dict[str, Any]:
        """What ccxt's binance is to be told to come here."""
        http = f"http://{self.address}/api/v3"
        return {
            "urls": {"api": {"public": http, "private": http, "ws": {"spot": f"ws://{self.address}/ws"}}},
            "options": {"fetchMarkets": {"types": ["spot"]}, "fetchCurrencies": False, "defaultType": "spot"},
        }

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/v3/exchangeInfo", self._info)
        app.router.add_get("/api/v3/depth", self._depth)
        app.router.add_get("/api/v3/klines", self._bars)
        app.router.add_get("/api/v3/trades", self._trades)
        app.router.add_get("/api/v3/aggTrades", self._trades)
        app.router.add_get("/ws/{stream}", self._listen)
        return app

    async def _info(self, request: web.Request) -> web.Response:
        self.requests.append("exchangeInfo")
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=503, text="busy")
        return web.json_response({"timezone": "UTC", "serverTime": 1, "rateLimits": [], "symbols": [_SYMBOL]})

    async def _depth(self, request: web.Request) -> web.Response:
        self.requests.append("depth")
        return web.json_response(
            {"lastUpdateId": self.last, "bids": list(self.bids.items()), "asks": list(self.asks.items())}
        )

    async def _trades(self, request: web.Request) -> web.Response:
        """All that were played: asked for in turns, each comes again and again."""
        self.requests.append("trades")
        played = (
            m["data"] for m in self.messages[: self.played + 1] if m.get("data", {}).get("e") == "trade"
        )
        return web.json_response(
            [{"a": d["t"], "id": d["t"], "p": d["p"], "price": d["p"], "q": d["q"], "qty": d["q"],
              "T": 1_723_161_240_000, "time": 1_723_161_240_000, "m": d["m"], "isBuyerMaker": d["m"]}
             for d in played]
        )  # fmt: skip

    async def _bars(self, request: web.Request) -> web.Response:
        return web.json_response([[1_723_161_240_000, "1", "3", "0.5", "2", "7.5", 1, "0", 1, "0", "0", "0"]])

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        wanted: set[str] = set()
        self._listeners.append((socket, wanted))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                asked = json.loads(message.data)
                wanted |= {name.split("@")[1] for name in asked.get("params", ())}
                await socket.send_json({"result": None, "id": asked["id"]})
        self._listeners.remove((socket, wanted))
        return socket

    async def play(self) -> None:
        """Everything, once the book and the trades are both listened to and a snapshot was taken."""
        while not self._awaited():
            await asyncio.sleep(0.005)
        for number, message in enumerate(self.messages):
            data = message.get("data")
            kind = {"depthUpdate": "depth", "trade": "trade"}.get((data or {}).get("e", ""))
            if data is None or kind is None:
                continue
            self.played = number
            if kind == "depth":
                self._keep(data)
                if number in self.skip:
                    continue
            if number in self.hang_up_at:
                for socket, _ in list(self._listeners):
                    await socket.close()
            for socket, wanted in list(self._listeners):
                if kind in wanted and not socket.closed:
                    await socket.send_json(data)
            await asyncio.sleep(self.pause_s)
        self.all_played.set()

    def _awaited(self) -> bool:
        if not self.streams:
            return {"depth", "trades"} <= set(self.requests)
        return {"depth", "trade"} <= {name for _, wanted in self._listeners for name in wanted}

    def _keep(self, data: dict[str, Any]) -> None:
        """Keep the own book."""
        if data["u"] > self.last:
            self.last = data["u"]
            apply_plainly(self.bids, data["b"])
            apply_plainly(self.asks, data["a"])


@contextmanager
def stub_exchange(messages: Sequence[dict[str, Any]], *, pause_s: float = 0.0) -> Iterator[Stub]:
    """The stub on a thread of its own, at `address` (host:port)."""
    stub = Stub(messages, pause_s=pause_s)
    ready, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        runner = web.AppRunner(stub.application(), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        stub.address = f"127.0.0.1:{runner.addresses[0][1]}"
        loops.append(asyncio.get_running_loop())
        playing = asyncio.create_task(stub.play())
        ready.set()
        await stop.wait()
        playing.cancel()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="stub exchange")
    thread.start()
    assert ready.wait(10)
    try:
        yield stub
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()

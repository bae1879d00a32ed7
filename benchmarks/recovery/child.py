"""What is killed: an exchange behind the real gateway, with customers who send as fast as they are answered.

Reads one line of JSON (folder, space, people, seed, settle) and then writes a line for each acknowledgement,
from the thread that gives it and as it is given: what the command was, and what was said. Customers first
send again what was decided last, as one does who has not heard the answer. With `settle` nothing new is
begun: it says `quiet` when nothing is left that waits.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication
from sqlalchemy import func, select

from app.kernel.gateway import Gateway
from app.kernel.opening import open_record
from app.kernel.paths import prepare
from app.kernel.tasks import Home
from benchmarks.recovery.market import Customer, Founded
from models.core.database import Connection, Engine
from models.core.dispatcher import Dispatcher, Verdict
from models.core.registry import REGISTRY, Command, complete
from models.core.tables import CommandLog, FollowUp
from models.trading.own_queries import OpenOrders

AT_ONCE = 4
"""Commands of a customer that wait for their answer."""

AGAIN = 20
"""Commands that are sent once more."""


def tell(line: str) -> None:
    """One line to the parent, whole or not at all."""
    try:
        os.write(1, f"{line}\n".encode())
    except BrokenPipeError:  # nobody listens any more
        os._exit(1)


def acknowledge(command: Command, verdict: Verdict) -> None:
    """What a customer hears."""
    said = {
        "kind": type(command).__name__,
        "space": str(command.space_id),
        "id": str(command.id),
        "status": verdict.status.value,
        "number": verdict.number,
        "result": verdict.result,
        "about": getattr(command, "number", 0),
    }
    tell(json.dumps(said))


def submit(gateway: Gateway, command: Command, customer: Customer | None, free: threading.Semaphore) -> None:
    """Send a command; whoever gives the answer also tells it."""
    free.acquire()
    future = gateway.submit(command)

    def answered(_: Any) -> None:
        verdict = future.result()
        acknowledge(command, verdict)
        if customer is not None:
            customer.hear(verdict)
        free.release()

    future.add_done_callback(answered)


def trade(gateway: Gateway, customer: Customer) -> None:
    """For ever."""
    free = threading.Semaphore(AT_ONCE)
    while True:
        submit(gateway, customer.next(), customer, free)


def decided_last(connection: Connection) -> list[Command]:
    """The newest commands of the log that may be sent again."""
    newest = select(CommandLog.name, CommandLog.payload).order_by(CommandLog.now.desc()).limit(AGAIN)
    with connection.begin():
        rows = connection.execute(newest).all()
    return [REGISTRY.commands[row.name].decode(row.payload) for row in rows]


def left(readers: Engine) -> int:
    """Follow-ups that have not run."""
    with readers.connect() as connection, connection.begin():
        return int(connection.execute(select(func.count()).select_from(FollowUp)).scalar() or 0)


def settle(gateway: Gateway, readers: Engine, market: Founded) -> None:
    """Go on until nothing is left: a follow-up that has run is struck off by the next run."""
    customer, free = Customer(market, market.people[0], random.Random(0), []), threading.Semaphore()
    while left(readers):
        submit(gateway, customer.expire(), None, free)
    with free:  # the last one was answered
        tell("quiet")


def main() -> None:
    complete()
    tell("warm")
    asked = json.loads(sys.stdin.readline())
    application = QCoreApplication([])
    market = Founded(UUID(asked["space"]), tuple(map(UUID, asked["people"])))
    record = open_record(prepare(Path(asked["folder"])), lambda _: None)
    gateway = Gateway(record.writer, record.readers, Dispatcher(), Home())
    if asked["settle"]:
        threading.Thread(target=settle, args=(gateway, record.readers, market), daemon=True).start()
        application.exec()
        return
    with record.readers.connect() as connection:
        again = decided_last(connection)
    free = threading.Semaphore(AT_ONCE)
    for command in again:
        submit(gateway, command, None, free)
    for n, account in enumerate(market.people):
        mine = gateway.ask_now(OpenOrders(actor=account, space_id=market.space))
        open_ = [order.number for order in reversed(mine)]
        customer = Customer(market, account, random.Random(asked["seed"] * 100 + n), open_)
        threading.Thread(target=trade, args=(gateway, customer), daemon=True).start()
    application.exec()


if __name__ == "__main__":
    main()

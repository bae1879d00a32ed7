"""A child for the trace of system calls: the real gateway, and `ack N` on standard output for each answer.

Arguments: the record, and what `synchronous` is to be (FULL is what the application has).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from sqlalchemy import event

from app.kernel.gateway import Gateway
from app.kernel.tasks import Home
from models.core.database import read_engine, write_engine
from models.core.dispatcher import Dispatcher
from models.core.ids import new_id
from tests.support.toy import NOW, OWNER, REGISTRY, SPACES, Work

ACKNOWLEDGEMENTS = 20


def main(path: Path, synchronous: str) -> None:
    application = QCoreApplication([])
    writer = write_engine(path)
    if synchronous != "FULL":
        event.listen(writer, "connect", lambda driver, _: driver.execute(f"PRAGMA synchronous={synchronous}"))
    gateway = Gateway(writer, read_engine(path), Dispatcher(REGISTRY), Home())
    for n in range(ACKNOWLEDGEMENTS):
        command = Work(id=new_id(), space_id=SPACES[0], actor=OWNER, at=NOW, steps=(("add", 1, 1),))
        if gateway.submit(command).result().ok:
            os.write(1, f"ack {n}\n".encode())
    gateway.close()
    application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

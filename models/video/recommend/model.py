"""What was learnt, in one memory-mapped file, and the scores it gives.

The file can be thrown away at any time: it is made again from the record. It begins with eight bytes, the
length of a JSON header, and the header: up to which change of the record it is valid, when it was made, and
where each array lies. Videos are in the order in which they were counted; the first of them have neighbours.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from models.core.files import fsync_folder
from models.video.recommend.ease import Neighbours
from models.video.recommend.words import Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Indices = NDArray[np.int32]

_MAGIC = b"NONETREC"
VERSION = 1
_ALIGN = 64
_LONGEST_HEADER = 1 << 16


@dataclass(frozen=True)
class Model:
    """`videos` and `channels` are n × 16 bytes, `popular` is 0-1, `documents` counts videos by word bucket.

    `change` is the sum of the change numbers of all spaces up to which it knows the record.
    """

    change: int
    made_at: datetime
    people: int
    videos: NDArray[np.uint8]
    channels: NDArray[np.uint8]
    neighbours: Neighbours
    popular: Floats
    words: Vectors
    documents: Indices

    def __len__(self) -> int:
        return len(self.videos)

    @cached_property
    def index(self) -> Mapping[UUID, int]:
        """The place of a video."""
        return {self.video(n): n for n in range(len(self))}

    def video(self, n: int) -> UUID:
        return UUID(bytes=self.videos[n].tobytes())

    def place(self, n: int) -> tuple[UUID, UUID]:
        """(channel, video)"""
        return UUID(bytes=self.channels[n].tobytes()), self.video(n)


def together(
    neighbours: Neighbours, known: Indices, strength: Floats, items: int
) -> tuple[Floats, Indices, Floats]:
    """The scores of all items for somebody who knows these so well; and each single contribution: to which
    item, and how much, `kept` of them for each known item in turn. Items without neighbours give nothing."""
    import numpy as np

    near = neighbours.near[known].ravel()
    parts = (neighbours.weight[known] * strength[:, None]).ravel()
    scores = np.bincount(near, weights=parts, minlength=items).astype(np.float32)
    return scores, near, parts


def write(model: Model, path: Path) -> None:
    """Put the file in place at once: whoever has the old one mapped goes on with it."""
    import numpy as np

    arrays = {name: np.ascontiguousarray(array) for name, array in _arrays(model).items()}
    places: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in arrays.items():
        start = -(-end // _ALIGN) * _ALIGN
        places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "at": start}
        end = start + array.nbytes
    header = json.dumps(
        {
            "version": VERSION,
            "change": model.change,
            "made_at": model.made_at.isoformat(),
            "people": model.people,
            "arrays": places,
        }
    ).encode()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
            base = _base(len(header))
            for name, array in arrays.items():
                file.seek(base + places[name]["at"])
                file.write(array.tobytes())
            file.truncate(base + end)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def read(path: Path) -> Model | None:
    """The model in a file, memory-mapped; None where there is none, or none of this version."""
    import numpy as np

    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return None
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(min(size, _LONGEST_HEADER)))
        if header["version"] != VERSION:
            return None
        data = np.asarray(np.memmap(path, np.uint8, "r"))  # a plain array: slices of a memmap are slow
        base = _base(size)
        arrays = {
            name: _view(data, base + entry["at"], np.dtype(entry["dtype"]), entry["shape"])
            for name, entry in header["arrays"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Model(
        change=header["change"],
        made_at=datetime.fromisoformat(header["made_at"]),
        people=header["people"],
        videos=arrays["videos"],
        channels=arrays["channels"],
        neighbours=Neighbours(arrays["near"], arrays["weight"]),
        popular=arrays["popular"],
        words=Vectors(arrays["starts"], arrays["terms"], arrays["values"]),
        documents=arrays["documents"],
    )


def _view(data: NDArray[np.uint8], at: int, dtype: np.dtype[Any], shape: Sequence[int]) -> NDArray[Any]:
    size = dtype.itemsize
    for length in shape:
        size *= length
    part = data[at : at + size]
    if len(part) != size:
        raise ValueError("the file is too short")
    return part.view(dtype).reshape(shape)


def _base(header: int) -> int:
    return -(-(len(_MAGIC) + 8 + header) // _ALIGN) * _ALIGN


def _arrays(model: Model) -> dict[str, NDArray[Any]]:
    return {
        "videos": model.videos,
        "channels": model.channels,
        "near": model.neighbours.near,
        "weight": model.neighbours.weight,
        "popular": model.popular,
        "starts": model.words.starts,
        "terms": model.words.terms,
        "values": model.words.values,
        "documents": model.documents,
    }


class ModelFile:
    """Where the newest model is. `newest` maps it again when another has been put there. From any thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[tuple[int, int], Model | None] | None = None

    def newest(self) -> Model | None:
        """The model as it is now; None before the first one was made."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        known = self._known
        if known is None or known[0] != stamp:
            known = self._known = (stamp, read(self.path))
        return known[1]

    def publish(self, model: Model) -> None:
        """Put a new model in the place of the old one."""
        write(model, self.path)


class NoModel(ModelFile):
    """Where nothing is learnt: words, popularity and age are all there is to go by."""

    def __init__(self) -> None:
        super().__init__(Path())

    def newest(self) -> Model | None:
        return None

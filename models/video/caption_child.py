"""The child that reads foreign captions: `python -m models.video.caption_child IN OUT` → one JSON line.

IN is UTF-8, SubRip or WebVTT; OUT becomes a WebVTT file as ours are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from models.core.errors import Invalid
from models.video.cues import MAX_BYTES, parse, write_vtt


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    result: dict[str, object]
    try:
        cues = parse(source.read_text(encoding="utf-8"))
        data = write_vtt(cues).encode()
        result = {"cues": len(cues)} if len(data) <= MAX_BYTES else {"refused": "large"}
        target.write_bytes(data[:MAX_BYTES])
    except Invalid as error:
        result = {"refused": error.field}
    print(json.dumps({"result": result}), flush=True)


if __name__ == "__main__":
    main()

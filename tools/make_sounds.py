"""Make the sounds of notices, from sine waves: `python tools/make_sounds.py`.

They are ours, under the licence of the rest. What comes out is the same each time.
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE = 22_050
FOLDER = Path(__file__).resolve().parents[1] / "resources" / "sounds"
Note = tuple[float, float, float]
"""When it begins and how fast it fades (seconds), and its frequency (Hz)."""

SOUNDS: dict[str, tuple[float, list[Note]]] = {
    "alert": (0.7, [(0.0, 0.16, 783.99), (0.14, 0.28, 1174.66)]),  # G5, D6: it rises, it is urgent
    "fill": (0.45, [(0.0, 0.18, 659.26), (0.0, 0.12, 1318.51)]),  # E5 and its octave: it is done
}


def samples(seconds: float, notes: list[Note]) -> list[int]:
    """16-bit samples; every note swells within 4 ms, so that nothing clicks, and fades away."""
    count = int(seconds * RATE)
    mixed = [0.0] * count
    for begins, fades, frequency in notes:
        for n in range(int(begins * RATE), count):
            t = n / RATE - begins
            loud = min(1.0, t / 0.004) * math.exp(-t / fades)
            mixed[n] += loud * math.sin(2 * math.pi * frequency * t)
    peak = max(map(abs, mixed))
    tail = int(0.02 * RATE)
    ends = (min(1.0, (count - n) / tail) for n in range(count))
    return [round(value / peak * 0.5 * 32_767 * end) for value, end in zip(mixed, ends, strict=True)]


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (seconds, notes) in SOUNDS.items():
        made = samples(seconds, notes)
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(made)}h", *made))


if __name__ == "__main__":
    main()

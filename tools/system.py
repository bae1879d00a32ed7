"""What Nonet needs of the operating system, how to see whether it is there, and how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_PLUGIN_FOLDERS = ("/usr/lib/*/vlc/plugins", "/usr/lib/vlc/plugins", "/usr/lib64/vlc/plugins")
_CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing of the system: how it is recognised, and what each package manager calls what brings it."""

    sign: str  # "lib:NAME" (a shared library), "program:NAME", "vlc:PLUGIN", "font:", "certificates:"
    apt: str
    dnf: str
    pacman: str

    def is_there(self, libraries: frozenset[str]) -> bool:
        kind, name = self.sign.split(":")
        if kind == "lib":
            return name in libraries
        if kind == "program":
            return shutil.which(name) is not None
        if kind == "vlc":
            return any(any(_glob(folder, name)) for folder in _PLUGIN_FOLDERS)
        if kind == "certificates":
            return any(Path(file).exists() for file in _CERTIFICATES)
        return any(any(_glob(folder, "**/*.[to]tf")) for folder in _FONT_FOLDERS)


WINDOW = (
    Need("lib:libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Need("lib:libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Need("lib:libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Need("lib:libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    Need("lib:libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Need("lib:libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Need("lib:libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    Need("lib:libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Need("lib:libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Need("lib:libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Need("lib:libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Need("lib:libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Need("lib:libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil"),
    Need("lib:libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Need("lib:libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
    Need("lib:libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
    Need("lib:libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl", "wayland"),
    Need("certificates:", "ca-certificates", "ca-certificates", "ca-certificates"),  # for pip
    Need("font:", "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu"),
)
VIDEO = (
    Need("lib:libvlc.so.5", "libvlc5", "vlc-libs", "vlc"),
    Need("vlc:codec/libavcodec_plugin.so", "vlc-plugin-base", "vlc-plugins-base", "vlc-plugin-ffmpeg"),
    Need("vlc:video_output/libxcb_x11_plugin.so", "vlc-plugin-video-output", "vlc-plugins-video-out", "vlc"),
    Need("program:bwrap", "bubblewrap", "bubblewrap", "bubblewrap"),
)
VIRTUAL_SCREEN = (
    Need("program:Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    Need("program:xvfb-run", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    Need("program:xauth", "xauth", "xorg-x11-xauth", "xorg-xauth"),
)
CHECKS = (
    Need("program:git", "git", "git", "git"),
    Need("program:strace", "strace", "strace", "strace"),  # what is acknowledged is on the disk
    Need("program:dbus-daemon", "dbus", "dbus-daemon", "dbus"),  # what the desktop is told
)

_INSTALL = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed",
}


class Missing(Exception):
    """Something is not there and could not be installed; the text says what to do."""


def has_display() -> bool:
    """Whether a window can be opened where a person sees it."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing(needs: Iterable[Need]) -> list[Need]:
    """Those of `needs` that are not there, by looking at the machine itself and not at its package lists."""
    libraries = _shared_libraries()
    return [need for need in needs if not need.is_there(libraries)]


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing through apt, said first; where that cannot be done here, say what to install.

    Raises Missing when nothing would work without it. Without the parts of VIDEO Nonet opens and says itself
    what it cannot do.
    """
    if not sys.platform.startswith("linux"):
        return _hint_at_vlc()
    lacking = missing(needs)
    if not lacking:
        return None
    by_hand = _command_for(lacking)
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        print("Packages of the system are missing. Installing them (this may take a minute):", flush=True)
        print(" ", *as_root, by_hand, flush=True)
        _apt(as_root, ["update"])
        _apt(as_root, ["install", "-y", "--no-install-recommends", *_packages(lacking, "apt")])
        lacking = missing(needs)
        if lacking:
            raise Missing("Installed, but not found: " + ", ".join(need.sign for need in lacking))
    elif all(need in VIDEO for need in lacking):
        print(f"Videos need packages that are missing. Please install them as root:\n  {by_hand}", flush=True)
    else:
        raise Missing(
            f"Packages of the system are missing. Please install them as root, then try again:\n  {by_hand}"
        )
    return None


def _command_for(needs: Iterable[Need]) -> str:
    """What to type, for this system's package manager."""
    for manager, command in _INSTALL.items():
        if shutil.which(manager):
            return f"{command} {' '.join(_packages(needs, manager.removesuffix('-get')))}"
    return "what brings " + ", ".join(need.sign.strip(":") for need in needs)


def _packages(needs: Iterable[Need], manager: str) -> list[str]:
    return list(dict.fromkeys(getattr(need, manager) for need in needs))


def install_venv_module() -> None:
    """Debian and Ubuntu ship Python without the part that makes environments: install it."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None:
        raise Missing(
            f"{sys.executable} cannot make environments: its modules venv and ensurepip are missing."
        )
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    print(f"This Python cannot make environments yet. Installing {name}:", flush=True)
    _apt(prefix, ["update"])
    _apt(prefix, ["install", "-y", "--no-install-recommends", name])


def _apt(prefix: list[str], arguments: list[str]) -> None:
    command = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "Dpkg::Use-Pty=0",
        *arguments,
    ]
    # what goes wrong is told on stderr
    stdin = None if sys.stdin.isatty() else subprocess.DEVNULL
    done = subprocess.run(command, stdin=stdin, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Missing(f"This did not work; what it printed above says why:\n  {' '.join(command)}")


def _shared_libraries() -> frozenset[str]:
    """The names of the shared libraries that the loader knows of, for this kind of processor or another."""
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    if ldconfig is None:
        return frozenset()
    listing = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    return frozenset(line.split(maxsplit=1)[0] for line in listing.splitlines() if line.startswith("\t"))


def _glob(folder: str, pattern: str) -> Iterable[Path]:
    path = Path(folder).expanduser()
    return Path(path.anchor).glob(f"{path.relative_to(path.anchor)}/{pattern}")


def _hint_at_vlc() -> None:
    """macOS and Windows: everything comes with the Python packages but VLC, without which nothing plays."""
    if sys.platform == "darwin":
        places, how = [Path("/Applications/VLC.app")], "brew install --cask vlc"
    else:
        roots = (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))
        places, how = [Path(root, "VideoLAN/VLC") for root in roots if root], "winget install VideoLAN.VLC"
    if not any(place.exists() for place in places):
        print(
            f"VLC was not found: Nonet opens, but plays no video before it is installed ({how}).", flush=True
        )

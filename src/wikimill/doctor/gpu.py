"""NVIDIA's GPUs, their driver, and whether it is new enough for the CUDA that is installed."""

from __future__ import annotations

import functools
import importlib.metadata
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, warning

DEVICES = Path("/sys/bus/pci/devices")
NVIDIA, DISPLAY = "0x10de", "0x03"  # PCI's numbers of the vendor, and of the class of GPUs
QUERY = ("nvidia-smi", "--query-gpu=driver_version,name,memory.total", "--format=csv,noheader")
# https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html
OLDEST_DRIVER = {12: 525, 13: 580}
CUDA = re.compile(r"(?:jax-cuda(\d+)-plugin|nvidia-cuda-runtime-cu(\d+))$")


@dataclass(frozen=True)
class Gpus:
    """What `nvidia-smi` says.

    Args:
        driver: its version; empty when there is none.
        names: of the GPUs, with their memory.
        failure: why it says nothing; empty when it is not installed.
    """

    driver: str = ""
    names: tuple[str, ...] = ()
    failure: str = ""

    @property
    def cuda(self) -> int:
        """The newest CUDA that the driver runs; 0 for none."""
        series = self.driver.partition(".")[0]
        known = [cuda for cuda, oldest in OLDEST_DRIVER.items() if series.isdecimal() and int(series) >= oldest]
        return max(known, default=0)


@functools.cache
def query() -> Gpus:
    """Ask `nvidia-smi`, once."""
    try:
        done = subprocess.run(QUERY, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        return Gpus()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Gpus(failure=str(error))
    rows = [[cell.strip() for cell in line.split(",", 2)] for line in done.stdout.splitlines()]
    if done.returncode or not rows or any(len(row) != 3 for row in rows):
        said = " ".join((done.stdout or done.stderr).split())
        return Gpus(failure=said or f"nvidia-smi ends with {done.returncode}")
    return Gpus(rows[0][0], tuple(f"{name} ({memory})" for _, name, memory in rows))


def gpu(devices: Path = DEVICES) -> Findings:
    """GPUs and their driver; `devices` is where Linux lists those of the PCI bus."""
    found = query()
    if found.failure:
        yield warning("gpu", f"its driver does not answer: {found.failure}", "reboot, or install the driver again")
    elif not found.names and _on_bus(devices):
        mend = "install NVIDIA's driver; to a container, give the GPU (docker run --gpus all)"
        yield warning("gpu", "there is one by NVIDIA, and no driver (nvidia-smi): models train on the CPU", mend)
    elif not found.names:
        yield ok("gpu", "none by NVIDIA: models train on the CPU")
    else:
        known = f"{', '.join(found.names)}; driver {found.driver}"
        cuda = installed()
        if cuda > found.cuda:
            mend = f"install driver {OLDEST_DRIVER.get(cuda, 'newer')} or newer"
            mend += f', or `pip install "jax[cuda{found.cuda}]"`' if found.cuda else ""
            yield warning("gpu", f"{known} is too old for the CUDA {cuda} that is installed", mend)
        else:
            yield ok("gpu", known)


def installed() -> int:
    """The newest CUDA that Python packages bring; 0 for none."""
    names = {str(each.metadata["Name"]) for each in importlib.metadata.distributions()}
    return max((int(found[1] or found[2]) for name in names if (found := CUDA.match(name))), default=0)


def _on_bus(devices: Path) -> bool:
    for device in devices.glob("*"):
        try:
            vendor, kind = (device / "vendor").read_text(), (device / "class").read_text()
        except OSError:
            continue
        if vendor.startswith(NVIDIA) and kind.startswith(DISPLAY):
            return True
    return False

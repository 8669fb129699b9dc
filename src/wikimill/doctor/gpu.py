"""NVIDIA GPUs, their driver, and whether it is new enough for the installed CUDA."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, warning

PCI_DEVICES = Path("/sys/bus/pci/devices")
NVIDIA_VENDOR, DISPLAY_CLASS = "0x10de", "0x03"
NVIDIA_SMI = ("nvidia-smi", "--query-gpu=driver_version,name,memory.total", "--format=csv,noheader")
# https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html
OLDEST_DRIVER = {12: 525, 13: 580}
CUDA_PACKAGE = re.compile(r"(?:jax-cuda(\d+)-plugin|nvidia-cuda-runtime-cu(\d+))$")


@dataclass(frozen=True)
class Gpus:
    """What `nvidia-smi` reports.

    Args:
        driver: its version; empty if there is none.
        names: of the GPUs, with their memory.
        failure: why it reports nothing; empty if it is not installed.
    """

    driver: str = ""
    names: tuple[str, ...] = ()
    failure: str = ""

    @property
    def cuda(self) -> int:
        """The newest CUDA that the driver supports; 0 for none."""
        series = self.driver.partition(".")[0]
        supported = [cuda for cuda, oldest in OLDEST_DRIVER.items() if series.isdecimal() and int(series) >= oldest]
        return max(supported, default=0)


@functools.cache
def query_gpus() -> Gpus:
    """Run `nvidia-smi`, once per process."""
    try:
        done = subprocess.run(NVIDIA_SMI, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        return Gpus()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Gpus(failure=str(error))
    rows = [[cell.strip() for cell in line.split(",", 2)] for line in done.stdout.splitlines()]
    if done.returncode or not rows or any(len(row) != 3 for row in rows):
        output = " ".join((done.stdout or done.stderr).split())
        return Gpus(failure=output or f"nvidia-smi exits with {done.returncode}")
    return Gpus(rows[0][0], tuple(f"{name} ({memory})" for _, name, memory in rows))


def gpu(pci_devices: Path = PCI_DEVICES) -> Findings:
    """GPUs and their driver; `pci_devices` is where Linux lists the devices of the PCI bus."""
    gpus = query_gpus()
    if gpus.failure:
        yield warning("gpu", f"the driver does not respond: {gpus.failure}", "reboot, or reinstall the driver")
    elif not gpus.names and _has_nvidia_device(pci_devices):
        fix = "install NVIDIA's driver; for a container, pass the GPU through (docker run --gpus all)"
        yield warning("gpu", "an NVIDIA GPU without a driver (no nvidia-smi): models train on the CPU", fix)
    elif not gpus.names:
        yield ok("gpu", "no NVIDIA GPU: models train on the CPU")
    else:
        found = f"{', '.join(gpus.names)}; driver {gpus.driver}"
        cuda = installed_cuda()
        if cuda > gpus.cuda:
            fix = f"install driver {OLDEST_DRIVER.get(cuda, 'newer')} or newer"
            fix += f', or `pip install "jax[cuda{gpus.cuda}]"`' if gpus.cuda else ""
            yield warning("gpu", f"{found} is too old for the installed CUDA {cuda}", fix)
        else:
            yield ok("gpu", found)


def installed_cuda() -> int:
    """The newest CUDA that the installed Python packages contain; 0 for none."""
    names = {str(each.metadata["Name"]) for each in importlib.metadata.distributions()}
    return max((int(match[1] or match[2]) for name in names if (match := CUDA_PACKAGE.match(name))), default=0)


def _has_nvidia_device(pci_devices: Path) -> bool:
    for device in pci_devices.glob("*"):
        with contextlib.suppress(OSError):
            vendor, device_class = (device / "vendor").read_text(), (device / "class").read_text()
            if vendor.startswith(NVIDIA_VENDOR) and device_class.startswith(DISPLAY_CLASS):
                return True
    return False

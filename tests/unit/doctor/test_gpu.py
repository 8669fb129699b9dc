"""What the doctor reports about GPUs and their driver."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.doctor.helpers import single, write
from wikimill.doctor import gpu


@pytest.mark.slow
def test_gpus_and_their_driver(
    nvidia_smi: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = tmp_path / "devices"
    assert single(gpu.gpu(bus))[:2] == ("ok", "no NVIDIA GPU: models train on the CPU")
    write(bus / "0000:01:00.0/vendor", "0x10de\n")
    write(bus / "0000:01:00.0/class", "0x030200\n")
    assert single(gpu.gpu(bus))[0] == "warning"
    nvidia_smi("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9")
    status, found, fix = single(gpu.gpu(bus))
    assert (status, fix) == ("warning", "reboot, or reinstall the driver")
    assert found.startswith("the driver does not respond: NVIDIA-SMI has failed")
    nvidia_smi("echo '570.133.20, NVIDIA H200, 143771 MiB'; echo '570.133.20, NVIDIA H200, 143771 MiB'")
    shown = "NVIDIA H200 (143771 MiB), NVIDIA H200 (143771 MiB); driver 570.133.20"
    assert single(gpu.gpu(bus)) == ("ok", shown, "")
    write(tmp_path / "site/jax_cuda13_plugin-0.12.dist-info/METADATA", "Name: jax-cuda13-plugin\nVersion: 0.12\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert single(gpu.gpu(bus)) == (
        "warning",
        f"{shown} is too old for the installed CUDA 13",
        'install driver 580 or newer, or `pip install "jax[cuda12]"`',
    )
    nvidia_smi("echo '580.82.07, NVIDIA H200, 143771 MiB'")
    assert single(gpu.gpu(bus))[0] == "ok"

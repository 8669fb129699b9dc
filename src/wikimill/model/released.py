"""The released GPT-2 models, as Hugging Face's hub keeps them."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from wikimill.config.training import RELEASED_MODELS
from wikimill.errors import WikimillError
from wikimill.files import sha256 as file_sha256
from wikimill.progress import bar

log = logging.getLogger(__name__)

NAMES = RELEASED_MODELS
FILES = ("config.json", "merges.txt", "vocab.json", "model.safetensors")  # in the order of their download


@dataclass(frozen=True)
class Release:
    """A model at one commit of its repository, with the sha256 of the files that differ between models."""

    repository: str
    commit: str
    config: str
    weights: str

    def sha256(self, file: str) -> str:
        """The checksum of one of `FILES`: 64 hex digits."""
        return {**VOCABULARY, "config.json": self.config, "model.safetensors": self.weights}[file]


# Every checksum was found in two independent places.
VOCABULARY = {  # of all four models
    "merges.txt": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
    "vocab.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
}
RELEASES = {
    "124M": Release(
        "openai-community/gpt2",
        "607a30d783dfa663caf39e06633721c8d4cfcd7e",
        "0daed7749b4f02b8f76240d5444551d7b08712dab4d0adb8239c56ba823bb7b4",
        "248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707",
    ),
    "355M": Release(
        "openai-community/gpt2-medium",
        "6dcaa7a952f72f9298047fd5137cd6e4f05f41da",
        "ef1a44d889ad1a0acc7731c78134f1b87d2d222f110e97dd10fd4117331caf22",
        "fc5a354a19255ad494f3d71549390baca1ccf61d1d822b9408971705c687c9cd",
    ),
    "774M": Release(
        "openai-community/gpt2-large",
        "32b71b12589c2f8d625668d2335a01cac3249519",
        "7fccdcfd6622055342a734c663ee0b61ff4fd697f42467595df0bf4448c8c170",
        "5f47f3e12f91cd33b662ce7e433b6150ad5512b5884a2cee961b50e9c3bbebce",
    ),
    "1558M": Release(
        "openai-community/gpt2-xl",
        "15ea56dee5df4983c59b2538573817e1667135e2",
        "be48115d52314bc27327e160bf10197760db02ea689d10adb24db4102edf7a8a",
        "0f8b28eb05a8075f48b61b6f35332978c74fc7763fa9fb4051a1c30511736a6a",
    ),
}


def label(file: str) -> str:
    """The name that a rule gives to a file of `FILES`."""
    return file.replace(".", "_")


def released_model(name: str, output: Path) -> None:
    """Download a released model into the folder `output`; each file appears there whole or not at all.

    A download that was killed is in the folder beside it, `NAME.partial`, and continued: Snakemake deletes what is in
    `output` before it runs a rule again.

    Raises:
        WikimillError: no connection, an error as the answer, or a file that is not the released one.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read when huggingface_hub is imported
    import httpx2
    from huggingface_hub import hf_hub_url

    release = RELEASES[name]
    partial = output.with_name(f"{output.name}.partial")
    for folder in (output, partial):
        folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        url = hf_hub_url(release.repository, file, revision=release.commit)
        half = partial / release.sha256(file)  # by checksum: never continued as another file
        try:
            _fetch(url, half, file)
        except (httpx2.HTTPError, ConnectionError) as error:
            response = getattr(error, "response", None)
            reason = type(error).__name__ if response is None else f"HTTP {response.status_code}"
            raise WikimillError(
                f"model {name}: {url} cannot be downloaded ({reason}); check the connection and run again, which "
                f"continues where it stopped, or put {', '.join(FILES)} of {release.repository} into {output}"
            ) from None
        _check(half, release.sha256(file), f"model {name}: {url}", output)
        half.replace(output / file)
    shutil.rmtree(partial)
    log.info("%s: %s at %s", output, release.repository, release.commit)


def _fetch(url: str, half: Path, file: str) -> None:
    """Bring `half` to its full length. huggingface_hub's `hf_hub_download` would start again after it was killed."""
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers
    from huggingface_hub.utils.logging import set_verbosity_error

    set_verbosity_error()  # a lost connection is one error, not a warning for each attempt
    # No token, whatever is on this machine. A compressed response could not be continued.
    headers = {**build_hf_headers(token=False), "Accept-Encoding": "identity"}
    with half.open("ab") as target:
        try:
            size = target.tell()
            http_get(url, target, resume_size=size, headers=headers, displayed_filename=file, tqdm_class=_bar)
        except HfHubHTTPError as error:
            if error.response.status_code != 416:  # nothing is left to fetch: it was killed before the check
                raise
        target.flush()
        os.fsync(target.fileno())


def _bar(desc: str, total: int | None, unit: str, **options: Any) -> tqdm[Any]:
    return bar(desc, total, unit, **options)


def _check(half: Path, sha256: str, what: str, output: Path) -> None:
    found = file_sha256(half)
    if found != sha256:
        half.unlink()
        raise WikimillError(
            f"{what} arrived with the sha256 {found}, not {sha256}, and was deleted; run again, and if that "
            f"happens again try another network, or put {', '.join(FILES)} into {output}"
        )

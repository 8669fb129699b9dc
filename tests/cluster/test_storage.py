"""A bucket between machines: one makes the corpus, one trains on it, one samples; none has a copy of what is in it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.clone import Clone, jobs
from tests.fork_server import BIN
from tests.sample_manifest import write_sample_manifest

SETTINGS = """
corpus:
  manifests: [isles]
  val_fraction: 0.3
tokenizer:
  vocabulary: corpus
  size: 300
train:
  init: scratch
  architecture: {n_ctx: 32, n_embd: 8, n_head: 1, n_layer: 1}
  steps: 2
  sample_length: 16
generate:
  nsamples: 2
  length: 8
"""
TEXTS = {f"Isle {n}": f"'''Isle {n}''' has {n} boats, {7 * n} sheep and [[one lamp|a lamp]].\n" * 9 for n in range(20)}


@dataclass(frozen=True)
class Bucket:
    """A bucket of moto's S3."""

    endpoint: str
    name: str = "isles"

    @property
    def client(self) -> Any:
        """A client of S3."""
        return boto3.client("s3", endpoint_url=self.endpoint, aws_access_key_id="none", aws_secret_access_key="none")

    @property
    def environment(self) -> dict[str, str]:
        """Where it is, for Snakemake's plugin."""
        settings = {"ENDPOINT_URL": self.endpoint, "ACCESS_KEY": "none", "SECRET_KEY": "none"}
        return {f"SNAKEMAKE_STORAGE_S3_{key}": value for key, value in settings.items()}

    @property
    def options(self) -> tuple[str, ...]:
        """The options for Snakemake, with a prefix below the bucket, as people have."""
        return "--default-storage-provider", "s3", "--default-storage-prefix", f"s3://{self.name}/mill"

    def put(self, path: str, data: bytes) -> None:
        """Store a file."""
        self.client.put_object(Bucket=self.name, Key=path, Body=data)

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder and its bytes."""
        listed = self.client.list_objects_v2(Bucket=self.name, Prefix=f"{folder}/")["Contents"]
        return {
            item["Key"].removeprefix(f"{folder}/"): self.client.get_object(Bucket=self.name, Key=item["Key"])[
                "Body"
            ].read()
            for item in listed
            if not item["Key"].endswith(".snakemake_timestamp")
        }


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    """An empty bucket, on a server of its own."""
    log = tmp_path / "moto.log"
    with log.open("wb") as output:
        server = subprocess.Popen([BIN / "moto_server", "--port", "0"], stdout=output, stderr=output)
    try:
        while not (found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", log.read_text())):
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
        bucket = Bucket(found[1])
        bucket.client.create_bucket(Bucket=bucket.name)
        yield bucket
    finally:
        server.kill()
        server.wait()


def test_manifest_corpus_and_model_go_from_machine_to_machine_by_a_bucket(
    bucket: Bucket, snakemake: list[str], clone: Clone
) -> None:
    clone.write("config/bucket.yaml", SETTINGS)
    first, maker, trainer, sampler = (clone.copy(clone.folder.parent / name) for name in ("a", "b", "c", "d"))

    def run(machine: Clone, target: str, *options: str) -> str:
        configured = (*snakemake, target, "-j2", "--configfile", "config/bucket.yaml", *bucket.options, *options)
        return machine.run(*configured, env=bucket.environment)

    write_sample_manifest(first, "isles", TEXTS)
    first.snakemake("processed/isles", "corpus", "--configfile", "config/bucket.yaml")
    for lock in ("isles.tsv", "isles.templates.tsv", "isles.site.json"):
        bucket.put(f"mill/manifests/derived/{lock}", first.read(f"manifests/derived/{lock}").encode())
    (maker.folder / "cache").mkdir()
    (first.folder / "cache/mediawiki").rename(maker.folder / "cache/mediawiki")  # the wiki would say the same again

    assert {"lock_from_bucket", "convert", "pages_table", "encode"} <= jobs(run(maker, "corpus"))
    corpus = bucket.files("mill/corpus")
    assert corpus == first.files("corpus")
    made = bucket.client.head_object(Bucket=bucket.name, Key="mill/corpus/main/train.txt")["LastModified"]
    assert made.timestamp() > (maker.folder / "processed/isles/pages.tsv").stat().st_mtime  # though in whole seconds
    assert not (maker.folder / "corpus").exists()

    assert jobs(run(trainer, "train")) == {"train"}
    assert {"main/log.csv", "main/model/model.safetensors"} <= bucket.files("mill/out").keys()

    assert jobs(run(sampler, "generate")) == {"generate"}
    samples = bucket.files("mill/out/main/samples")
    assert samples.keys() == {"00.txt", "01.txt"}
    assert all(samples.values())
    assert bucket.files("mill/corpus") == corpus
    again = run(maker, "generate")
    assert "Nothing to be done" in again, again

    pods = run(sampler, "train", "--dry-run", "--forcerun", "train", "--workflow-profile", "kubernetes")
    assert jobs(pods) == {"train"}
    assert "gpu=1, gpu_manufacturer=nvidia" in pods

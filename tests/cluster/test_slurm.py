"""Shards on the nodes of a real Slurm, of which one is lost: the same bytes as on one machine."""

from __future__ import annotations

import threading

from tests.clone import Clone
from tests.cluster.slurm import NODES, Job, Slurm
from tests.sample_manifest import write_sample_manifest

SETTINGS = (
    "--config", "convert={shard_pages: 40}", "corpus={manifests: [isles]}", "train={init: scratch}",
    "tokenizer={vocabulary: corpus, size: 300}",
)  # fmt: skip
PROFILE = (
    "--workflow-profile", "slurm", "--max-threads", "1", "--latency-wait", "5",
    "--slurm-init-seconds-before-status-checks", "15", "--set-resources", "documents:mem_mb=1000",
)  # fmt: skip


def texts() -> dict[str, str]:
    """Invented pages, with enough in each that a shard takes a moment."""
    line = "* The '''{0}th''' [[boat {0}|boat]] of isle {1} carries {{{{convert|{0}|km}}}} of rope.<ref>Log {0}</ref>\n"
    return {
        f"Isle {isle}": f"Isle {isle} lies off shore {isle * 7}.\n" + "".join(line.format(n, isle) for n in range(60))
        for isle in range(80)
    }


def shards(jobs: list[Job]) -> dict[str, set[str]]:
    """The shards that were started, by node."""
    return {
        node: {job.rule[-14:] for job in jobs if job.node == node and job.rule.startswith("rule_convert_")}
        for node in NODES
    }


def lose_the_second_node(slurm: Slurm, ended: threading.Event) -> None:
    """As soon as it converts a shard."""
    while not ended.wait(0.05):
        if slurm.runs("wikimill", NODES[1]):
            slurm.lose(NODES[1])
            break


def test_a_node_is_lost_and_the_bytes_are_those_of_one_machine(
    slurm: Slurm, snakemake: list[str], clone: Clone
) -> None:
    write_sample_manifest(clone, "isles", texts())
    one_machine = clone.copy(clone.folder.parent / "one_machine")
    one_machine.snakemake("corpus", "processed/isles", *SETTINGS)
    ended = threading.Event()
    loss = threading.Thread(target=lose_the_second_node, args=(slurm, ended))
    loss.start()
    try:
        output = clone.run(*snakemake, "corpus", "processed/isles", *PROFILE, *SETTINGS, env=slurm.environment)
    finally:
        ended.set()
        loss.join()
    jobs = slurm.jobs()
    assert all(shards(jobs)[node] for node in NODES), jobs
    assert set.union(*shards(jobs).values()) == {f"{number:05d}-of-00002" for number in range(2)}
    assert {job.state for job in jobs} == {"COMPLETED", "NODE_FAIL"}
    # What asks a wiki, and what takes no time, stays where Snakemake runs.
    assert {"_".join(job.rule.split("_")[:2]) for job in jobs} == {"rule_convert", "rule_corpus"}
    assert "localcheckpoint fetch" in output
    for folder in ("processed", "raw", "corpus"):
        assert clone.files(folder) == one_machine.files(folder), folder
    assert "Nothing to be done" in clone.snakemake("corpus", "processed/isles", *SETTINGS)

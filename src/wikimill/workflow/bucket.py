"""The bucket that `snakemake --default-storage-provider` names; docs/decisions/0015-buckets.md."""

from __future__ import annotations

from typing import Any


def is_used(workflow: Any) -> bool:
    """Whether this call of Snakemake has a bucket."""
    return bool(workflow.storage_settings and workflow.storage_settings.default_storage_provider)


def has_file(workflow: Any, path: str) -> bool:
    """Whether there is a bucket and this file of the project is in it; the one place that asks the network."""
    if not is_used(workflow):
        return False
    prefix = workflow.storage_settings.default_storage_prefix.rstrip("/")
    return bool(workflow.storage_registry.default_storage_provider.object(f"{prefix}/{path}").exists())


def wait(workflow: Any) -> str:
    """What a command begins with whose input lies here and whose output goes to the bucket.

    Buckets tell time in whole seconds. An output of the same second would count as older than its input, and the next
    call would make it again.
    """
    return "sleep 1; " if is_used(workflow) else ""

"""A refresh of pages or of templates alone, its files moved at once."""

from __future__ import annotations

from collections.abc import Iterable

from wikimill.config.model import Config
from wikimill.manifest.refresh import RefreshResult, plan_refresh
from wikimill.manifest.refresh_templates import TemplateChanges, keep_changes, stage_templates
from wikimill.manifest.staged_files import StagedFiles
from wikimill.scratch import scratch_folder


def refresh(names: Iterable[str], config: Config, processes: int = 1) -> dict[str, RefreshResult]:
    """Move the pins of pages; what changed, by manifest."""
    with scratch_folder() as scratch:
        plan = plan_refresh(names, config, StagedFiles(scratch), processes)
        plan.move()
        return plan.done


def refresh_templates(manifests: Iterable[str], config: Config, processes: int = 1) -> dict[str, TemplateChanges]:
    """Move the pins of templates; what changed, by manifest."""
    with scratch_folder() as scratch:
        staged = StagedFiles(scratch)
        done = stage_templates(manifests, config, staged, processes)
        keep_changes(done)
        staged.move()
        return done

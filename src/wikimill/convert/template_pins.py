"""Pinning what pages use of their wiki: templates, modules and messages, and answers of its parser."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.conversion_pages import has_tables
from wikimill.convert.expansion_pins import pin_expansions
from wikimill.convert.known_wiki import KnownWiki, manifest_wiki
from wikimill.convert.recipe import Recipe, load_recipe
from wikimill.convert.shard_uses import pinned_answer
from wikimill.convert.wikitext import WikitextConverter, unread_tags
from wikimill.convert.worker_process import LimitError
from wikimill.errors import WikimillError
from wikimill.fetch.template_record import TemplateRecord, lock_files, read_template_record, write_template_record
from wikimill.fetch.templates import PinnedTemplates, pin_page_templates
from wikimill.fetch.templates import pin_templates as fetch_templates
from wikimill.manifest.closure import Expand, OpenExpander
from wikimill.manifest.lock import read_header
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.uses import Answer, read_uses, uses_path
from wikimill.parallel import map_in_threads
from wikimill.sources.base import Pin

log = logging.getLogger(__name__)

STATE = ".state"  # of the table of a shard that was converted


def pin_templates(manifest: str, record: Path, config: Config, processes: int = 1) -> None:
    """Pin what the pages of a manifest use, as `convert.templates` says, and write the record of it.

    Raises:
        WikimillError: locks that do not fit together, or what the wiki and the expander raise.
    """
    pinned = PinnedTemplates([])
    header = read_header(layout.lock(manifest))
    if config.convert.templates == "wiki":
        wiki = manifest_wiki(manifest, header)
        with WikitextConverter(_recipe(config), wiki) as converter:
            made_by = converter.digest
        calling: set[str] = set()
        opened = expander_of(wiki, config, processes, calling)
        tables = has_tables(wiki.site.language, config.convert)
        pinned = fetch_templates(manifest, config, opened, made_by, processes, unread_tags(_recipe(config)), tables)
        assert isinstance(header.origin, WikiOrigin)
        if header.origin.dump is None and config.convert.verify:
            pin_expansions(manifest, config)
        elif header.origin.dump is None and (calling or layout.expansion_lock(manifest).exists()):
            pin_expansions(manifest, config, only=calling)
        elif config.convert.verify:
            log.warning("%s: pages of a dump are not verified: it has no parser to ask", layout.lock(manifest))
    else:
        number = pin_expansions(manifest, config)
        log.info("%s: %d expansions pinned", layout.expansion_lock(manifest), number)
    before = TemplateRecord({})
    with contextlib.suppress(WikimillError):
        before = read_template_record(record)
    tokens = shard_tokens(manifest, before.shards, pinned_answer(manifest_wiki(manifest, header)))
    exceeding = before.exceeding if pinned.exceeding is None else pinned.exceeding
    write_template_record(record, TemplateRecord(lock_files(manifest), pinned.missing, tokens, exceeding))


def pinned_wiki(pin: Pin, text: str, wiki: KnownWiki, origin: WikiOrigin, config: Config) -> KnownWiki:
    """A wiki with all that one page uses, found as for a manifest and kept in the cache; locks stay as they are."""
    known = replace(wiki, pages="", folder=str(layout.CACHE / origin.folder))
    with WikitextConverter(load_recipe(config.convert), known) as converter:
        made_by = converter.digest
    lock, site_file = pin_page_templates(pin, text, origin, config, expander_of(known, config), made_by)
    return replace(known, lock=str(lock), site_file=str(site_file))


def expander_of(wiki: KnownWiki, config: Config, processes: int = 1, calling: set[str] | None = None) -> OpenExpander:
    """What opens expanders of a wiki's pages: as many processes as given, which know the files that they are given.

    `calling` gets the titles of pages with calls that the wiki's parser alone can answer.
    """

    @contextlib.contextmanager
    def opened(lock: Path, site_file: Path) -> Iterator[Expand]:
        recipe = _recipe(config)
        known = replace(wiki, lock=str(lock), site_file=str(site_file))
        local = threading.local()
        with contextlib.ExitStack() as stack:

            def asked(page: tuple[Pin, str]) -> Collection[str] | None:
                if not hasattr(local, "converter"):
                    local.converter = stack.enter_context(WikitextConverter(recipe, known, collect=True))
                pin, text = page
                try:
                    expanded = local.converter.expand_page(pin, text)
                except LimitError:
                    return None  # the page will be quarantined
                if expanded.calls and calling is not None:
                    calling.add(pin.title)
                return tuple(expanded.asked)

            def expand(pages: Iterable[tuple[Pin, str]]) -> Iterator[Collection[str] | None]:
                return map_in_threads(asked, pages, processes)

            yield expand

    return opened


def _recipe(config: Config) -> Recipe:
    """The recipe without renderers and dropped templates: the lock has what these stand for, should they go one day."""
    return load_recipe(config.convert.model_copy(update={"renderers": [], "drop": []}))


def shard_tokens(manifest: str, before: Mapping[str, str], answer: Answer) -> dict[str, str]:
    """A token for each shard that was converted: another than `before` if its pages use what changed."""
    tokens = {}
    for state in sorted((layout.SHARDS / manifest).glob(f"*-of-*{STATE}")):
        shard = state.stem
        path = uses_path(manifest, shard)
        uses = read_uses(path)
        changed = sorted((name, answer(name)) for name in uses.changed(answer))
        tokens[shard] = before.get(shard, "-")
        if changed or not path.exists():
            tokens[shard] = hashlib.sha256(json.dumps([changed, lock_files(manifest)]).encode()).hexdigest()[:16]
    return tokens

"""How a corpus is cited: a BibTeX entry, and `CITATION.cff` (https://citation-file-format.github.io, version 1.2.0)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from wikimill import __version__
from wikimill.corpus.card.funnel import Source
from wikimill.corpus.card.hub import CREATIVE_COMMONS, hub_identifier, licence_url
from wikimill.manifest.origin import WikiPages

CITATION = "CITATION.cff"
BIBTEX = re.compile(r"[\\{}%&#$~^]")  # what BibTeX would read as its own
SPDX = {"gfdl": "GFDL-1.3-or-later", **{name: name.upper() for name in CREATIVE_COMMONS}}


@dataclass(frozen=True)
class Citation:
    """What is said of a corpus when it is cited.

    `names` are the sources; `urls` those of the wikis; `year` of the newest revision, empty when none is known;
    `licences` of the texts; `digest` is the sha256 of `pages.parquet`.
    """

    run: str
    names: tuple[str, ...]
    urls: tuple[str, ...]
    year: str
    licences: tuple[str, ...]
    digest: str

    @classmethod
    def of(cls, run: str, sources: Sequence[Source], digest: str) -> Citation:
        """That of the corpus of a run."""
        origins = [source.header.origin for source in sources]
        urls = {f"{origin.wiki.scheme}://{origin.wiki.host}/" for origin in origins if isinstance(origin, WikiPages)}
        return cls(
            run,
            tuple(sorted({origin.name for origin in origins})),
            tuple(sorted(urls)),
            max((source.newest for source in sources), default="")[:4],
            tuple(sorted({source.header.licence for source in sources})),
            digest,
        )

    @property
    def title(self) -> str:
        """The run and its sources, which is also the name on the hub."""
        return f"{self.run}: {BIBTEX.sub('-', ', '.join(self.names))}"

    def bibtex(self) -> str:
        """The entry; of several wikis `url` is the first, and a note has the others."""
        first, *others = self.urls or [""]
        notes = [f"sha256 of pages.parquet: {self.digest}", *others]
        entry = {
            "title": self.title,
            "author": f"{{Contributors of {BIBTEX.sub('-', ', '.join(self.names))}}}",
            **({"year": self.year} if self.year else {}),
            **({"url": first} if first else {}),
            "howpublished": f"Text corpus, made by wikimill {__version__}",
            "note": "; ".join(notes),
        }
        lines = [f"  {key} = {{{value}}}" for key, value in entry.items()]
        return f"@misc{{{self.run},\n" + ",\n".join(lines) + "\n}"

    def cff(self) -> str:
        """The file `CITATION.cff`. A licence without an identifier of SPDX is named by its URL."""
        spdx = [SPDX.get(hub_identifier(licence), "") for licence in self.licences]
        addresses = [address for address in map(licence_url, self.licences) if address]
        licence: dict[str, object] = {}
        if spdx and all(spdx):
            licence["license"] = spdx[0] if len(spdx) == 1 else spdx
        elif len(addresses) == 1:
            licence["license-url"] = addresses[0]
        content = {
            "cff-version": "1.2.0",
            "message": "If you use this corpus, please cite it as below, and pass attribution.tsv on with its texts.",
            "type": "dataset",
            "title": self.title,
            "authors": [{"name": f"Contributors of {name}"} for name in self.names] or [{"name": "nobody"}],
            **({"url": self.urls[0]} if self.urls else {}),
            **licence,
            "identifiers": [
                {"type": "other", "value": f"sha256:{self.digest}", "description": "sha256 of pages.parquet"}
            ],
        }
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)

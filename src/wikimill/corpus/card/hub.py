"""The metadata of a dataset card, as Hugging Face's hub reads them."""

from __future__ import annotations

import re

from wikimill.corpus.card.licences import licence_metadata
from wikimill.corpus.card.statistics import Statistics

# The hub's names of sizes, by the number of rows from which on each holds.
SIZES = {
    0: "n<1K",
    10**3: "1K<n<10K",
    10**4: "10K<n<100K",
    10**5: "100K<n<1M",
    10**6: "1M<n<10M",
    10**7: "10M<n<100M",
    10**8: "100M<n<1B",
}
# Not `train`: the file holds all splits, and whoever asks for `train` must not get pages that are held out.
HUB_SPLIT = "pages"
LANGUAGE = re.compile(r"[a-z]{2,3}")


def hub_metadata(name: str, statistics: Statistics) -> dict[str, object]:
    """The YAML block at the beginning of the card."""
    codes = {language.lower().partition("-")[0] for language in statistics.pages_by["language"]}
    languages = sorted(code for code in codes if LANGUAGE.fullmatch(code))
    return {
        **licence_metadata(statistics.pages_by["licence"]),
        **({"language": languages} if languages else {}),
        "pretty_name": name,
        "size_categories": [size_category(statistics.total.pages)],
        "task_categories": ["text-generation"],
        "configs": [{"config_name": "default", "data_files": [{"split": HUB_SPLIT, "path": "pages.parquet"}]}],
    }


def size_category(pages: int) -> str:
    """The hub's name of a corpus's size."""
    return next(name for least, name in reversed(SIZES.items()) if pages >= least)

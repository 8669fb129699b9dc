"""The metadata of a dataset card, as Hugging Face's hub reads them, and licences under the hub's identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wikimill.config.model import HUB_SPLITS
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
LANGUAGE = re.compile(r"[a-z]{2,3}")

# The Creative Commons licences of https://huggingface.co/docs/hub/repositories-licenses.
CREATIVE_COMMONS = frozenset(
    {
        "cc0-1.0",
        *(f"cc-by-{version}" for version in ("2.0", "2.5", "3.0", "4.0")),
        *(f"cc-by-sa-{version}" for version in ("3.0", "4.0")),
        *(f"cc-by-nc-{version}" for version in ("2.0", "3.0", "4.0")),
        "cc-by-nd-4.0",
        *(f"cc-by-nc-nd-{version}" for version in ("3.0", "4.0")),
        *(f"cc-by-nc-sa-{version}" for version in ("2.0", "3.0", "4.0")),
    }
)
OTHER, UNKNOWN = "other", "unknown"
PARTS = ("by", "nc", "nd", "sa")  # in the order of the identifiers
WORDS = {
    r"creative commons": "cc",
    r"attribution": "by",
    r"non[- ]?commercial": "nc",
    r"no[- ]?deriv(?:ative)?s?(?: works)?": "nd",
    r"share[- ]?alike": "sa",
}
ADDRESS = re.compile(r"(?:https?:)?//\S+")
CC_ADDRESS = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)")
CC_NAME = re.compile(r"\bcc[- ]+((?:by|nc|nd|sa)(?:[- ]+(?:by|nc|nd|sa))*)[- ]+(?:version |v)?(\d\.\d)")
CC0 = re.compile(r"\bcc[- ]?(?:0|zero)\b|\bpublicdomain/zero/")
GFDL = re.compile(r"\bgfdl\b|\bgnu free documentation|gnu\.org/(?:copyleft|licenses)/fdl")


def hub_metadata(name: str, statistics: Statistics) -> dict[str, object]:
    """The YAML block at the beginning of the card."""
    languages = hub_languages(statistics.pages_by["language"])
    splits = [HUB_SPLITS[split] for split, amount in statistics.splits.items() if amount.pages]
    data_files = [{"split": split, "path": f"pages-{split}.parquet"} for split in splits]
    return {
        **licence_metadata(statistics.pages_by["licence"]),
        **({"language": languages} if languages else {}),
        "pretty_name": name,
        "size_categories": [size_category(statistics.total.pages)],
        "task_categories": ["text-generation"],
        "configs": [{"config_name": "default", "data_files": data_files}],
    }


def hub_languages(languages: Iterable[str]) -> list[str]:
    """Codes of languages as the hub has them: without variants, and only what looks like one."""
    codes = {language.lower().partition("-")[0] for language in languages}
    return sorted(code for code in codes if LANGUAGE.fullmatch(code))


def size_category(pages: int) -> str:
    """The hub's name of a corpus's size."""
    return next(name for least, name in reversed(SIZES.items()) if pages >= least)


def hub_identifier(licence: str) -> str:
    """The hub's identifier of a licence that is given by name, URL or both; `other`, or `unknown` when empty."""
    text = licence.lower()
    for word, short in WORDS.items():
        text = re.sub(word, short, text)
    if CC0.search(text):
        return "cc0-1.0"
    found = CC_ADDRESS.search(text) or CC_NAME.search(text)
    if found:
        parts = re.split("[- ]+", found[1])
        short = "-".join(["cc", *(part for part in PARTS if part in parts), found[2]])
        return short if short in CREATIVE_COMMONS else OTHER
    if GFDL.search(text):
        return "gfdl"
    return OTHER if text.strip() else UNKNOWN


def licence_metadata(licences: Iterable[str]) -> dict[str, str | list[str]]:
    """The keys of a card's metadata that state the licences of its texts.

    A licence that the hub does not know has its name and link; of several such the keys say only that there are some.
    """
    given = sorted(set(licences))
    ids = sorted({hub_identifier(licence) for licence in given} or {UNKNOWN})
    keys: dict[str, str | list[str]] = {"license": ids[0] if len(ids) == 1 else ids}
    others = [licence for licence in given if hub_identifier(licence) == OTHER]
    if len(others) == 1:
        address = licence_url(others[0])
        keys |= {"license_name": _slug(others[0]), **({"license_link": address} if address else {})}
    elif others:
        keys["license_name"] = "several"
    return keys


def licence_url(licence: str) -> str:
    """The URL in a licence's text; empty when it has none."""
    found = ADDRESS.search(licence)
    return re.sub("^//", "https://", found[0]) if found else ""


def licence_name(licence: str) -> str:
    """A licence's text without its URL, if there is more."""
    return ADDRESS.sub("", licence).strip() or licence


def _slug(licence: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", ADDRESS.sub("", licence).lower()).strip("-.") or "custom"

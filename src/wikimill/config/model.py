"""Every configuration key, its type, default, bounds and meaning.

The JSON schema (`workflow/schemas/config.schema.json`) and the reference page (`config/README.md`)
are generated from these classes by `wikimill write-docs`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from wikimill.config.patterns import TemplatePattern
from wikimill.config.quality import Quality
from wikimill.config.section import PositiveInt, Section
from wikimill.config.selectors import Selector
from wikimill.config.training import RELEASED_MODELS, Evaluate, Generate, Train

FILTERS = [
    "templates",
    "references",
    "tables",
    "images",
    "categories",
    "switches",
    "tabs",
    "links",
    "sections",
    "markup",
]
# MediaWiki's TextExtracts leaves out the first two lines, and Wikimedia's wikis and Fandom mark the others like that.
REMOVE = [
    *(".noexcerpt", ".nomobile", ".noprint", ".error", ".sortkey", ".mw-editsection", "#coordinates"),
    *("sup.reference", "ol.references", ".reflist", ".refbegin", "ul.gallery"),
    *(".navbox", ".infobox", ".infobox_v2", ".portable-infobox", ".sidebar", ".hatnote", ".dablink", ".metadata"),
    *(
        ".ambox",
        ".ombox",
        ".tmbox",
        ".mbox-small",
        ".sistersitebox",
        ".side-box",
        ".stub",
        ".navigation-not-searchable",
    ),
    *(".vertical-navbox", ".succession-box", ".catlinks", ".toc", ".mw-empty-elt", ".mw-cite-backlink", ".printonly"),
    *(
        ".geo-nondefault",
        ".geo-multi-punct",
        ".Inline-Template",
        ".rellink",
        ".dateline",
        ".notice",
        ".quotebox-quote-mark",
    ),
    *("[role=navigation]", "[role=note]", '[style*="display:none"]'),
]


HUB_SPLITS = {"train": "train", "val": "validation", "test": "test"}  # by the names of the training files


class MediaWiki(Section):
    """How wikis are queried: one connection per wiki, one request at a time."""

    requests_per_minute: int = Field(
        120, ge=1, le=6000, description="Most requests per minute to one wiki, on average."
    )
    maxlag: int = Field(
        5,
        ge=0,
        description="Replication lag, in seconds, above which the wiki tells us to wait; 0 does not send it.",
    )
    timeout: float = Field(30.0, gt=0, description="Seconds after which a silent connection counts as broken.")
    retries: int = Field(
        10,
        ge=0,
        le=50,
        description="Further attempts after a failed request. The wait doubles from 1 s up to `backoff_max`, and is "
        "never shorter than the server's Retry-After.",
    )
    backoff_max: float = Field(120.0, gt=0, description="Longest wait, in seconds, when the server names none.")
    retry_budget: float = Field(
        900.0,
        ge=0,
        le=86400,
        description="Seconds that all waits for one answer may add up to; after that the run stops with an error, and "
        "a new run continues from there.",
    )
    max_requests: int = Field(
        20_000,
        ge=1,
        description="Most requests that list the pages of a manifest, or the templates that they use; one brings up to "
        "500 pages, of one category. With more, as of a wiki that has no end, the run stops with an error. 7 million "
        "articles take 14,000.",
    )


class Convert(Section):
    """Wikitext to markdown."""

    filters: list[str] = Field(
        FILTERS,
        description="Filters in `workflow/filters/`, without `.lua`, in the order in which they run. `templates` is no "
        "file: it has the page's templates expanded before all others; without it they stay as they are written.",
    )
    remove: list[Selector] = Field(
        REMOVE,
        description="Elements to leave out, by selectors: `tag`, `.class`, `#id`, `[attribute]`, `[attribute=value]` "
        "(also `~=`, `^=`, `$=`, `*=`), `:not(…)` of one of these, and several of them together, as in "
        "`table:not(.wikitable)`. An empty list leaves nothing out.",
    )
    keep: list[TemplatePattern] = Field(
        [],
        description="Templates whose output stays although `remove` names elements of it, by name: `Quote box`, "
        "`Infobox *` (`*` any characters, `?` one, `[…]` one of these; without a namespace, in the wiki's case).",
    )
    drop: list[TemplatePattern] = Field(
        [], description="Templates to leave out altogether, by name, as in `keep`; they are then not expanded."
    )
    tables: Literal["drop", "keep", "text"] = Field(
        "drop",
        description="`drop` leaves tables and infoboxes out, `keep` writes both as markdown tables, `text` as lists: "
        "an item for each row, `Name: Vega; Year: 1801`.",
    )
    drop_sections: list[str] | None = Field(
        None,
        description="Headings of the sections to leave out, in any case. By default references, external links and "
        "the like, as `workflow/wikitext/end_sections.txt` names them in the wiki's language, but for those that hold "
        "prose and are followed by text that stays.",
    )
    drop_link_sections: bool = Field(
        True,
        description="Whether sections at the end of a page that hold nothing but links are left out, whatever they are "
        "called: lists of pages or addresses, with an author or a date beside them. A page of lists keeps them.",
    )
    templates: Literal["wiki", "local", "server", "drop"] = Field(
        "wiki",
        description="What templates become. `wiki`: what the wiki's own templates and modules say, at the revisions "
        "that the lock pins; of pages without such a lock, on English Wikipedia, the same as `local`. `local`: what "
        "`workflow/templates/` says, on English Wikipedia alone. `server`: what the wiki's parser says, pinned. "
        "`drop`: nothing.",
    )
    renderers: list[str] = Field(
        [],
        description="Lua files that say what templates become; they come before all that `templates` names, later "
        "files before earlier ones (docs/filters.md).",
    )
    variant: str | None = Field(
        None,
        description="The variant of their language that pages are converted into, as MediaWiki converts them: `zh-cn`, "
        "`zh-tw`, `sr-ec`, `sr-el` … By default text stays as it is written, and of `-{…}-` the form is kept that "
        "readers see who chose none. Without effect on wikis in languages that have no variants.",
    )
    verify: bool = Field(
        False,
        description="Whether every page is expanded by the wiki too, a request each, when its templates are pinned, "
        "and pages that differ take the wiki's expansion, pinned (`templates: wiki` alone; docs/reproducing.md).",
    )
    timeout: float = Field(
        30.0,
        gt=0,
        description="Seconds that converting one page may take, and as many that expanding its templates may: a module "
        "that takes longer is left out of the page.",
    )
    memory: int = Field(
        1024, ge=64, description="MiB that pandoc may use for one page, and as many that expanding its templates may."
    )
    shard_pages: PositiveInt = Field(
        500, description="Most pages in a shard, approximately; a shard is one Snakemake job."
    )

    @model_validator(mode="after")
    def _verifies_what_is_expanded(self) -> Convert:
        if self.verify and self.templates != "wiki":
            raise ValueError(
                f"verify compares pages that are made with templates 'wiki', not {self.templates!r}; change one of both"
            )
        return self


class TFRecord(Section):
    """The token ids as TFRecord files, as Texar's GPT-2 example reads them."""

    max_seq_length: int = Field(
        1024,
        ge=3,
        description="Token ids in a sequence, special tokens included; a longer page becomes several sequences.",
    )
    bos: bool = Field(True, description="End of text before a page's first sequence.")
    eos: bool = Field(True, description="End of text after a page's last sequence.")


class Corpus(Section):
    """The training set."""

    manifests: list[str] = Field(
        [],
        description="Manifests to include; empty means every one built under `processed/` but `exclude_manifests`.",
    )
    exclude_manifests: list[str] = Field(
        ["demo"], description="Manifests that only a corpus that names them includes, such as the demonstration's."
    )
    val_fraction: float = Field(0.05, ge=0, le=0.5, description="Fraction of the pages held out for validation.")
    test_fraction: float = Field(
        0, ge=0, le=0.5, description="Fraction of the pages held out for testing; 0 makes no test split."
    )
    min_words: int = Field(1, ge=0, description="Pages with fewer words are left out.")
    normalize: Literal["NFC", "NFKC", "none"] = Field(
        "NFC",
        description="Unicode normalization form of the texts, control characters removed; `none` leaves them as they "
        "are.",
    )
    leave_out: list[Literal["redirect", "disambiguation", "stub", "list"]] = Field(
        ["redirect", "disambiguation"],
        description="Kinds of pages to leave out; a page is a `list` if its title says so, or if at least four fifths "
        "of its words are in list items.",
    )
    languages: list[str] = Field(
        [],
        description="Keep only pages in these languages (ISO 639 codes), as py3langid detects them; empty keeps all.",
    )
    min_language_score: float = Field(
        0,
        ge=0,
        le=1,
        description="Keep only pages that are in one language with at least this probability, as py3langid sees it.",
    )
    quality: Quality = Field(
        default_factory=Quality,
        description="Rules by which Gopher and FineWeb leave texts out, under datatrove's names; none by default "
        "(docs/corpus.md).",
    )
    mask: list[Literal["email", "phone", "ip"]] = Field(
        [],
        description="Personal data to replace by placeholders: e-mail addresses, phone numbers in international form, "
        "public IP addresses.",
    )
    repeated_lines: int = Field(
        0,
        ge=0,
        description="Lines of at least five words that occur on this many pages are boilerplate and are removed; 0 "
        "removes none.",
    )
    dedup: Literal["near", "exact", "none"] = Field(
        "near", description="Keep one of several pages that are identical (`exact`) or nearly identical (`near`)."
    )
    dedup_similarity: float = Field(
        0.8,
        gt=0,
        le=1,
        description="Jaccard similarity of word 5-grams from which pages are near duplicates.",
    )
    columns: list[Literal["wikitext", "html", "language", "language_score"]] = Field(
        [],
        description="Further columns of `pages.parquet`: what pages were made of, `wikitext` of wikis and dumps, and "
        "`html` of a snapshot; the `language` that py3langid detects, and its `language_score`.",
    )
    formats: list[Literal["jsonl", "webdataset"]] = Field(
        [],
        description="Further files of the pages of each split: `jsonl` writes `pages-train.jsonl`, …, `webdataset` "
        "`webdataset/pages-train-00000.tar`, ….",
    )
    tfrecord: TFRecord | None = Field(
        None,
        description="Write the token ids as TFRecord files, as Texar's GPT-2 example reads them; `{}` takes the "
        "defaults.",
    )

    @property
    def splits(self) -> list[str]:
        """The splits that the corpus has."""
        return ["train", "val", *(["test"] if self.test_fraction else [])]

    @property
    def hub_splits(self) -> list[str]:
        """The same under the names of Hugging Face's hub."""
        return [HUB_SPLITS[split] for split in self.splits]


class Tokenizer(Section):
    """Byte-pair encoding."""

    vocabulary: str = Field(
        "gpt2",
        description="`gpt2` is the vocabulary of the model in `train.init`, the released one for a model from scratch; "
        "`corpus` trains one on the corpus (for models from scratch); anything else is a folder with `encoder.json` "
        "and `vocab.bpe`, `vocab.json` and `merges.txt`, or the `tokenizer.json` of any model with a byte-level BPE, "
        "such as Llama 3 or Qwen. With more than 65,536 tokens the ids in `.bin` are uint32.",
    )
    size: int = Field(
        8192,
        ge=257,
        le=1 << 20,
        description="Tokens in a vocabulary trained on the corpus, end of text included.",
    )


class Config(Section):
    """wikimill's configuration."""

    contact: str | None = Field(
        None,
        pattern=r"^\S+@\S+$|^https?://\S+$",
        description="Your e-mail address or a URL that leads to you, sent in the User-Agent. Required for every wiki "
        "that is not on this machine: https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy.",
    )
    run: str = Field(
        "main",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
        description="Name of the run: `corpus/<run>` and `out/<run>`.",
    )
    compare_with: str = Field(
        "",
        description="Another corpus, by the name of its run or its folder: the report says what changed since. Empty "
        "for none.",
    )
    mediawiki: MediaWiki = Field(default_factory=MediaWiki, description="How wikis are queried.")
    convert: Convert = Field(default_factory=Convert, description="Wikitext to markdown.")
    corpus: Corpus = Field(default_factory=Corpus, description="The training set.")
    tokenizer: Tokenizer = Field(default_factory=Tokenizer, description="Byte-pair encoding.")
    train: Train = Field(default_factory=Train, description="Training.")
    evaluate: Evaluate = Field(
        default_factory=Evaluate, description="Loss and perplexity, by a window that slides over the text."
    )
    generate: Generate = Field(default_factory=Generate, description="Sampling.")

    @model_validator(mode="after")
    def _vocabulary_fits_model(self) -> Config:
        released = self.train.init in RELEASED_MODELS
        if released and self.tokenizer.vocabulary == "corpus":
            raise ValueError(
                f"tokenizer.vocabulary 'corpus' does not match train.init {self.train.init}: a released model knows "
                "only the vocabulary 'gpt2'"
            )
        if self.train.init == "scratch" and self.train.sample_length > self.train.architecture.n_ctx:
            raise ValueError(
                f"train.sample_length {self.train.sample_length} exceeds train.architecture.n_ctx "
                f"{self.train.architecture.n_ctx}"
            )
        if self.generate.test_samples and not self.corpus.test_fraction:
            raise ValueError("generate.test_samples needs a test split; set corpus.test_fraction")
        if self.generate.engine == "gpt-2-simple" and "openai" not in self.train.formats:
            raise ValueError("generate.engine gpt-2-simple reads OpenAI's format alone; add openai to train.formats")
        if self.generate.engine == "gpt-2-simple" and self.generate.checkpoint != "model":
            raise ValueError(
                "generate.engine gpt-2-simple reads OpenAI's format alone, and saved steps are in Hugging Face's; set "
                "another engine, or checkpoint: model"
            )
        return self

"""A trained model as a repository for a hub: weights, tokenizer, model card, samples, and whom its texts are of."""

from __future__ import annotations

from pathlib import Path

from wikimill.corpus.card.citation import CITATION
from wikimill.corpus.tokens.tokenizer_files import HUGGING_FACE, TOKENIZER
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, read_text, write_text
from wikimill.layout import PROVENANCE
from wikimill.publish.release import CARD, LICENCE, Release, check_repository, licence_text, place, read_licences
from wikimill.report.model_card import MODEL_CONFIG

CONFIG, WEIGHTS = "config.json", "model.safetensors"
FILES = (CONFIG, WEIGHTS, *HUGGING_FACE, TOKENIZER)
RESULTS = ("samples.jsonl", "log.csv", "loss.svg", "memorization.json")
IF_THERE = ("evaluation.json", "test_samples.tsv")


def prepare_model(run: Path, corpus: Path, output: Path, dataset: str | None = None) -> Release:
    """Write the folder for a hub of a model.

    Args:
        run: the folder `out/RUN`.
        corpus: that of the corpus that it was trained on.
        output: the folder to write.
        dataset: the repository of that corpus, which the card's metadata then name.

    Raises:
        WikimillError: a file is missing, or the model is not in Hugging Face's format.
    """
    if not (run / "model" / CONFIG).is_file():
        raise WikimillError(
            f"{run / 'model'}: there is no model in Hugging Face's format; train one, with huggingface in train.formats"
        )
    licences = read_licences(run / CARD)
    if dataset:
        check_repository(dataset)
    with atomic_folder(output) as folder:
        for name in FILES:
            place(run / "model" / name, folder / name)
        for name in (MODEL_CONFIG, *RESULTS, *(name for name in IF_THERE if (run / name).is_file())):
            place(run / name, folder / name)
        write_text(folder / CARD, _name_dataset(read_text(run / CARD, "card"), dataset))
        place(corpus / "attribution.tsv", folder / "attribution.tsv")
        place(corpus / CITATION, folder / "corpus" / CITATION)
        place(corpus / PROVENANCE, folder / "corpus" / PROVENANCE)
        write_text(folder / LICENCE, licence_text(corpus / "statistics.json"))
    return Release("model", run, output, licences)


def _name_dataset(card: str, dataset: str | None) -> str:
    """The card with a further key of its metadata."""
    return card.replace("---\n", f"---\ndatasets:\n- {dataset}\n", 1) if dataset else card

"""Personal data are masked, and nothing that only looks like them."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from tests.unit.corpus.builder import prose, write_manifest
from wikimill.config.model import Corpus
from wikimill.corpus.pages.pages_table import pages_table
from wikimill.corpus.pages.personal_data import mask
from wikimill.errors import WikimillError

KINDS = ("email", "phone", "ip")
MASKED = [
    ("email", "Write to ada.lovelace+1@mail.skerrow.org.", "Write to email@example.com."),
    ("email", "<first_last@x-y.co.uk>, *a@b.org*", "<email@example.com>, *email@example.com*"),
    ("email", "mailto:harbour@skerrow.museum?subject=x", "mailto:email@example.com?subject=x"),
    ("phone", "Call +44 20 7946 0958 or tel:+493012345678.", "Call +1 202 555 0100 or tel:+1 202 555 0100."),
    ("phone", "(+33 1 42 68 53 00)", "(+1 202 555 0100)"),
    ("phone", "Fax \uff0b1 (212) 736-5000", "Fax +1 202 555 0100"),
    ("ip", "From 8.8.4.4, [1.1.1.1]; 93.184.216.34.", "From 192.0.2.1, [192.0.2.1]; 192.0.2.1."),
    ("ip", "talk of 2A02:8109:9AC0::1F:2 (2001:4860:4860::8888)", "talk of 2001:db8::1 (2001:db8::1)"),
    ("ip", "2003:c0:1f3a:b00:9c2:1:2:3 wrote", "2001:db8::1 wrote"),
]
KEPT = """\
The wars of 1914-1918 and 1939\u20131945, 2005-03-12 14:55:00, 12.05.1987, 1.2.2003, 24/12/1999, from 1642 to 1691.
ISBN 978-0-262-03293-3, ISBN 0-7641-0819-0, ISSN 1234-5679, OCLC 123456789, EAN 4006381333931, PMID 12345678.
doi:10.1103/PhysRev.47.777, 10.1093/mnras/stt1433, arXiv:1109.3171, bibcode 2002A&A...384..180F, S2CID 119417105.
48.8583, +2.2945; 48°51′29.6″N 2°17′40.2″E; +16° 42′ 58.02″; \u221216 42 58.02; RA 06h 45m 08.917s; x+49 301234567
UTC+01:00, +1,234 votes, +3 to +7, C++ 11 2003 2011, 10^+12, a population of +1 234 567 890, pp. 211\u2013227 (2003)
020 7946 0958, NGC 4565, HD 48915, 3.14159265358979, version 10.0.19041.1, Chrome 88.0.4324.96, section 4.3.2.1.5
192.168.1.1, 127.0.0.1, 10.1.2.3, fe80::1, 2001:db8::7, ::1, std::vector, a::b, 12:30:45, 2 Kings 2:3, 00:1A:2B:3C:4D:5E
@handle, A@B, x@y.T, M@N.T@x, user@localhost, 5@3.50, f@1.2
email@example.com, +1 202 555 0100, 192.0.2.1, 2001:db8::1
"""


@pytest.mark.parametrize(("kind", "text", "expected"), MASKED)
def test_each_kind_has_its_placeholder(kind: str, text: str, expected: str) -> None:
    masked, counts = mask(text, [kind])
    assert masked == expected
    assert counts == {("masked", kind): sum(masked.count(part) for part in PLACEHOLDERS[kind])}
    assert mask(masked, KINDS) == (masked, {})
    assert mask(text, [other for other in KINDS if other != kind]) == (text, {})


PLACEHOLDERS = {"email": ["email@example.com"], "phone": ["+1 202 555 0100"], "ip": ["192.0.2.1", "2001:db8::1"]}


@pytest.mark.parametrize("line", KEPT.splitlines())
def test_years_numbers_of_books_and_coordinates_stay(line: str) -> None:
    assert mask(line, KINDS) == (line, {})


@pytest.mark.parametrize("unit", ["a-", "a@", "a.", "@a.", "1.", "2001:", "+1 ", "+1(", "1-", "a@a."])
def test_a_long_run_takes_time_in_proportion(unit: str) -> None:
    mask(unit, KINDS)  # imports
    start = time.process_time()
    mask(unit * (20_000 // len(unit)), KINDS)
    assert time.process_time() - start < 2


def test_what_was_masked_is_counted_and_texts_that_then_are_alike_are_one(project: Path) -> None:
    texts = {
        "A": f"Mail a@skerrow.org or b@skerrow.org. {prose(1)}",
        "B": f"Mail c@skerrow.org or d@skerrow.org. {prose(1)}",
        "C": f"8.8.8.8 edited. {prose(2)}",
        "D": prose(3),
    }
    write_manifest("m", texts)
    options = {"mask": ["email", "ip"], "val_fraction": 0, "dedup": "exact"}
    pages_table(["m"], Corpus.model_validate(options), Path("corpus/c"))
    pages = pd.read_parquet("corpus/c/pages.parquet").set_index("title")["text"]
    assert pages.index.tolist() == ["A", "C", "D"]
    assert pages["A"].startswith("Mail email@example.com or email@example.com. ")
    assert pages["C"].startswith("192.0.2.1 edited. ")
    taken = pd.read_csv("corpus/c/taken_out.tsv", sep="\t")
    assert taken.to_numpy().tolist() == [["masked", "email", 4, 2], ["masked", "ip", 1, 1]]


def test_a_package_that_is_not_installed_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    write_manifest("m", {"A": prose(1)})
    with pytest.raises(WikimillError, match=r"^corpus\.mask: phone needs .* \(phonenumbers\); run: pip install p"):
        pages_table(["m"], Corpus(mask=["phone"]), Path("corpus/c"))
    with pytest.raises(WikimillError, match=r"^corpus\.quality needs .*\(datatrove spacy\); run: pip install dat"):
        pages_table(["m"], Corpus.model_validate({"quality": {"gopher_quality": {}}}), Path("corpus/c"))

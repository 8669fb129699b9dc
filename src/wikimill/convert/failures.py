"""Errors of filters in a run of many pages: each quarantines its page instead of ending the run."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from wikimill.errors import WikimillError

log = logging.getLogger(__name__)


@dataclass
class Failures:
    """How many pages were converted, on how many of them a filter failed, and the first error."""

    pages: int = 0
    failed: int = 0
    first: str = ""

    def count(self, error: WikimillError | None) -> None:
        """One more page, with its filter's error if there was one."""
        self.pages += 1
        if error:
            self.failed += 1
            self.first = self.first or str(error)

    def report(self, fewest: int) -> None:
        """Log once, at the end, how many pages failed.

        Args:
            fewest: pages that tell a broken filter from an odd page.

        Raises:
            WikimillError: a filter failed on more than half of the pages: the filter is to blame, not a page.
        """
        if 2 * self.failed > self.pages >= fewest:
            raise WikimillError(f"filters failed on {self.failed} of {self.pages} pages; first {self.first}")
        if self.failed:
            log.warning("%d pages quarantined by an error in a filter; first %s", self.failed, self.first)

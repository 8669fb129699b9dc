"""How long a server asks to be left alone, by its header `Retry-After`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

log = logging.getLogger(__name__)


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds that a server asks to wait, six hours at most; none where what it says cannot be read.

    A date is compared with the server's own clock, or with ours where it shows none.
    """
    value = headers.get("Retry-After", "")
    until, now = _moment(value), _moment(headers.get("Date", ""))
    if until and now:
        return min(Retry.DEFAULT_RETRY_AFTER_MAX, max(0.0, (until - now).total_seconds()))
    try:
        return Retry().parse_retry_after(value) if value else 0.0
    except (InvalidHeader, ValueError, TypeError, OverflowError):
        log.debug("invalid Retry-After: %r", value)
        return 0.0


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""The upload of a folder to Hugging Face's hub, or to what answers at `HF_ENDPOINT`, in one commit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wikimill import __version__
from wikimill.address import is_loopback
from wikimill.errors import WikimillError
from wikimill.publish.release import Release, check_repository

if TYPE_CHECKING:
    from huggingface_hub import HfApi

TIMEOUT = 120.0  # seconds without a byte; a commit of many files may take the hub some time
NOTHING = "nothing was uploaded"
REASONS = {
    400: "it says that the request is wrong",
    401: "it refuses the token; make a new one that may write, and set HF_TOKEN to it",
    402: "it says that payment is needed, as where a quota is used up; make room there, or upload elsewhere",
    403: "the token may not do that; use one that may write to repositories of that owner",
    404: "there is no such owner or repository that this token may see; check the name",
    409: "it says that this conflicts with what is there; run again with --update",
    413: "it says that this is too large",
    429: "it says that there were too many requests; wait, and run again",
    507: "it has no room left; make room there, or upload elsewhere",
}


def upload(release: Release, name: str, token: str | None, private: bool, update: bool) -> str:
    """Upload a folder, in one commit: all of it appears, or nothing.

    Args:
        release: the folder.
        name: of the repository, `OWNER/NAME`.
        token: the hub's.
        private: whether only its owner sees a new repository.
        update: commit to a repository that is there, whose visibility stays.

    Returns:
        The address of the commit.

    Raises:
        WikimillError: no token, no valid name, a licence that is not known where everybody would see the texts, a
            repository that is there already or is not, or what the hub or the network refuse.
    """
    _check(release, name, token, private, update)
    api = _connect(token)
    where = f"{api.endpoint}, {release.kind} {name}"
    with hub_errors(where, NOTHING, NOTHING):
        api.whoami()
        exists = api.repo_exists(name, repo_type=release.kind)
    if exists and not update:
        raise WikimillError(f"{where}: it is there already; add --update to commit to it, or choose another name")
    if not exists and update:
        raise WikimillError(f"{where}: there is no such repository to update; leave --update out to create it")
    if exists:
        with hub_errors(where, NOTHING, NOTHING):
            is_public = api.repo_info(name, repo_type=release.kind).private is not True
        _check_licence(release, is_public, f"{where} is public")
    else:
        with hub_errors(where, NOTHING, f"{NOTHING}, but the repository may be there now"):
            api.create_repo(name, repo_type=release.kind, private=private)
    refused = NOTHING if exists else f"{NOTHING}, but the repository was created: run again with --update"
    with hub_errors(where, refused, "look there whether the files arrived; if not, run again with --update"):
        done = api.upload_folder(
            repo_id=name,
            repo_type=release.kind,
            folder_path=release.folder,
            commit_message=f"Made by wikimill {__version__}",
        )
        return str(done.commit_url)


def _connect(token: str | None) -> HfApi:
    """The hub, asked by a client that does not wait for ever, as the library's own does."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read when huggingface_hub is imported
    import httpx2
    from huggingface_hub import HfApi, constants, set_client_factory
    from huggingface_hub.utils import disable_progress_bars

    if constants.HF_HUB_OFFLINE:
        raise WikimillError("HF_HUB_OFFLINE is set, and nothing may be uploaded; unset it")
    set_client_factory(lambda: httpx2.Client(follow_redirects=True, timeout=TIMEOUT))
    if not sys.stderr.isatty():
        disable_progress_bars()
    api = HfApi(token=token, library_name="wikimill", library_version=__version__)
    _check_endpoint(api.endpoint)
    return api


@contextmanager
def hub_errors(where: str, refused: str, unsure: str) -> Iterator[None]:
    """What goes wrong at a hub as one line, which also says what is there now.

    Whatever a server answers, it is no traceback: the library raises what Python happens to raise where an answer is
    not what it expects.

    Args:
        where: the hub and the repository.
        refused: what is there when the hub refused.
        unsure: what is there when it did something else, or nothing.
    """
    try:
        yield
    except (WikimillError, MemoryError):
        raise
    except Exception as error:
        status = next((code for each in _causes(error) if (code := _status(each))), None)
        if status:
            reason = f"HTTP {status}: {REASONS.get(status, 'the hub cannot do that now; run again later')}"
            raise WikimillError(f"{where}: {reason}; {refused}") from None
        raise WikimillError(f"{where}: {_reason(error)}; {unsure}") from None


def _reason(error: BaseException) -> str:
    import httpx2

    for each in _causes(error):
        if isinstance(each, httpx2.TimeoutException):
            return "it does not answer in time; check the connection, and run again"
        if isinstance(each, httpx2.TransportError):
            return f"it cannot be reached ({type(each).__name__}); check the connection, and run again"
    return f"it answers what is no answer of a hub ({type(error).__name__}); check HF_ENDPOINT"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _status(error: Any) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


def _check(release: Release, name: str, token: str | None, private: bool, update: bool) -> None:
    check_repository(name)
    if not token:
        raise WikimillError("HF_TOKEN is not set; set it to a token of the hub that may write, and run again")
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise WikimillError("HF_TOKEN is no token: it has spaces or characters beyond ASCII; set it anew")
    if not update:
        _check_licence(release, not private, "with --public everybody would see them")


def _check_licence(release: Release, is_public: bool, why: str) -> None:
    if is_public and not release.is_licence_known:
        raise WikimillError(
            f"{release.source}: the licence of some texts is not known, and {why}; name it as `licence:` in their "
            "manifest, or keep them private"
        )


def _check_endpoint(endpoint: str) -> None:
    """A token is sent to this machine, or encrypted."""
    address = urlsplit(endpoint)
    if address.scheme != "https" and not is_loopback(address.netloc):
        raise WikimillError(
            f"HF_ENDPOINT: {endpoint} is not encrypted, and the token would be read on its way; use https"
        )

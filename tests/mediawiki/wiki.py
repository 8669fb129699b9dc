"""A real MediaWiki on loopback: Debian's packages, PHP's own web server, SQLite.

Debian's `mediawiki` package would bring Apache and MariaDB along, so it is unpacked, not installed.
"""

from __future__ import annotations

import bz2
import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote_plus

from filelock import FileLock

from tests import debian
from tests.ports import free_port, is_free

PACKAGES = ["php-cli", "php-sqlite3", "php-mbstring", "php-xml", "php-intl", "php-apcu", "php-curl", "lua5.1"]
EXTENSIONS = "pdo_sqlite mbstring xml intl apcu curl"
START = 60  # seconds in which a server begins to answer, or lets its port go
TAKEN = "Address already in use"
SETTINGS = """
$wgJobRunRate = 0;
$wgMainCacheType = CACHE_ACCEL;
$wgSessionCacheType = CACHE_DB;
$wgCacheDirectory = "{folder}/cache";
$wgLocalisationCacheConf['store'] = 'array';
$wgLocalisationCacheConf['storeDirectory'] = "{folder}/cache";
$wgRateLimits = [];
$wgEnableEmail = false; $wgPingback = false; $wgUseInstantCommons = false;
$wgMaxArticleSize = 4096;
$wgRightsText = 'CC0-1.0';
$wgMathValidModes = [ 'source' ];  // the others ask a server of Wikimedia's
$wgDefaultUserOptions['math'] = 'source';
$wgMathDisableTexFilter = 'always';
$wgScribuntoDefaultEngine = 'luastandalone';
$wgScribuntoEngineConf['luastandalone']['luaPath'] = '/usr/bin/lua5.1';
$wgNamespaceAliases['Picture'] = NS_FILE;
if ( is_file( "{folder}/private" ) ) { $wgGroupPermissions['*']['read'] = false; }
"""


@contextlib.contextmanager
def new_wiki(wiki: RealWiki) -> Iterator[RealWiki]:
    """Install a wiki, for the caller to fill and start; the test is skipped where that is impossible."""
    debian.skip_unless_installable("a real MediaWiki")
    wiki.install()
    try:
        yield wiki
    finally:
        wiki.stop()


@contextlib.contextmanager
def serve_dump(dump: Path, shared: Path, folder: Path) -> Iterator[RealWiki]:
    """A wiki that serves a dump: a copy of one in `shared`, which the first test process to need it installs."""
    debian.skip_unless_installable("a real MediaWiki")
    first = RealWiki(shared / "mediawiki")
    done = shared / "mediawiki.json"
    with FileLock(shared / "mediawiki.lock"):
        if done.exists():
            first.port = json.loads(done.read_text())
        else:
            shutil.rmtree(first.folder, ignore_errors=True)
            first.install()
            first.load(dump)
            done.write_text(json.dumps(first.port))
    wiki = first.copy(folder)
    wiki.start()
    try:
        yield wiki
    finally:
        wiki.stop()


@dataclass
class RealWiki:
    """A wiki in `folder`, which must be empty. Another one's `www` saves unpacking."""

    folder: Path
    name: str = "Skerrow Wiki"
    language: str = "en"
    www: Path | None = None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """URL of the API."""
        return f"http://127.0.0.1:{self.port}/w/api.php"

    @property
    def folder_name(self) -> str:
        """The wiki's folder below `processed/mediawiki`."""
        return f"127.0.0.1%3A{self.port}"

    def install(self) -> None:
        """Install PHP, unpack MediaWiki and make an empty wiki."""
        for each in ("data", "cache"):
            (self.folder / each).mkdir(parents=True)
        if self.www:
            (self.folder / "www").symlink_to(self.www)
        else:
            with debian.apt_lock():
                self._unpack()
        self._php("install", "--dbtype", "sqlite", "--dbname", "wiki", "--dbpath", str(self.folder / "data"),
                  "--server", f"http://127.0.0.1:{self.port}", "--scriptpath", "/w", "--lang", self.language,
                  "--extensions", "ParserFunctions,Cite,Scribunto,Poem,Math", "--skins", "Vector",
                  "--confpath", str(self.folder), "--pass", "Loopback-only-2026", self.name, "Admin")  # fmt: skip
        with (self.folder / "LocalSettings.php").open("a") as settings:
            settings.write(SETTINGS.replace("{folder}", str(self.folder)))

    def copy(self, folder: Path) -> RealWiki:
        """The same in another empty folder, at a port of its own, not yet started."""
        copy = replace(self, folder=folder, port=free_port(), process=None)
        for each in ("data", "cache"):
            shutil.copytree(self.folder / each, folder / each)
        (folder / "www").symlink_to(self.folder / "www")
        settings = (self.folder / "LocalSettings.php").read_text()
        settings = settings.replace(str(self.folder), str(folder)).replace(f":{self.port}", f":{copy.port}")
        (folder / "LocalSettings.php").write_text(settings)
        return copy

    def empty(self, folder: Path, language: str) -> RealWiki:
        """An empty wiki in another language, in an empty folder."""
        new = RealWiki(folder, self.name, language, self.folder / "www")
        new.install()
        return new

    def _unpack(self) -> None:
        check = f'foreach(explode(" ", "{EXTENSIONS}") as $e) if(!extension_loaded($e)) exit(1);'
        programs = all(map(shutil.which, ("php", "lua5.1")))
        if not programs or subprocess.run(["php", "-r", check], check=False).returncode:
            debian.apt("update")
            debian.apt("install", "-y", "--no-install-recommends", *PACKAGES)
        packages = self.folder / "packages"
        packages.mkdir(parents=True)
        if subprocess.run(["apt-cache", "show", "mediawiki"], check=False, capture_output=True).returncode:
            debian.apt("update")
        debian.apt("download", "mediawiki", "mediawiki-classes", folder=packages)
        root = self.folder / "root"
        for package in packages.glob("*.deb"):
            self._run("dpkg-deb", "-x", str(package), str(root))
        www = self.folder / "www" / "w"
        www.parent.mkdir()
        (root / "usr/share/mediawiki").rename(www)
        for link in ("LocalSettings.php", "config", "extensions", "images"):
            (www / link).unlink(missing_ok=True)  # absolute links into /etc and /var/lib
        (www / "extensions-core").rename(www / "extensions")
        (www / "images").mkdir()

    def load(self, dump: Path) -> None:
        """Import an XML export; templates first, so that the articles' links are counted with them."""
        xml = bz2.decompress(dump.read_bytes()).decode()
        head, rest = xml.split("  <page>\n", 1)
        pages = ["  <page>\n" + page for page in rest.replace("</mediawiki>\n", "").split("  <page>\n")]
        pages.sort(key=lambda page: "<ns>10</ns>" not in page)
        self.import_xml(head + "".join(pages) + "</mediawiki>\n")

    def import_xml(self, text: str, links: bool = True) -> None:
        """Import an XML export as it is; without `links` its pages are in no category, which is ten times as fast."""
        options = [] if links else ["--no-updates"]
        self._php("importDump", "--no-local-users", "--username-prefix=", *options, stdin=text)
        self._php("runJobs")
        self._php("initSiteStats", "--update", "--active")

    def export(self, path: Path) -> None:
        """Write what the wiki holds as an XML export."""
        self._php("dumpBackup", "--current", f"--output=file:{path}", "--quiet")

    def edit(self, title: str, text: str) -> None:
        """Save a page."""
        self._php("edit", "-u", "Admin", "-s", "test", title, stdin=text)
        self._php("runJobs")

    def delete(self, *titles: str) -> None:
        """Delete pages."""
        self._php("deleteBatch", "-u", "Admin", stdin="".join(f"{title}\n" for title in titles))

    def move(self, title: str, new: str) -> None:
        """Move a page, without a redirect."""
        self._php("moveBatch", "--noredirects", "-u", "Admin", stdin=f"{title}|{new}\n")

    def bot_password(self, grants: str) -> tuple[str, str]:
        """A user name and a password for bots with these grants."""
        name, password = f"mill{secrets.token_hex(4)}", secrets.token_hex(16)
        self._php("createBotPassword", "--appid", name, "--grants", grants, "Admin", password)
        return f"Admin@{name}", password

    @contextlib.contextmanager
    def private(self) -> Iterator[None]:
        """While it lasts, only people who are logged in may read."""
        switch = self.folder / "private"
        switch.touch()
        try:
            yield
        finally:
            switch.unlink()

    def start(self) -> None:
        """Serve the wiki until `stop`; as long as something else is at its port, try again."""
        log = self.folder / "server.log"
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                if self.process and TAKEN not in log.read_text(errors="replace")[-500:]:
                    break
                self._serve(log)
            try:
                with urllib.request.urlopen(f"{self.url}?action=query&format=json", timeout=30):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(log.read_text(errors="replace")[-2000:])

    def _serve(self, log: Path) -> None:
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                ["php", "-d", "apc.shm_size=128M", "-d", "memory_limit=512M", "-d", "display_errors=0",
                 "-S", f"127.0.0.1:{self.port}", "-t", str(self.folder / "www")],
                cwd=self.folder / "www", stdout=file, stderr=file, start_new_session=True,
                env={**self._environment(), "PHP_CLI_SERVER_WORKERS": "4"},
            )  # fmt: skip

    def stop(self) -> None:
        """End the server and its workers, which outlive their parent, and wait until they have let the port go."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            deadline = time.monotonic() + START
            while not is_free(self.port) and time.monotonic() < deadline:
                time.sleep(0.01)

    def requests(self) -> list[dict[str, str]]:
        """The parameters of every API request so far, in the order in which they came."""
        log = (self.folder / "server.log").read_text(errors="replace")
        queries = re.findall(r"(?:GET|POST) /w/api\.php(?:\?(\S*))?", log)
        return [{key: unquote_plus(values[0]) for key, values in parse_qs(query).items()} for query in queries]

    def _php(self, script: str, *arguments: str, stdin: str = "") -> None:
        self._run("php", str(self.folder / f"www/w/maintenance/{script}.php"), *arguments, stdin=stdin)

    def _run(self, *command: str, folder: Path | None = None, stdin: str = "") -> None:
        done = subprocess.run(
            command, cwd=folder or self.folder, input=stdin, text=True, capture_output=True, check=False,
            env=self._environment(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    def _environment(self) -> dict[str, str]:
        settings = str(self.folder / "LocalSettings.php")
        return {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "MW_CONFIG_FILE": settings}

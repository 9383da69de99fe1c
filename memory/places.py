"""Choose where the embedded databases live: folders that last, and a short private one for their sockets."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from errors import StorageUnavailable
from memory.children import Account, server_account

log = logging.getLogger(__name__)

OWNER = "agency_owner"
# A socket's path may have 107 bytes on Linux and 103 on macOS, `.s.PGSQL.5432` included.
_SHORT_AND_PLAIN = re.compile(r"[\w./+@=-]{1,85}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Urls:
    """Where the servers answer; the database's as its owner, who may do everything there."""

    database: str
    redis: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Folders of one installation: `data` lasts, `run` holds sockets that only our servers' user enters."""

    root: Path
    run: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "postgres"

    @property
    def redis_socket(self) -> Path:
        """Valkey's socket."""
        return self.run / "valkey.sock"


def settle(home: Path) -> Place:
    """Choose and make the folders; nothing above `home` changes its permissions."""
    account = server_account()
    private = 0o711 if account else 0o700
    home = home.resolve()
    home.mkdir(mode=private, parents=True, exist_ok=True)
    name = f"agency-os-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    root = home / "embedded"
    if account and not may_enter(account, home):
        root = Path("/var/tmp") / name  # noqa: S108
        log.warning("%s is closed to the database's user: its data is in %s", home, root)
    _own_folder(root, mode=private)
    run = root / "run"
    if not _SHORT_AND_PLAIN.fullmatch(str(run)):
        outer = Path(tempfile.gettempdir()) / name
        _own_folder(outer, mode=private)
        run = outer / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(run, account.uid, account.gid)
    return Place(root=root, run=run, account=account)


def urls_of(place: Place) -> Urls:
    """The addresses of this place's servers; the owner's password is beside the data, mode 0600."""
    password = (place.root / "password").read_text(encoding="utf-8")
    host = quote(str(place.run), safe="")
    return Urls(
        database=f"postgresql://{OWNER}:{password}@/postgres?host={host}",
        redis=f"unix://{quote(str(place.redis_socket))}?db=0",
    )


def may_enter(account: Account, folder: Path) -> bool:
    """Whether the account may walk from the root down into the folder."""
    for part in (folder, *folder.parents):
        found = part.stat()
        if not found.st_mode & 0o001 and not (found.st_uid == account.uid and found.st_mode & 0o100):
            return False
    return True


def _own_folder(path: Path, *, mode: int) -> None:
    """Make the folder, or refuse one that another user put in its place."""
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.geteuid():
        raise StorageUnavailable(f"{path} belongs to somebody else: remove it or set AGENCY_HOME elsewhere.")

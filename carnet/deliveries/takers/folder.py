"""A folder of the server, which the operator allows (settings.DELIVERY_FOLDER): a share the office works in. Each firm
has its own below it, and no way out of it. A file is there as a whole or not at all.
"""

import errno
import os
from pathlib import Path

from carnet.connectors.trouble import Trouble
from carnet.core.disk import keep_names
from carnet.deliveries.parcels import Parcel

TROUBLES = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EROFS: "not_allowed",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
}


class Folder:
    """`base` is the operator's and is never made here: a share that is not mounted must not look empty. `inner` are
    parts of a path below it."""

    def __init__(self, base: str, inner: tuple[str, ...]) -> None:
        self.base, self.inner = base, inner

    def check(self) -> None:
        if not self.base or not Path(self.base).is_dir():
            raise Trouble("unreachable")
        self._in_words(lambda: self._made(()))

    def put(self, parcel: Parcel) -> str:
        return self._in_words(lambda: self._put(parcel))

    def _in_words(self, act):
        try:
            return act()
        except OSError as problem:
            raise Trouble(TROUBLES.get(problem.errno or 0, "broken")) from problem

    def _put(self, parcel: Parcel) -> str:
        folder = self._made(parcel.folder)
        target = folder / parcel.name
        # Only a whole file ever gets this name, and it holds our reference: it is the one we laid down before.
        if not target.exists():
            draft = folder / f".{parcel.key}.part"
            try:
                _write(draft, parcel)
                draft.rename(target)
            finally:
                draft.unlink(missing_ok=True)
            keep_names(folder)
        return "/".join((*parcel.folder, parcel.name))

    def _made(self, parts: tuple[str, ...]) -> Path:
        """Made part by part: a link that leads out of the firm's folder is not followed."""
        base = Path(self.base).resolve()
        folder = base.joinpath(*self.inner, *parts)
        if not folder.resolve().is_relative_to(base.joinpath(*self.inner[:1])):
            raise Trouble("not_allowed")
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _write(draft: Path, parcel: Parcel) -> None:
    with draft.open("wb") as file:
        file.writelines(parcel.pieces())
        file.flush()
        os.fsync(file.fileno())

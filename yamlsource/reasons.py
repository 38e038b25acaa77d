"""Why a file or folder cannot be used, in German: the system's own words are English."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "gibt es nicht",
    errno.EACCES: "keine Berechtigung",
    errno.EPERM: "keine Berechtigung",
    errno.EISDIR: "ist ein Ordner",
    errno.ENOTDIR: "ein Teil des Pfades ist kein Ordner",
    errno.EEXIST: "gibt es schon",
    errno.ENOSPC: "der Datenträger ist voll",
    errno.EROFS: "der Datenträger lässt sich nur lesen",
    errno.ENAMETOOLONG: "der Name ist zu lang",
    errno.EADDRINUSE: "schon belegt",
    errno.EADDRNOTAVAIL: "diese Adresse gibt es hier nicht",
}


def reason_of(error: OSError) -> str:
    """A few words for people; what has none here keeps the system's."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    return error.strerror or "unbekannter Fehler"

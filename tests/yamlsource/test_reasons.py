"""The system's reasons, in German."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from yamlsource import reason_of


def test_what_really_happens_is_said_in_german(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as missing:
        (tmp_path / "none").read_bytes()
    with pytest.raises(OSError, match="directory") as folder:
        tmp_path.read_bytes()
    assert (reason_of(missing.value), reason_of(folder.value)) == ("gibt es nicht", "ist ein Ordner")


def test_other_reasons_keep_the_words_of_the_system() -> None:
    assert reason_of(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert reason_of(OSError()) == "unbekannter Fehler"

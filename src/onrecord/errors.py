"""Errors that a user can do something about; each message is a whole sentence that says what and where."""

from __future__ import annotations


class OnrecordError(Exception):
    """What went wrong, in words for a person."""


class ReadingError(OnrecordError):
    """Reading had to stop as a whole."""


class RecordError(OnrecordError):
    """A record that cannot be opened, read or written."""


class NamesError(OnrecordError):
    """A list of names that cannot be used."""


class CorrectionError(OnrecordError):
    """A correction that cannot be made: of what is not there, by nobody, or too long."""


class ExportError(OnrecordError):
    """An export that cannot be made here."""


class StoreError(OnrecordError):
    """A store that cannot be read or written."""

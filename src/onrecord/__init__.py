"""onrecord: who said what, on which occasion, in whose words, across a pile of news articles."""

__version__ = "0.1.0"

"""Texts held against each other: common words and passages, retellings, what is said in other words.

Pure functions that several linkers share; they know nothing of stories or of other articles.
"""

"""Wayhome: what is owed to a missing child now, by whom, by when, under which clause."""

__version__ = "0.1.0"

"""The command line: check, replay, explain, and the proof that every clause is carried out."""

from wayhome.cli.app import main as main

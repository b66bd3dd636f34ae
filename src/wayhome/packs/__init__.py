"""Reads and checks the procedures: text files that practitioners write, as data for the engine."""

from wayhome.packs.library import Library as Library
from wayhome.packs.library import LoadedPack as LoadedPack
from wayhome.packs.library import load_all as load_all
from wayhome.packs.library import load_pack as load_pack
from wayhome.packs.problems import Problem as Problem
from wayhome.packs.vocabulary import load_vocabulary as load_vocabulary

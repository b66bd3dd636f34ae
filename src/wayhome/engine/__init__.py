"""The engine: facts + procedures + now -> duties, categories, flags, prompts, reasons. Standard
library only.
"""

from wayhome.engine.compiled import CompiledPack, compile_pack
from wayhome.engine.conditions import UnknownNameError
from wayhome.engine.deciding import decide
from wayhome.engine.decision import Because, Category, Decision, DueTime, Duty, Item, Subject
from wayhome.engine.facts import Fact
from wayhome.engine.rules import Pack, Vocabulary

__all__ = [
    "Because",
    "Category",
    "CompiledPack",
    "Decision",
    "DueTime",
    "Duty",
    "Fact",
    "Item",
    "Pack",
    "Subject",
    "UnknownNameError",
    "Vocabulary",
    "compile_pack",
    "decide",
]

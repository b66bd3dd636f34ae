"""The procedures of this repository, compiled: each alone, and all of them together."""

from tests.repository.tree import PROCEDURES
from wayhome.engine import CompiledPack, compile_pack
from wayhome.packs import load_all

LIBRARY = load_all(PROCEDURES)
VOCABULARY = LIBRARY.vocabulary
COMPILED = {key: compile_pack(pack, VOCABULARY) for key, pack in LIBRARY.packs.items()}


class Procedures(tuple[CompiledPack, ...]):
    """Procedures decided together; a failing example shows their names and not all their rules."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{' + '.join(pack.key for pack in self)}>"


def choices(compiled: dict[str, CompiledPack]) -> list[Procedures]:
    """Each procedure alone, all together, and all together in the other order."""
    alone = [Procedures((pack,)) for pack in compiled.values()]
    together = Procedures(compiled.values())
    return [*alone, together, Procedures(together[::-1])] if len(together) > 1 else alone


CHOICES = choices(COMPILED)
AUTHORITIES = sorted({name for p in LIBRARY.packs.values() for name in p.authority_names})

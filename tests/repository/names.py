"""The local names of a pack, and where they occur in a text."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

# Words that a title, an authority or a service shares with any other in the country. Alone they
# name nobody; the whole phrase is looked for besides. London is among them because it is also the
# name of the time zone in which every procedure counts ("London time", a "London date").
GENERIC_WORDS = set(
    """
    a action adult advice agreed agreement alert all an and antisocial area assessment at
    authority away behaviour board borough by care carer case child children childrens city
    clinical co-ordinator commissioning committee community company concern constabulary contact
    coordinator council councils county crime criminal dedicated designated desk detective
    director district domestic duty early east education emergency england episode exploitation
    exploited families family first for form from front go group guidance guide head health help
    home homes hospital hour hours hub in independent information inspector interview joint lead
    leader leads learning liaison line local london lone looked lost manager meeting metropolitan
    missing multi multi-agency national network nhs north of office officer on or our out panel
    parent partner partners partnership people person persons place plan police practice
    procedure procedures programme protocol protocols reduction referral report reporting
    responsible return reviewing risk royal runaway safe safeguarding school schools screening
    service services sexual sexually single social south specialist staff strategic strategy sub
    support task team the their they to trust uk unit up upon victim voluntary wales welfare
    wellbeing west what when who with work worker young youth
    """.split()
)
# National numbers belong to nobody.
NATIONAL_NUMBERS = {"999", "101", "111", "112", "116000", "116 000"}

_NAMING_FIELDS = {"key", "title", "authority", "authority_names", "local_names"}
# Of a contact, the fields that are Wayhome's own words and not a name or a number.
_PLAIN_FIELDS = {"key", "role", "status", "note", "cites", "verified_on", "successor", "hours"}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _phrases(text: str) -> Iterator[str]:
    """The whole name, and what stands in brackets or between slashes: `Front Desk (FD)`."""
    yield text
    parts = re.split(r"[()/;,]|\s[-–—]\s", text)
    if len(parts) > 1:
        yield from parts


def _proper(phrase: str) -> bool:
    return any(sign.isupper() or sign.isdigit() for sign in phrase)


def _slug(phrase: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower().replace("'", "").replace("’", "")).strip("_")


def _one_generic_word(phrase: str) -> bool:
    return phrase.lower().replace("'", "").replace("’", "") in GENERIC_WORDS


def _with_initials(phrase: str) -> Iterator[str]:
    """The name, and words in capitals within it: `ABC team` is also known as `ABC`."""
    yield phrase
    yield from re.findall(r"(?<![\w@.])[A-Z][A-Z0-9]*[A-Z0-9](?![\w@.])", phrase)


def local_names(pack: dict[str, Any], common: Iterable[str]) -> set[str]:
    """Every name of this pack that may not occur in code.

    `common` are the keys of the shared vocabulary (roles, duties, facts): a local name that is
    one of them in capitals, such as "Social Worker", names nobody.
    """
    keys = set(common)
    found: set[str] = set()
    texts = [text for field in _NAMING_FIELDS for text in _strings(pack.get(field))]
    for contact in pack.get("contacts") or []:
        texts += [
            text
            for field, value in contact.items()
            if field not in _PLAIN_FIELDS
            for text in _strings(value)
        ]
    for text in texts:
        names = [n for phrase in _phrases(" ".join(text.split())) for n in _with_initials(phrase)]
        for name in (phrase.strip(" .:") for phrase in names):
            if len(name) < 2 or not _proper(name) or name in NATIONAL_NUMBERS:
                continue
            if _slug(name) in keys or _one_generic_word(name) or re.fullmatch(r"(19|20)\d\d", name):
                continue
            found.add(name)
    return found | authority_words(pack)


def authority_words(pack: dict[str, Any]) -> set[str]:
    """The single words of an authority's name that name it: forbidden in any spelling."""
    words: set[str] = set()
    for text in _strings([pack.get("authority"), pack.get("authority_names")]):
        for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text):
            plain = word.lower().replace("'", "").replace("’", "")
            if word[0].isupper() and plain not in GENERIC_WORDS:
                words.add(word)
    return words


def occurrences(text: str, pack: dict[str, Any], common: Iterable[str]) -> list[str]:
    """The names of this pack, and the ids of its clauses, that this text contains."""
    text = " ".join(text.split())
    loose = authority_words(pack) | {str(pack["key"])}
    found = [
        name
        for name in sorted(local_names(pack, common) | loose)
        if re.search(
            rf"(?<![^\W_]){re.escape(name)}(?![^\W_])",
            text,
            flags=re.IGNORECASE if name in loose else 0,
        )
    ]
    prefix = str(pack["clause_prefix"])
    found += re.findall(rf"(?<![^\W_]){re.escape(prefix)}-[\w.*{{<(-]*", text)
    return found

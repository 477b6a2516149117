"""Months by their names in languages other than English: exports are written where their product is used."""

from __future__ import annotations

import re
import unicodedata

_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_NAMES = {
    "cs": "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fi": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu "
    "heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca "
    "lipca sierpnia września października listopada grudnia",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}
_ALSO = {
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "de": "jänner feber mrz apr mai jun jul aug sept okt nov dez",
    "es": "ene feb mar abr may jun jul ago setiembre oct nov dic",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
}
LANGUAGES = tuple(sorted(_NAMES))
"""Languages whose months are known (ISO 639-1)."""

_WORD = re.compile(r"[^\W\d_]+\.?")
_ORDINAL = re.compile(r"(?<=\d)(?:\.(?=\s)|er\b|º|ª)")
_FILLING = frozenset("de del den der am le il la of kl um à a das dnia".split())


def in_english(text: str, language: str) -> str:
    """A moment with its month in English and the words around it gone; what names no month stays.

    A month may be written short, as far as no other begins so.
    """
    found = False

    def translated(word: re.Match[str]) -> str:
        nonlocal found
        number = _month(word.group().rstrip("."), language)
        if number is None:
            return "" if word.group().casefold() in _FILLING else word.group()
        found = True
        return _ENGLISH[number]

    told = _WORD.sub(translated, _ORDINAL.sub("", text))
    return re.sub(r"\s+", " ", told).strip() if found else text


def _month(word: str, language: str) -> int | None:
    said = _plain(word)
    names = [
        [_plain(name) for name in table[language].split()] for table in (_NAMES, _ALSO) if language in table
    ]
    whole = {number for table in names for number, name in enumerate(table) if name == said}
    begun = {number for table in names for number, name in enumerate(table) if name.startswith(said)}
    chosen = whole or (begun if len(said) >= 3 else set())
    return chosen.pop() if len(chosen) == 1 else None


def _plain(word: str) -> str:
    """Small letters without their marks: exports lose them."""
    parted = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char))

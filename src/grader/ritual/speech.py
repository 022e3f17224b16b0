"""Whether a row of words is speech: has it words that hold a sentence together.

Of each language the commonest small words. Twelve nouns of a dictionary hold none of them, and a
sentence of twelve words holds several. A language that is not here is not judged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_SMALL = {
    "en": "the a an of to in is are and or it its for each every with that this these those from by"
    " as on at be so into then we i how what which where when not no all both one them their there"
    " up out have has was were will would can than but if after before over only also you our they",
    "de": "der die das den dem des ein eine einen einem einer und oder ist sind wird werden in im"
    " mit von zu zum zur auf aus wie wie viele jede jeder jedes jeden jedem es sich nicht als nach"
    " bei dass dann hat man wir daraus pro alle so noch um durch",
    "fr": "le la les un une des du de et ou est sont dans en que qui pour par sur avec chaque"
    " ce cette ces on il elle au aux ne pas se sa son ses plus puis comme d l y tout tous",
    "es": "el la los las un una de del y o es son en que para por con cada se lo su sus al no"
    " como esta este estos todos todo mas si luego hay",
    "it": "il lo la i gli le un una di del della dei e o sono in che per con ogni si su da al non"
    " come questa questo poi tutti sua",
    "pt": "o a os as um uma de do da dos das e ou em no na que para por com cada se ao nao como"
    " esta este todos mais",
    "nl": "de het een van en of is zijn in op met voor dat die elke elk wordt worden er te om uit"
    " door als niet dan we hoe aan alle",
    "sv": "en ett och eller av till i som med att det den de varje for fran pa inte har kan vi hur",
    "da": "en et og eller af til i som med at det den de hver for fra pa ikke har kan vi hvor",
    "pl": "i w na z do o za od jest sa nie to sie oraz dla kazdej kazdy kazda ktore ktory"
    " przez jak po",
    "cs": "a v na z do o se je jsou ne to pro kazdy kazdou kazde ktere ktery jak po s ze",
    "hu": "a az egy es is nem hogy van minden ki be meg ez vagy mint annak azt",
    "fi": "ja on ei se joka kun jokaisen jokainen kaikki ovat tai kuin sen niin jos",
    "tr": "ve bir bu icin ile her da de olan olarak ne gibi kadar sonra daha en var",
    "ro": "si de la in pe cu o un care este sunt pentru din nu fiecare se ca sau ale al",
    "id": "yang dan di ke dari untuk setiap dengan ini itu adalah pada atau tidak dalam akan",
    "vi": "va cua cac la cho mot trong co khong moi duoc nhung voi nay tu so",
}
_WORDS = {language: frozenset(text.split()) for language, text in _SMALL.items()}
_SHARE = 8
_LEAST = 2


def small(language: str) -> frozenset[str]:
    """The small words of a language."""
    return _WORDS[language]


def is_speech(words: Sequence[str]) -> bool:
    """Whether `words` hold together in one of the languages, or are of a script not known here."""
    plain = [_plain(word) for word in words]
    latin = [word for word in plain if word.isascii() and word.isalpha()]
    if len(latin) * 2 < len(plain):
        return True
    return any(_count(plain, language) >= max(_LEAST, len(latin) // _SHARE) for language in _WORDS)


def knows(words: Sequence[str], language: str) -> bool:
    """Whether `words` are of this language more than of any other."""
    plain = [_plain(word) for word in words]
    own = _count(plain, language)
    return own >= _LEAST and own >= max(_count(plain, other) for other in _WORDS)


def _count(words: Sequence[str], language: str) -> int:
    return sum(word in _WORDS[language] for word in words)


def _plain(word: str) -> str:
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))

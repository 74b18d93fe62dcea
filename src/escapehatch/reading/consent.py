"""Did the bot offer a person, and do these few words accept or decline? In the languages of the patterns."""

from __future__ import annotations

import re
from typing import Final

from .tidy import folded, without_accents

#: Words of an answer that is plainly only an answer.
WORDS_MAX: Final = 9

_PERSON: Final = (
    r"(?:agents?|humans?|person|people|someone|somebody|representative|colleague|operator|advis[eo]r|specialist|team(?: member)?|staff|live (?:chat|support)|customer (?:service|support|care)|support team|call(?: you)?(?: back)?|callback|ring you"
    r"|persona|humano|agente|asesor|companero|alguien|operador|llamemos|llamen|personne|humain|conseiller|collegue|quelqu'un|rappel\w*|mensch\w*|mitarbeiter\w*|kolleg\w*|berater\w*|jemand\w*|anrufen|zuruckrufen|ruckruf|persona|umano|operatore|collega|qualcuno|richiam\w*"
    r"|pessoa|atendente|colega|alguem|mens|medewerker|collega|iemand|czlowiek\w*|konsultant\w*|insan\w*|temsilci\w*|manniska|medarbetare|menneske|medarbejder|ihmi\w+|clovek\w*|operator\w*|om|nguoi|nhan vien|manusia|petugas|orang"
    r"|человек\w*|оператор\w*|сотрудник\w*|менеджер\w*|специалист\w*|людин\w*|إنسان|موظف|ممثل|شخص|נציג|बात|एजेंट|प्रतिनिधि|担当者|オペレーター|人間|有人|スタッフ|人工|真人|客服|专员|上담원|상담원|상담사|직원|เจ้าหน้าที่|พนักงาน|คน)"
)
_OFFER: Final = (
    r"(?:would you like|do you want|shall i|should i|want me to|would you prefer|can i (?:connect|transfer|put|get|bring)|may i (?:connect|transfer|put)|i can (?:connect|transfer|get|put|bring|ask|hand)|i could (?:connect|transfer|get)|happy to (?:connect|transfer)|like me to|like to (?:speak|talk|chat|be)|are you ok with|is it ok(?:ay)? if|prefer to (?:speak|talk)|need (?:to speak|a person|an agent|someone)|if you(?:'d)? (?:like|want|prefer|wish)"
    r"|quiere\w*|desea\w*|prefiere\w*|le (?:paso|conecto|pongo)|te (?:paso|conecto|pongo)|puedo (?:pasar|conectar|comunicar)\w*|voulez|souhaite\w*|veux|puis-je|preferez|je peux|dois-je|mochten|soll ich|willst|wollen sie|darf ich|kann ich|vuole|vuoi|desidera|preferis\w+|posso|quer|gostaria|deseja|prefere|wil (?:je|u)|zal ik|wilt u|kan ik|czy chce\w*|chcesz|mam polaczyc|polaczyc|ister ?mi\w*|baglay\w*|aktaray\w*|vill du|ska jag|vil du|skal jeg|haluat\w*|chcete|mam vas|doriti|vreti|szeretne|muon|co muon|apakah|mau|ingin"
    r"|хотите|соединить|переключить|связать|хочете|з'єднати|هل (?:تريد|ترغب|تود)|أوصلك|רוצה|להעביר|האם|क्या|चाहेंगे|चाहते|ますか|ましょうか|でしょうか|お繋ぎ|おつなぎ|要不要|需要|是否|要我|可以(?:帮|幫|为|為)|吗|嗎|드릴까요|원하|하시겠|할까요|ไหม|มั้ย|หรือไม่|ต้องการ)"
)
_OFFERS: Final = re.compile(rf"{_OFFER}(?=.*{_PERSON})|{_PERSON}.*{_OFFER}")
_SENTENCES: Final = re.compile(r"(?<=[.!?。！？])\s*|\n+")
#: The bot asks for something else in the same breath ("… or shall I track it?"): yes is then no answer to the offer alone.
_OTHER: Final = re.compile(r"\b(?:order (?:number|id)|e-?mail address|track|refund|anything else)\b")

YES: Final = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "ya",
        "yea",
        "yess",
        "sure",
        "ok",
        "okay",
        "k",
        "please",
        "pls",
        "plz",
        "definitely",
        "absolutely",
        "certainly",
        "connect",
        "👍",
        "👌",
        "✅",
        "yesss",
        "alright",
        "aye",
        "si",
        "claro",
        "vale",
        "dale",
        "bueno",
        "venga",
        "sip",
        "ja",
        "jawohl",
        "gern",
        "gerne",
        "klar",
        "bitte",
        "jo",
        "joa",
        "doch",
        "oui",
        "ouais",
        "volontiers",
        "ouip",
        "certo",
        "volentieri",
        "va",
        "sim",
        "graag",
        "jazeker",
        "prima",
        "tak",
        "prosze",
        "poprosze",
        "chetnie",
        "evet",
        "olur",
        "tamam",
        "lutfen",
        "kylla",
        "joo",
        "ano",
        "jo",
        "igen",
        "da",
        "ya",
        "iya",
        "boleh",
        "baik",
        "tolong",
        "vang",
        "co",
        "duoc",
        "dong",
        "да",
        "ага",
        "конечно",
        "давайте",
        "так",
        "звісно",
        "نعم",
        "أجل",
        "ايوه",
        "اه",
        "تمام",
        "כן",
        "בטח",
        "हाँ",
        "हां",
        "जी",
        "haan",
        "ji",
        "はい",
        "お願いします",
        "うん",
        "ええ",
        "是",
        "是的",
        "好",
        "好的",
        "要",
        "可以",
        "行",
        "嗯",
        "对",
        "對",
        "네",
        "예",
        "응",
        "그래요",
        "좋아요",
        "네네",
        "부탁드려요",
        "부탁합니다",
        "ใช่",
        "ได้",
        "ครับ",
        "ค่ะ",
        "ตกลง",
        "เอา",
    ]
)
NO: Final = frozenset(
    [
        "no",
        "nope",
        "nah",
        "not",
        "don't",
        "dont",
        "never",
        "later",
        "nein",
        "nicht",
        "kein",
        "non",
        "pas",
        "nee",
        "niet",
        "nie",
        "nao",
        "ne",
        "hayir",
        "ei",
        "nem",
        "nu",
        "tidak",
        "khong",
        "nej",
        "inte",
        "ikke",
        "nei",
        "nope",
        "いいえ",
        "いえ",
        "結構です",
        "不",
        "不要",
        "不用",
        "아니요",
        "아뇨",
        "нет",
        "не",
        "ні",
        "لا",
        "לא",
        "नहीं",
        "nahi",
        "ไม่",
        "👎",
    ]
)
FILLER: Final = frozenset(
    [
        "i",
        "i'd",
        "would",
        "like",
        "love",
        "that",
        "do",
        "it",
        "to",
        "a",
        "me",
        "you",
        "thanks",
        "thank",
        "great",
        "good",
        "fine",
        "then",
        "and",
        "the",
        "lo",
        "por",
        "favor",
        "quiero",
        "gracias",
        "quero",
        "obrigado",
        "obrigada",
        "merci",
        "bien",
        "s'il",
        "vous",
        "te",
        "plait",
        "danke",
        "das",
        "ware",
        "gut",
        "schon",
        "mi",
        "per",
        "favore",
        "grazie",
        "bene",
        "dank",
        "je",
        "wel",
        "u",
        "dzieki",
        "let's",
        "go",
        "ahead",
        "de",
        "acuerdo",
        "be",
        "so",
        "now",
        "asap",
        "yes's",
        "right",
        "away",
        "sounds",
        "perfect",
        "awesome",
        "him",
        "her",
        "them",
        "person",
        "human",
        "agent",
        "someone",
        "with",
        "an",
        "in",
        "case",
        "could",
        "can",
        "will",
        "if",
        "possible",
        "un",
        "una",
        "con",
        "speak",
        "talk",
        "connect",
        "transfer",
        "real",
        "one",
        "va",
        "rog",
        "te",
        "nu",
        "much",
        "very",
        "is",
        "want",
        "need",
        "this",
        "now.",
        "mich",
        "verbinden",
        "sehr",
        "sie",
        "hay",
        "avec",
        "il",
        "d'accord",
        "sono",
        "d'accordo",
        "tack",
        "gerne",
        "gjerne",
        "tak",
        "please!",
        "lutfen",
        "ederim",
        "tesekkurler",
    ]
)
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[👍👎👌✅]")


def offers_person(before: str) -> bool:
    """Whether the bot's last words offer to bring a person, or a call."""
    plain = without_accents(folded(before))[-600:]
    return any(
        _OFFERS.search(x) and not _OTHER.search(x)
        for x in _SENTENCES.split(plain)
        if x
        and (
            x.rstrip().endswith(("?", "？"))
            or "if you" in x
            or re.search(r"(?:ますか|ましょうか|吗|嗎|까요|ไหม|มั้ย)", x)
        )
    )


def says_yes(plain: str) -> bool:
    """Whether these few words (lower-cased, without accents) assent and nothing in them denies."""
    words = _WORD.findall(plain)
    if not words or len(words) > WORDS_MAX or any(x in NO - YES for x in words):
        return False
    return any(x in YES for x in words) and all(x in YES or x in FILLER for x in words)


def says_no(plain: str) -> bool:
    """Whether these few words decline."""
    words = _WORD.findall(plain)
    return bool(words) and len(words) <= WORDS_MAX and words[0] in NO - YES

"""Signs of lost patience that need no model: capitals, exclamation marks, "for the third time", swearing, the useless bot."""

from __future__ import annotations

import re
from typing import Final

from .tidy import folded, tidied, without_accents

#: Each sign and how much it says alone (0..1). Signs add up like independent chances.
SIGNS: Final[tuple[tuple[float, re.Pattern[str]], ...]] = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (
            0.75,
            r"\b(?:useless|ridiculous|pathetic|unacceptable|outrageous|disgraceful|disgusting|appalling|atrocious|shameful|infuriating|furious|fuming|livid|fed up|sick of|sick and tired|had enough|joke of a|what a joke|absolute joke|complete joke|total joke|rip ?off|scam(?:mers?|med)?|crooks|thieves|incompeten\w+|nightmare|never (?:again|shop(?:ping)?|order(?:ing)?|buy(?:ing)?)(?: \w+){0,4} (?:again|here|from you)|worst|waste of (?:my )?time|wasting my time|losing my (?:mind|patience|temper)|lost my patience|run out of patience|driving me (?:crazy|nuts|insane|mad)|you people|stupid (?:bot|machine|robot|system|company)|dumb (?:bot|machine|robot)|garbage|rubbish|trash|bullshit|crap|wtf|ffs|fuck\w*|shit\w*|damn(?:ed| it)|bloody hell|piss\w* (?:me )?off|hell is (?:wrong|going)|are you (?:kidding|serious|deaf|blind|stupid|even (?:reading|listening))|how hard (?:can|is) it|i hate (?:this|you|your)|screw (?:you|this)|suck(?:s|ed)?|idiots?|moron\w*|liars?|lying to me|lied to me|insane|absurd|terrible service|horrible|awful)\b",
        ),
        (
            0.55,
            r"\b(?:for the (?:\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|tenth|hundredth|umpteenth|last) time|(?:second|third|fourth|fifth|3rd|4th|5th|10th) time i|how many (?:more )?times|over and over|again and again|(?:already|just) (?:told|said|gave|explained|sent|answered|asked) (?:you|that|this|it)?|(?:told|said|gave|explained|sent|answered|asked|tried)(?: \w+){0,3} already|i(?:'ve| have)? (?:already )?(?:told|said|asked|explained|written|called|contacted|emailed)(?: \w+){0,3} (?:\d+|two|three|four|five|several|many|multiple|a million|countless) times|keep(?:s)? (?:asking|saying|telling|repeating|sending|getting|giving|going)|going (?:round )?in circles|same (?:answer|thing|question|reply|response)(?: \w+)? (?:again|over)|still (?:no|not|nothing|haven't|hasn't|waiting|don't|isn't|won't)|stop (?:asking|repeating|sending|saying)|you(?:'re| are) not (?:listening|helping|reading|answering)|not (?:good enough|acceptable|helpful|helping|what i asked)|doesn't help|(?:does|did|is|are) (?:any(?:one|body)|nobody) (?:even )?(?:there|listening|reading|care)|nobody (?:answers?|replies|responds|helps|cares|listens)|no(?:-| )?one (?:answers?|replies|responds|helps|cares|is helping)|why (?:is|does|do|can't|won't|has|are|would)(?: \w+){0,6} (?:so (?:hard|difficult|slow|long|complicated)|never|always|impossible)|for (?:weeks|months|ages|forever|hours)|disappoint\w+|frustrat\w+|annoy\w+|upset|angry|mad at|tired of|unhappy|dissatisfied|let down|poor service|bad service|unprofessional|unreliable|ignored|ignoring)\b",
        ),
        (
            0.7,
            r"\b(?:inutil\w*|ridicul\w+|vergonz\w+|verguenza|inaceptable|estaf\w+|ladrones|hart[oa]|mierda|joder|put[ao]\b|pesimo|horrible|una broma|tomadura de pelo|indignante|inadmissible|honteux|scandaleux|ras le bol|marre|inutile|nul(?:le)?\b|merde|putain|arnaque\w*|voleurs|foutage|catastroph\w+|lamentable|unverschamt\w*|frechheit|lacherlich|inakzeptabel|unmoglich|scheiss\w*|scheisse|verarsch\w*|betrug\w*|abzocke|nutzlos\w*|katastrophe|saftladen|schnauze voll|sauer|wutend|verdammt\w*|vergognos\w*|inaccettabile|truffa\w*|ladri|schifo|cazzo|merda|pessim[oa]|stufo|stufa|ridicol\w+|incapaci|absurdo|inaceitavel|palhacada|droga|caralho|porra|golpe|horrivel|belachelijk|waardeloos|schandalig|kut\w*|oplicht\w+|verdomme|klote|onacceptabel|skandal\w*|beznadziej\w+|kurwa|zenada|oszu\w+|zlodzieje|rezalet|berbat|sacmalik|yeter artik|dolandiric\w+|biktim|katastrof\w*|varde(?:los|lost)|bedrag\w*|elendig\w*|perkele|vittu|paska|surkea|hruza|podvod\w*|strasn\w+|mizerie|rusine|penibil|szegyen|felhaborito|borzalmas)\b",
        ),
        (
            0.5,
            r"\b(?:por (?:segunda|tercera|cuarta|enesima|ultima) vez|ya (?:lo|se lo|te lo|le) (?:dije|he dicho)|cuantas veces|otra vez lo mismo|sigo esperando|todavia (?:no|sigo|nada)|nadie (?:responde|contesta|ayuda)|pour la (?:deuxieme|troisieme|quatrieme|enieme|derniere) fois|combien de fois|(?:j'ai|je l'ai|vous l'ai) deja (?:dit|donne)|toujours (?:pas|rien)|personne ne (?:repond|m'aide)|zum (?:zweiten|dritten|vierten|x-?ten|letzten|hundertsten) mal|wie oft|schon (?:gesagt|geschrieben|mehrfach|mehrmals|dreimal|hundertmal)|immer noch (?:nicht|nichts|kein\w*)|niemand (?:antwortet|hilft|meldet)|seit (?:wochen|monaten|tagen|ewig\w*)|per la (?:seconda|terza|quarta|ennesima|ultima) volta|quante volte|gia detto|ancora (?:niente|nulla|non)|pela (?:segunda|terceira|quarta|milesima|ultima) vez|quantas vezes|ja (?:disse|falei|expliquei)|ainda nao|ninguem (?:responde|ajuda)|voor de (?:tweede|derde|vierde|zoveelste|laatste) keer|hoe vaak|al (?:gezegd|gegeven)|nog (?:steeds|altijd) (?:niet|geen|niks)|po raz (?:drugi|trzeci|kolejny|ostatni)|ile razy|juz (?:pisalem|mowilem|mowilam|pisalam)|(?:ikinci|ucuncu|kacinci) kez|kac kere|hala (?:gelmedi|yok|bekliyorum)|for (?:tredje|andra|femtielfte) gangen|for (?:tredje|anden|andre|gentagne) gang|molt mal|decepcion\w+|molest[oa]\b|enfadad\w+|frustrad\w+|enttauscht|argerlich|genervt|verargert|frustrier\w+|decu\w*|enerve\w*|fache\w*|delus[oa]|arrabbiat\w+|frustrat[oa]|decepcionad\w+|chatead\w+|irritad\w+|teleurgesteld|boos|gefrustreerd|rozczarowan\w+|wkurz\w+|zdenerwowan\w+|sinirli\w*|hayal kirikligi)\b",
        ),
        (
            0.7,
            r"(?:безобразие|ужас\w*|кошмар\w*|достал\w*|надоел\w*|издевает\w*|издеватель\w*|возмутительно|позор|бесполезн\w+|тупо[йе]|идиот\w*|мошенник\w*|обман\w*|сколько можно|в третий раз|третий раз|уже (?:говорил\w*|писал\w*)|до сих пор|задолбал\w*|хватит|жах|скільки можна|набридл\w+|шахрай\w*|سيئ\w*|فضيحة|نصاب\w*|احتيال|محبط|غاضب|للمرة (?:الثالثة|الثانية)|كم مرة|زفت|مهزلة|غير مقبول|חרפה|בושה|נוכלים|גועל|נמאס|פעם שלישית|כמה פעמים|बकवास|घटिया|धोखा|बेकार|परेशान|गुस्सा|कितनी बार|तीसरी बार|बेवकूफ|bakwas|ghatiya|bekar|pareshan)",
        ),
        (
            0.7,
            r"(?:ふざけ|最悪|最低|ひどい|酷い|いい加減に|いいかげんに|腹が立|怒って|うんざり|役に立たな|役立たず|何度(?:も|言|同じ)|三回目|3回目|イライラ|詐欺|使えな(?:い|すぎ)|馬鹿に|バカに|信じられな|垃圾|太差|差劲|差勁|骗子|騙子|坑人|坑爹|气死|氣死|生气|生氣|愤怒|憤怒|受够|受夠|无语|無語|忍无可忍|忍無可忍|什么破|什麼破|烂透|爛透|多少遍|多少次|第三次|说了几遍|說了幾遍|恶心|噁心|他妈|他媽|废物|廢物|没用|沒用|投诉你|짜증|화가|열받|최악|쓰레기|어이가? ?없|사기|답답|몇 ?번(?:째|을|이나)|세 ?번째|도대체|장난(?:하|치)|미치겠|쓸모없|แย่มาก|ห่วย|โกง|หงุดหงิด|โมโห|กี่ครั้ง|ครั้งที่สาม|เบื่อ|ไร้ประโยชน์|แย่ที่สุด)"
            r"|\b(?:te qua|qua te|lua dao|buc minh|tuc gian|vo dung|that vong|bao nhieu lan|lan thu ba|parah|mengecewakan|penipu\w*|kecewa|kesal|marah|berapa kali|ketiga kali\w*|tidak berguna|payah)\b",
        ),
        (0.35, r"😡|🤬|😠|👎|💩|🖕|😤|🙄"),
        (0.3, r"[!?]{3,}|!.*!.*!|\?\?"),
        (
            0.6,
            r"\b(?:great|wonderful|fantastic|brilliant|thanks for nothing|lovely|nice|perfect|awesome|super|bravo|good job|well done|congratulations|slow clap)[,. ]+(?:another|just (?:great|what)|so (?:now|helpful)|again|thanks a lot|thank you for nothing)|\bthanks for nothing|\bthanks a lot for (?:nothing|wasting)|\b(?:oh|yeah),? (?:great|right|sure|wonderful|brilliant)\b|\bvery helpful\.\.\.|\bso helpful(?: \w+)?[.!]{2,}",
        ),
    )
)
#: Words that show the anger to be over, or somebody else's, or none.
CALM: Final = re.compile(
    r"\b(?:no worries|no problem|thank you so much|thanks so much|you(?:'ve| have) been (?:great|very helpful|helpful)|not (?:angry|upset|mad|annoyed)|no rush|take your time|never mind)\b"
)
CAPITALS_MIN: Final = 12
CAPITALS_SHARE: Final = 0.7
SHOUTING: Final = 0.5


def mood(text: str) -> float:
    """Frustration from plain signs alone, 0..1."""
    plain = without_accents(folded(text))
    calm = 1.0
    for weight, pattern in SIGNS:
        hits = len(pattern.findall(plain)[:3])
        if hits:
            calm *= (1 - weight) * (0.8 ** (hits - 1))
    if shouts(text):
        calm *= 1 - SHOUTING
    felt = 1 - calm
    return round(felt * (0.4 if CALM.search(plain) else 1.0), 4)


def shouts(text: str) -> bool:
    """Mostly capitals, and enough of them to be meant."""
    letters = [x for x in tidied(text) if x.isalpha() and (x.isupper() or x.islower())]
    return len(letters) >= CAPITALS_MIN and sum(map(str.isupper, letters)) >= CAPITALS_SHARE * len(letters)

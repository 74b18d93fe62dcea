"""What a bot's own words commit it to: a person promised, failure admitted, other promises. Several languages."""

from __future__ import annotations

import re
from typing import Final

from .consent import offers_person
from .tidy import folded, same_length, shortened, without_accents

SURE: Final = 0.92
LIKELY: Final = 0.75
#: Quoted promises: how many, and how long.
PROMISES_MAX: Final = 5
PROMISE_CHARS: Final = 240

_WHO: Final = r"(?:(?:a|an|the|our|one of our|another|my|your|some|live|human|real|customer|support|service|care|sales|senior|available|next|billing|specialist|experienced|friendly|dedicated|relevant|appropriate|concerned|technical) )*(?:agents?|humans?|person|people|representatives?|colleagues?|operators?|advis[eo]rs?|specialists?|someone|somebody|teams?(?: members?| mates?)?|teammates?|experts?|staff|supervisors?|managers?|department|associates?|them|support)"
_WHO_PL: Final = r"konsultan(?:t|ci)\w*|doradc\w*|pracowni[kc]\w*|ktos|kims|zespol\w*|dzial\w*|kolez\w*|koleg\w*|czlowiek\w*|specjalis\w*|przedstawiciel\w*|operator\w*|agent\w*"
_WHO_AR: Final = r"موظف|ممثل|زميل|زملا|مختص|مسؤول|أحد|احد|فريق|خدمة العملاء|بشري|إنسان|انسان|مشرف|وكيل|قسم|الدعم"
_WHO_JA: Final = "担当(?:者|の者|部署)?|オペレーター|スタッフ|係の者|係員|人間|有人(?:チャット|対応)?|専門の者|上席|責任者|サポート(?:担当|チーム)?"
_PROMISE_PERSON: Final = tuple(
    re.compile(x)
    for x in (
        rf"\b(?:i'?m|i am|we'?re|we are|am|now|let me|i'?ll|i will|we'?ll|we will|going to|gonna|i'?ve|i have|we have|i'?d|please hold while i|allow me to|one moment while i|while i)(?: \w+){{0,3}} (?:transfer|connect|hand|pass|forward|escalat|put|patch|redirect|rout|direct|refer|bring|get|switch)\w*(?: (?:you|this|your \w+|it|the \w+|over|through|in|on|up|off|straight|directly|now))* (?:to|with|in touch with|through to|over to|on to|onto|for you|into)? ?{_WHO}\b",
        r"\b(?:you(?:'re| are|'ll be| will be| have been|'ve been| are being| are now)|your (?:chat|request|case|conversation|issue|query|ticket) (?:is being|has been|will be|is))(?: \w+){0,2} (?:transferred|connected|handed|passed|forwarded|escalated|redirected|put through|routed|assigned|queued)\b",
        rf"\b(?:transferring|connecting|handing|passing|escalating|forwarding|putting|redirecting|routing)(?: (?:you|this (?:chat|case|conversation|to)|your (?:chat|case|request|conversation|issue|query)))(?: (?:over|through|now|on|up))*(?: (?:to|with) {_WHO})?\b",
        rf"\b{_WHO} (?:will|is going to|'ll|shall|is about to)(?: (?:now|soon|shortly|also|then|personally|be able to))* (?:be (?:with you|in touch|right with you|contacting|calling|joining|assisting|taking)|join|take over|contact|call|reach|get (?:back|in touch)|assist you|help you|respond|reply|email|write|look into|review|follow up|answer|pick this up)",
        r"\b(?:please (?:hold|wait|stay)|hold on|one moment)(?: \w+){0,4} (?:for|while|until) (?:an?|the|our|one of our) (?:next )?(?:available )?(?:live |human )?(?:agent|representative|colleague|operator|person)",
        r"\b(?:we|i|they)(?:'ll| will) (?:call|phone|ring) you(?: back)?\b|\bexpect a call\b|\byou(?:'ll| will) (?:get|receive) a (?:call|callback)\b|\b(?:a )?(?:callback|call back) (?:has been|is) (?:scheduled|arranged|booked)",
        r"\b(?:le|te|lo|la|os|les) (?:paso|comunico|conecto|transfiero|pongo|derivo|estoy (?:pasando|transfiriendo|conectando|comunicando|derivando)|voy a (?:pasar|transferir|conectar|comunicar|poner|derivar))\b|\b(?:un|una|nuestro|nuestra|algun) (?:agente|asesor|asesora|companero|companera|persona|especialista|operador)(?: \w+){0,2} (?:le|te|se pondra|lo|la) (?:atendera|contactara|ayudara|llamara|respondera|en contacto)|\bse pondra en contacto|\ble llamaremos|\bte llamaremos|\btransfiriendo",
        r"\bje (?:vous|te) (?:transfere|passe|mets|connecte|redirige|oriente)\b|\bje vais (?:vous|te) (?:transferer|passer|mettre|connecter|rediriger)|\b(?:un|une|notre|l'un de nos|un de nos) (?:agent|conseiller|conseillere|conseillers|collegue|operateur|personne)s?(?: (?!peu[tx]|peuvent|pourra)\w+){0,2} (?:va|vous|prendra|reprendra)|\bnous vous (?:rappel|contact)\w+",
        r"\bich (?:verbinde|leite|ubergebe|stelle|gebe|hole)\b(?=.*\b(?:sie|dich|ihr\w*|dein\w*|das|kolleg\w*|mitarbeiter\w*|mensch\w*|weiter|durch))|\b(?:ein|eine|unser|unsere|einer unserer)(?: \w+)? ?(?:mitarbeiter|kolleg|berater|agent|mensch)\w*(?: \w+){0,3} (?:wird|meldet|ubernimmt|kummert|hilft|ruft)|\bsie werden (?:verbunden|weitergeleitet)|\b(?:wird|werden) sich(?: \w+){0,4} (?:bei ihnen|bei dir|melden)|\bwir rufen sie",
        r"\b(?:la|ti|vi) (?:passo|trasferisco|metto|collego|sto (?:passando|trasferendo|collegando|mettendo))\b|\b(?:un|una|il|nostro) (?:operatore|operatrice|collega|agente|persona|consulente)(?: \w+){0,2} (?:la|ti|le|si|vi) (?:contattera|rispondera|assistera|mettera|aiutera|richiamera)|\bverra (?:ricontattat|trasferit|contattat)|\bla (?:ricontatteremo|chiameremo)",
        r"\b(?:vou|estou a|estou|irei) (?:te |lhe |o |a )?(?:transferi\w*|passa\w*|encaminha\w*|conecta\w*|direciona\w*)|\b(?:um|uma|nosso|nossa) (?:atendente|agente|colega|pessoa|especialista|operador)(?: (?!pode|podem)\w+){0,2} (?:vai|ira|entrara|continuara|(?:te|lhe|o|a) \w+(?:ra|rao)\b)|\bentraremos em contato|\bvamos (?:te )?ligar",
        r"\bik (?:verbind|schakel|zet|breng|draag)(?: \w+){0,6} (?:door|over|met|naar|in contact)|\been (?:medewerker|collega|agent|mens)(?: \w+){0,3} (?:neemt|zal|komt|helpt|belt)|\bu wordt (?:doorverbonden|verbonden)|\bje wordt (?:doorverbonden|verbonden)",
        rf"\b(?:lacze|polacze|przelacz(?:am|e)|przekierowuje|przekieruje)\b(?=.*\b(?:pan\w*|cie|rozmowe|{_WHO_PL})\b)|\b(?:przekazuje|przekaze|przekazal[ae]m|przekazalismy)\b(?=.*\b(?:sprawe|rozmowe|{_WHO_PL})\b)",
        rf"\b(?:polaczon|przelaczon|przekierowan|przekazan)\w*(?: \w+){{0,2}} (?:z|do|w rece) (?:\w+ ){{0,2}}(?:{_WHO_PL})\b|\b(?:oddzwoni(?:my|e)|zadzwonimy do (?:pan\w*|ciebie)|skontaktujemy sie)\b",
        rf"\b(?:{_WHO_PL})\b,?(?: \w+){{0,4}} (?:skontaktuj[ea]|pomoze|odpowie|odpisze|odezw(?:ie|a)|zadzwoni|dolaczy|przejmie|zajmie)\b|\b(?:skontaktuj[ea]|odezwie|zadzwoni|dolaczy|przejmie|zajmie)\b(?: \w+){{0,5}} (?:{_WHO_PL})\b",
        r"\b(?:соединяю|переключаю|перевожу|передаю|подключаю|соединю|переключу|переведу|передам)\b|\b(?:оператор|специалист|сотрудник|менеджер|коллега)(?: \w+){0,2} (?:свяжется|ответит|поможет|подключится|перезвонит)|\bз'єдную|\bпереключаю|\bоператор(?: \w+)? зв'яжеться",
        r"(?:bagliyorum|aktariyorum|yonlendiriyorum|baglaniyorsunuz|aktariliyorsunuz|temsilci\w*(?: \w+){0,3} (?:sizinle|arayacak|ilgilenecek|baglaniyor))",
        rf"(?:أحولك|سأحول\w*|سنحول\w*|سأوصل(?:ك|كم)|سأنقل(?:ك| محادثتك| طلبك)|يتم تحويلك|جاري تحويلك|سيتواصلون معك|سنتصل بك|سنتواصل معك|سنعاود الاتصال)|(?:تحويل|توصيل|نقل|إحالة|احالة|تصعيد)\w*(?: \S+){{0,5}} \S*(?:{_WHO_AR})",
        rf"(?:سيتواصل|سوف يتواصل|سيتصل|سوف يتصل|سيرد عليك|سينضم|سيساعدك|سيتولى|سيكلمك)(?: \S+){{0,4}} \S*(?:{_WHO_AR})|(?:{_WHO_AR})\S*(?: \S+){{0,2}} (?:سيتواصل|سيتصل|سيرد|سينضم|سيساعدك|سيتولى)",
        r"(?:מעביר(?:ה)? אותך|אעביר אותך|נציג(?: \S+)? (?:יחזור|ייצור|יענה))|(?:को? (?:ट्रांसफर|कनेक्ट|जोड़)(?: \S+)? (?:कर )?(?:रहा|रही|रहे)|एजेंट(?: \S+){0,3} (?:संपर्क|बात) कर)",
        rf"(?:{_WHO_JA})(?:に|へ|が|から|より|と)(?:.{{0,12}})(?:(?:お?[繋つ](?:な)?ぎ|転送|お?取り次ぎ|ご?連絡|ご?対応|お電話)(?:し|いた|差し上げ)|引き継(?:ぎ|が)|交代(?:し|いた)|(?:代|替|か)わり(?:ま|に)|参り(?:ま|ます))(?!.*(?:か|しょうか)[?？。]?$)|折り返し(?:.{{0,6}})(?:お電話|ご連絡)|有人(?:チャット|対応)に切り替え",
        r"(?:(?:正在|马上|馬上|现在|現在|这就|這就|将|將|会|會)(?:.{0,4})(?:为您|為您|帮您|幫您|给您|給您|把您)?(?:.{0,4})(?:转接|轉接|转到|轉到|转给|轉給|连接|連接|接通|转人工|轉人工))|(?:客服|专员|專員|同事|人工|工作人员)(?:.{0,6})(?:会|會|将|將|稍后|稍後|马上)(?:.{0,8})(?:联系|聯繫|聯絡|服务|服務|回复|回覆|致电|接待)",
        r"(?:상담원|상담사|직원|담당자)(?:님)?(?:과|와|에게|으로|로|을|를|이|가)?(?: \S+){0,3} ?(?:연결해 ?드리겠|연결하겠|연결 ?중|연결됩니다|연결해드릴게|바꿔 ?드리겠|전달하겠|연락(?:을)? ?드릴|안내해 ?드릴 예정)|(?:โอนสาย|กำลังโอน|กำลังเชื่อมต่อ|เจ้าหน้าที่จะ|จะโอน|จะติดต่อกลับ)|(?:dang (?:chuyen|ket noi)|se (?:chuyen|ket noi|lien he|goi lai)|nhan vien(?: \w+){0,3} se)|(?:saya (?:sambungkan|hubungkan|alihkan|akan (?:menghubungkan|menyambungkan|mengalihkan))|(?:petugas|agen|tim)(?: \w+){0,3} akan)",
        r"\b(?:jag kopplar|kopplar dig|du kopplas|en (?:kollega|medarbetare|handlaggare)(?: \w+)? (?:kommer|tar|hjalper)|jeg (?:stiller|viderestiller|setter|kobler|forbinder) (?:dig|deg)|en (?:medarbejder|kollega|kundebehandler)(?: \w+)? (?:vil|tager|tar)|yhdistan|asiakaspalvelija(?: \w+){0,2} (?:auttaa|vastaa|ottaa)|prepojuji|prepojim|spojim|spojuji|va transfer|va conectez|va fac legatura|kapcsolom|atkapcsolom|συνδεω|συνδέω|μεταφέρω)\b",
    )
)
#: The same words when nothing is promised: an offer, a condition, an explanation.
_NO_PROMISE: Final = re.compile(
    r"\b(?:would you like|do you want|shall i|should i|if you(?:'d)? (?:like|want|prefer|wish|need|still)|want me to|you can (?:also )?(?:contact|call|reach|ask)|can i|may i|i can't|i cannot|unable to|not able to|no agents?|cannot (?:connect|transfer)|once you|before (?:i|we) (?:connect|transfer)|need (?:your|the|some)(?: \w+){0,4} (?:to|before) (?:connect|transfer)|i can (?:connect|transfer)|i could|quiere|desea|prefiere|voulez|souhaitez|mochten sie|soll ich|wollen sie|vuole|desidera|gostaria|deseja|quer que|wilt u|wil je|zal ik|czy|jesli|jezeli|nie mog[ea]|nie moze\w*|хотите|хочете)\b|(?:(?:^|\s)هل |إذا |اذا |إن شئت|لا يمكنني|لا أستطيع|لا استطيع|يمكنني )|(?:ご希望でしたら|ご希望の場合|よろしければ|でき(?:ません|かね|ない)|ますか|しょうか|吗|嗎|要不要|까요|ไหม)"
)
_GIVES_UP: Final = tuple(
    re.compile(x)
    for x in (
        r"\b(?:i|we)(?:'m| am|'re)? ?(?:sorry,? ?(?:but )?)?(?:i )?(?:really |still |just |quite |unfortunately )*(?:(?:do|did|could|can|am|was)(?: not|n't)|cannot|can't|not|unable to|not able to|not sure i|failed to|having trouble|struggling to)(?: (?:quite|really|fully|able to|sure (?:i|what|how)|completely|seem to|yet|currently|be able to))* (?:understand|understood|understanding|get|get that|catch|follow|help|assist|find (?:an?|that|any|anything|it|the|this|your|information)|answer|know|have (?:an answer|that information|information|the information|access|enough)|do that|process|locate|recognis\w+|recogniz\w+|handle|resolve|solve|access|make sense|see (?:any|that|your)|provide)\b",
        r"\b(?:rephrase|say that (?:again|differently|another way)|try (?:asking|again|rephrasing)|word (?:it|that) differently|put it (?:differently|another way)|be more specific|try (?:a )?different(?: words)?)\b",
        r"\b(?:beyond|outside|out of) (?:of )?(?:my|what i|the scope|what i'm)(?: \w+){0,3}|\bnot something i(?:'m)? (?:can|able)|\bi'?m (?:just|only) (?:a|an) (?:bot|virtual|ai|automated|chatbot|assistant)|\b(?:something|that) went wrong|\btechnical (?:issue|problem|difficult\w+|error)|\bno (?:results?|information|answer) (?:found|for|on)|\bthat('s| is) (?:not|n't) (?:something|possible for me)",
        r"\bno (?:le |te |lo |he )?(?:entiendo|entendi|entendido|comprendo|puedo (?:ayudar|resolver|encontrar|responder|hacer)\w*|encuentro|encontre|tengo (?:esa |la )?(?:informacion|respuesta)|se (?:la respuesta|como)|estoy seguro)|\b(?:reformul|repit)\w+",
        r"\bje n(?:e|') ?(?:vous |ai |suis |peux |comprends |sais |trouve |parviens |arrive )*(?:pas)?(?: \w+)? ?(?:compris|comprends|peux|aider|trouve|trouver|repondre|sais|en mesure|repondu)|\bje n'ai pas (?:compris|trouve)|\breformul\w+",
        r"\b(?:ich|das|leider)(?: \w+){0,4} (?:nicht|keine?)(?: \w+){0,3} ?(?:verstanden|verstehe|helfen|finden|gefunden|beantworten|weiterhelfen|antwort|informationen?|losen|weiss)|\bverstehe (?:ich )?(?:sie |das |dich )?(?:leider )?nicht|\banders (?:formulieren|ausdrucken)|\bumformulieren|\bweiss ich (?:leider )?nicht",
        r"\bnon (?:ho capito|capisco|posso (?:aiutar\w*|rispondere|trovare|risolvere)|riesco|trovo|so (?:come|rispondere)|ho trovato|sono in grado)|\bpuo(?:i)? (?:riformulare|ripetere)|\bnao (?:entendi|compreendi|consigo|posso (?:ajudar|resolver|responder)|encontrei|sei|tenho (?:essa )?informa\w+)|\breformul\w+",
        r"\b(?:ik|dat|helaas)(?: \w+){0,4} (?:niet|geen)(?: \w+){0,2} ?(?:begrepen|begrijp|helpen|vinden|gevonden|antwoord|weet)|\bbegrijp (?:u|je|het|dat) (?:niet|helaas)|\bnie (?:rozumiem|zrozumialem|moge (?:pomoc|znalezc)|wiem|znalazlem|potrafie)|\banlamad\w+|\banlayamad\w+|\byardimci olam\w+|\bbulamad\w+|\b(?:jag|jeg) (?:forstar|forstod|forsto|kan|hittar|finner)(?: \w+)? (?:inte|ikke)|\ben (?:ymmarr\w+|osaa|loyda\w*|pysty)|\bnerozumim|\bnu (?:am inteles|inteleg|pot)|\bnem (?:ertem|ertettem|tudok)",
        r"(?:не (?:понял|понимаю|могу (?:помочь|найти|ответить)|знаю|нашел|нашла|удалось)|переформулируйте|не зрозумів|не можу)|(?:لم أفهم|لا أفهم|لا أستطيع|لا يمكنني|لم أتمكن)|(?:לא הבנתי|לא מבין|לא יכול)|(?:समझ नहीं|मदद नहीं कर|नहीं मिल)",
        r"(?:理解(?:でき|出来)(?:ませ|な)|わかりません(?:でした)?|分かりません|お答え(?:でき|出来)(?:ませ|かね)|お役に立て(?:ませ|ず)|見つかりません|別の言葉|お手伝い(?:でき|出来)ませ)|(?:没(?:有)?(?:听|理|看)?(?:懂|明白|解)|沒(?:有)?(?:聽|理|看)?(?:懂|明白|解)|不(?:太)?(?:明白|理解|清楚|懂)|无法(?:帮|回答|理解|处理|解决|找到|查)|無法(?:幫|回答|理解|處理|解決|找到|查)|找不到|没有找到|沒有找到|换个(?:说法|方式)|換個(?:說法|方式))|(?:이해하지 못|이해 ?못|모르겠|도와드릴 수 없|찾을 수 없|답변(?:을)? ?드리기 어렵|다시 (?:말씀|입력))|(?:ไม่เข้าใจ|ไม่สามารถ|ไม่พบ|ไม่ทราบ)|\b(?:khong (?:hieu|the|tim thay|biet|ro)|chua hieu|tidak (?:mengerti|paham|bisa|dapat|menemukan)|belum paham)",
    )
)
_PROMISES: Final = re.compile(
    r"\b(?:you(?:'ll| will| should| shall) (?:receive|get|have|be|see|hear)|(?:i|we)(?:'ll| will| am going to|'m going to| shall)(?! (?:need|be happy|be glad|try|check|have to|require|look|just|see|also need|ask|first need|be able|now need))\b|(?:i|we)(?:'ve| have)(?: \w+)? (?:cancelled|canceled|refunded|issued|processed|updated|changed|sent|ordered|initiated|submitted|created|arranged|scheduled|applied|added|credited|opened|raised|booked|forwarded|requested|reset|extended|approved|placed|modified|returned|exchanged|upgraded|removed|filed|logged)"
    r"|(?:refund|replacement|credit|order|return|exchange|package|parcel|label|voucher|item|amount|money|cancellation|delivery|it|this|address|payment)(?: \S+){0,8} (?:will (?:be|arrive|take|reach|appear|show|go|ship)|has been (?:cancelled|canceled|refunded|issued|processed|updated|changed|sent|initiated|submitted|scheduled|applied|approved|placed|modified|created|returned|exchanged|successfully \w+))|within (?:the next )?\d+|guarantee\w*|promise\w*|(?:was|been) successfully)\b"
    r"|\b(?:recibira|le (?:enviaremos|reembolsaremos|devolveremos)|he (?:cancelado|procesado|actualizado|enviado)|hemos (?:cancelado|procesado|enviado)|sera (?:reembolsad|enviad|procesad)\w*|vous (?:recevrez|serez)|j'ai (?:annule|rembourse|envoye|modifie)|nous (?:vous )?(?:enverrons|rembourserons)|sera (?:rembourse|envoye|livre)\w*|sie (?:erhalten|bekommen|werden)|ich habe(?: \w+){0,6} (?:storniert|erstattet|veranlasst|geandert|verschickt)|wir (?:werden|erstatten|schicken|senden)|wird(?: \w+){0,5} (?:erstattet|geliefert|verschickt|gutgeschrieben)|ricevera|ho (?:annullato|rimborsato|inviato|aggiornato)|verra (?:rimborsat|spedit|consegnat)\w*|voce recebera|vai receber|cancelei|reembolsei|sera (?:reembolsad|enviad|entregue)\w*|u ontvangt|je ontvangt|ik heb(?: \w+){0,6} (?:geannuleerd|terugbetaald|gewijzigd|verstuurd))\b"
    r"|\b(?:(?:otrzyma|dostanie)(?:sz|cie|ja)?|zwrocimy|wyslemy|odeslemy|wymienimy|(?:anulowal|zwrocil|wyslal|zmienil|zlecil|zaktualizowal)[ae]m|(?:zwrot|paczka|przesylka|zamowienie|pieniadze|wymiana)(?: \S+){0,5} (?:zostani?e|zostal\w*|dotrze|bedzie))\b"
    r"|(?:ستستلم|ستتلقى|ستصلك|سنرسل|سنعيد|سنقوم|سأقوم|سيتم|تم (?:إلغاء|الغاء|استرداد|رد|إرسال|ارسال|تحديث|تغيير|استبدال)|سيصل)"
    r"|(?:返金|発送|お送り|送付|キャンセル|交換|手配|変更|再送)(?:を)?(?:いたしま|しま|させて|済み)|お届け(?:いたし|し|でき)ま|(?:手続き|処理)(?:.{0,4})完了"
)
#: Arabic vowel points: written or left out as one likes.
_POINTS: Final = re.compile("[\u064b-\u0652]")
_SENTENCE: Final = re.compile(r"[^.!?。！？؟\n]+(?:\.(?=\d)[^.!?。！？؟\n]*)*[.!?。！？؟]*")


def promises_person(text: str) -> float:
    """How surely these words of a bot promise that a person comes (0..1)."""
    plain = _POINTS.sub("", without_accents(folded(text)))
    best = 0.0
    for sentence in _sentences(plain):
        if not any(p.search(sentence) for p in _PROMISE_PERSON):
            continue
        if _NO_PROMISE.search(sentence) or offers_person(sentence):
            best = max(best, 0.3)
        else:
            best = SURE
    return best


def gives_up(text: str) -> float:
    """How surely these words of a bot say that it does not help (0..1); less when it goes on to answer at length."""
    plain = without_accents(folded(text))
    hits = [x for x in _sentences(plain) if any(p.search(x) for p in _GIVES_UP)]
    if not hits:
        return 0.0
    share = sum(map(len, hits)) / max(len(plain), 1)
    return SURE if share >= 0.4 else LIKELY if share >= 0.2 else 0.4


def promises(text: str) -> tuple[str, ...]:
    """The sentences that promise or report something done, in the bot's own words."""
    found = []
    for m in _SENTENCE.finditer(same_length(shortened(text))):
        said = m[0].strip()
        if len(said) >= 12 and not said.endswith(("?", "？", "؟")) and _PROMISES.search(without_accents(said.lower())):
            found.append(said[:PROMISE_CHARS])
    return tuple(found[:PROMISES_MAX])


def _sentences(plain: str) -> list[str]:
    return [x.strip() for x in re.split(r"(?<=[.!?。！？؟])\s*|\n+", plain) if x.strip()][:60]

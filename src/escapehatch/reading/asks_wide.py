"""The same as ``asks_words`` for Slavic, Uralic, Turkic, Semitic, Indic and Asian languages."""

from __future__ import annotations

from typing import Final

from .asks_words import Words

REST: Final[dict[str, Words]] = {
    "pl": Words(
        r"(?:(?:z|ze|do|prawdziwym|zywym|jakims|innym|prawdziwego|zywego) )*(?:czlowiek\w*|konsultant\w*|osob[aąey]\w*|pracownik\w*|agent\w*|kim[sś]|kto[sś]|kogos|operator\w*|doradc\w*|kierownik\w*|przedstawiciel\w*|ludzmi)\b",
        (
            r"\b(?:rozmawiac|porozmawiac|pogadac|gadac|rozmowy|rozmowe|rozmowa|skontaktowac(?: sie)?|polacz\w*|przelacz\w*|przekier\w*|połacz\w*|przełacz\w*|połącz\w*|przełącz\w*)(?: \w+){0,2} {P}",
            r"\b(?:chce|chcialbym|chcialabym|potrzebuje|prosze(?: o)?|zadam|poprosze|wole|moge|czy jest)(?: (?:rozmawiac|porozmawiac|z|o|sie|tu))* {P}",
            r"\b(?:czlowiek|konsultant|osoba)\w* (?:prosze|natychmiast|teraz)\b",
        ),
        r"(?:(?:hej|tak|nie|prosze|poprosze|zywy|prawdziwy)[ ,]*)*(?:czlowiek|czlowiekiem|konsultant|konsultanta|konsultantem|agent|prawdziwa osoba|operator|doradca)(?:[ ,]*(?:prosze|teraz|natychmiast))*",
        (
            r"\b(?:zadzwon(?:cie|ic)?|oddzwon(?:cie|ic|ienie)?|prosze (?:o )?(?:telefon|kontakt telefoniczny)|niech (?:ktos )?zadzwoni|zadzwoni|telefonicznie)\b",
        ),
        (
            r"\bnie (?:chce|potrzebuje|musze|zamierzam|lacz|dzwon\w*|trzeba)(?: \w+){0,4} ?(?:czlowiek\w*|konsultant\w*|osob\w*|agent\w*|kims)?|\b(?:czy )?(?:jestes|rozmawiam|pan jest|czy to)(?: (?:ty|z|prawdziw\w+|zyw\w+))* (?:czlowiek\w*|robot\w*|bot\w*|osob\w*|maszyn\w*)|\b(?:wczoraj|juz|w zeszlym)\b.*\b(?:rozmawial\w*|konsultant\w*|powiedzial\w*)|\b(?:konsultant\w*|agent|osoba) (?:powiedzial\w*|obiecal\w*)|\bmoj[a]? (?:mama|tata|siostra|brat|zona|maz|szef|kolega) (?:chce|chcial\w*)|\bludzki\w* wlos|\bbez (?:rozmowy|kontaktu)",
        ),
    ),
    "cs": Words(
        r"(?:(?:s|se|na|k|zivym|skutecnym|opravdovym|nejakym|realnym|zivou|skutecnou) )*(?:clovek\w*|osob\w*|operator\w*|operátor\w*|agent\w*|nekym|nekdo|pracovnik\w*|zamestnan\w*|zastupc\w*|poradc\w*|kolegou)\b",
        (
            r"\b(?:mluvit|promluvit|hovorit|komunikovat|spojit|spojte|prepojit|prepojte|spoj)(?: \w+){0,3} {P}",
            r"\b(?:chci|chtel bych|chtela bych|potrebuji|prosim|muzu|mohu|zadam)(?: (?:mluvit|o|si|s))* {P}",
        ),
        r"(?:(?:ahoj|ano|ne|prosim|zivy|skutecny)[ ,]*)*(?:clovek|cloveka|clovekem|operator|operatora|agent|ziva osoba)(?:[ ,]*(?:prosim|hned))*",
        (r"\b(?:zavolejte|zavolej|zavolat|zpetne volani|zavola|volejte)\b",),
        (
            r"\b(?:nechci|nepotrebuji|nemusim|nevolejte|neprepojujte|nespojujte)\b(?!.*\b(?:bot|robot)\w*)|\b(?:jste|jsi|mluvim|je to)(?: (?:vy|ty|s|ziv\w+|skutecn\w+|opravdu))* (?:clovek\w*|robot\w*|bot\w*)|\b(?:vcera|uz|minuly)\b.*\b(?:mluvil\w*|rekl\w*)|\blidsk\w+ vlas",
        ),
    ),
    "ro": Words(
        r"(?:(?:un|o|cu|la|unui|cineva|alt|adevarat|real) )*(?:om|persoana|operator(?:ul|ului)?|agent(?:ul|ului)?|cineva|reprezentant|consultant|uman|coleg|angajat|operatoare|manager)\b",
        (
            r"\b(?:vorbesc|vorbi|discut|comunic|transfer\w*|conect\w*|da-mi|dati-mi|pune\w*|face legatura|legatura)(?: \w+){0,3} {P}",
            r"\b(?:vreau|as vrea|doresc|am nevoie de|pot|as dori|cer)(?: (?:sa|vorbesc|cu|de|un))* {P}",
        ),
        r"(?:(?:salut|da|nu|va rog|un|o)[ ,]*)*(?:om|operator|agent|persoana reala|operator uman|om real|agent uman|persoana)(?:[ ,]*(?:va rog|acum|te rog|real))*",
        (r"\b(?:suna(?:ti)?-ma|ma (?:puteti )?suna(?:ti)?|sa fiu sunat\w*|sa ma sun\w+|apelati-ma|prin telefon)\b",),
        (
            r"\bnu (?:vreau|am nevoie|doresc|ma (?:suna\w*|transfera\w*))\b(?!.*\b(?:robot|bot)\b)|\b(?:esti|sunteti|este|eu vorbesc)(?: (?:cu|un|o|tu))* (?:om|robot|bot|persoana)\b(?= ?(?:\?|$|sau|real))|\b(?:ieri|deja|saptamana trecuta)\b.*\b(?:vorbit|spus)|\bpar uman",
        ),
    ),
    "hu": Words(
        r"(?:(?:egy|az|valodi|elo|igazi|valaki) )*(?:emberrel|ember|embert|ugyintezo\w*|munkatars\w*|operator\w*|valakivel|valaki|szemely\w*|ugynok\w*)\b",
        (
            r"{P}(?: \w+){0,3} (?:szeretnek|akarok|beszelni|beszelhetek|kerek|kell|kapcsol\w*|beszelhetnek)",
            r"\b(?:beszelni|beszelnek|kapcsol\w*|szeretnek|akarok|kerek|kell)(?: \w+){0,3} {P}",
        ),
        r"(?:(?:szia|igen|nem|kerek|egy|elo|valodi)[ ,]*)*(?:ember|embert|ugyintezo|ugyintezot|operator|elo ember|emberrel|munkatars)(?:[ ,]*(?:kerek|legyszi|most))*",
        (r"\b(?:hivj(?:on|anak|atok)? (?:fel|vissza)|visszahiv\w*|felhiv\w*|hivjanak)\b",),
        (
            r"\b(?:nem|ne) (?:akarok|szeretnek|kell|kerek|kapcsol\w*|hivj\w*)|\b(?:on|te|ez|maga)(?: \w+)? (?:ember|robot|bot)\b|\b(?:ember|robot|bot) (?:vagy|on)\b|\b(?:tegnap|mar|mult heten)\b.*\bbeszel\w*|\bemberi haj",
        ),
    ),
    "fi": Words(
        r"(?:(?:oikea|oikean|elava|elavan|joku|jonkun) )*(?:ihmi\w+|asiakaspalvelija\w*|henkilo\w*|tyontekija\w*|jonkun|jollekin|agent\w*|virkailija\w*|neuvoja\w*|esimies\w*|esimieh\w*)\b",
        (
            r"{P}(?: \w+){0,3} (?:kanssa|puheille|kiitos|luokse)",
            r"\b(?:puhua|keskustella|jutella|yhdista\w*|haluan|tarvitsen|saanko|siirra\w*|voinko)(?: \w+){0,3} {P}",
        ),
        r"(?:(?:hei|kylla|ei|oikea)[ ,]*)*(?:ihminen|ihmisen|asiakaspalvelija|henkilo|oikea ihminen|agentti|virkailija)(?:[ ,]*(?:kiitos|nyt))*",
        (
            r"\b(?:soit(?:a|takaa|atko|tatteko)(?: \w+)? (?:minulle|mulle|takaisin)|soittopyynto\w*|takaisinsoitto\w*|voisitteko soittaa|soittaa minulle)\b",
        ),
        (
            r"\b(?:en halua|en tarvitse|ala|ei tarvitse|alkaa)(?: \w+){0,4} (?:ihmi\w+|asiakaspalvelija\w*|henkilo\w*|soit\w*)|\b(?:oletko|onko|puhunko|oletteko)(?: \w+){0,2} (?:ihmi\w+|robot\w*|bott\w*)|\b(?:eilen|jo|viime viikolla)\b.*\bpuhuin|\bihmishius",
        ),
    ),
    "tr": Words(
        r"(?:(?:bir|gercek|canli|baska) )*(?:insan\w*|temsilci\w*|kisi\w*|yetkili\w*|operator\w*|musteri temsilci\w*|biri(?:yle|si|ne)?|birisi\w*|calisan\w*|danisman\w*|gorevli\w*|agent)\b",
        (
            r"{P}(?: \w+){0,2} (?:konus\w*|gorus\w*|istiyorum|bagla\w*|aktar\w*|baglan\w*|lutfen|ihtiyacim|yaz\w*|var mi|lazim)",
            r"\b(?:baglayin|bagla|aktarin|istiyorum|lutfen|baglar misiniz)(?: \w+){0,2} {P}",
        ),
        r"(?:(?:merhaba|evet|hayir|lutfen|gercek|canli|bir)[ ,]*)*(?:insan|temsilci|musteri temsilcisi|yetkili|operator|gercek kisi|canli destek|gercek insan|canli temsilci)(?:[ ,]*(?:lutfen|istiyorum|hemen))*",
        (
            r"\b(?:beni ara\w*|beni geri ara\w*|arayin beni|geri ara\w*|aranmak|arar misin\w*|telefonla (?:gorus\w*|konus\w*))\b",
        ),
        (
            r"\b(?:istemiyorum|gerek yok|baglamayin|baglama|aktarmayin|aramayin|istemem|gerekmiyor|lazim degil)\b(?!.*\b(?:bot|robot|istiyorum))|\b(?:sen|siz|bu)(?: \w+)? (?:insan|robot|bot|gercek)(?: \w+)? ?(?:misin\w*|mi|midir|mu)\b|\b(?:insan|robot|bot|kisi|gercek)(?: kisi| insan)?(?:yla|la)? ?(?:misin\w*|misiniz|mi konusuyorum|mi)\b|\b(?:dun|gecen hafta|daha once)\b.*\b(?:konustum|gorustum|dedi|soyledi)|\binsan sac",
        ),
    ),
    "id": Words(
        r"(?:(?:seorang|orang|manusia|dengan|petugas|agen|cs) )*(?:manusia|orang(?: (?:asli|beneran|sungguhan))?|petugas|agen|operator|seseorang|cs|customer service|perwakilan|admin|staf|staff|pegawai|supervisor|ejen|wakil|kakitangan)\b",
        (
            r"\b(?:bicara|berbicara|ngomong|chat|ngobrol|hubungi|hubungkan|sambungkan|disambungkan|transfer|terhubung|bercakap|cakap|alihkan|kontak)(?: \w+){0,2} {P}",
            r"\b(?:saya |aku |gue )?(?:mau|ingin|butuh|minta|perlu|nak|tolong|bisa|boleh|ada)(?: (?:bicara|dengan|sama|ke|chat))* {P}(?! (?:yang|untuk))",
        ),
        r"(?:(?:halo|ya|tidak|tolong|mau|minta)[ ,]*)*(?:manusia|orang asli|orang beneran|petugas|operator|agen|admin|orang sungguhan|agen manusia|customer service manusia)(?:[ ,]*(?:tolong|dong|sekarang|ya))*",
        (
            r"\b(?:telepon (?:saya|balik|aku)|hubungi saya|telpon (?:saya|aku|balik)|tolong telepon|call saya|ditelepon|minta ditelepon|telefon saya|panggil saya)\b",
        ),
        (
            r"\b(?:tidak|nggak|gak|ga|jangan|tak|enggak)(?: \w+){0,4} (?:manusia|orang|petugas|agen|operator|telepon|hubungi|sambungkan|hubungkan)\b(?!.*\b(?:bot|robot)\b)|\b(?:apakah|kamu|anda|ini|adakah|awak)(?: \w+){0,3} (?:manusia|robot|bot|orang)\b(?= ?(?:\?|$|atau|asli|beneran))|\b(?:kemarin|minggu lalu|sudah|tadi|semalam)\b.*\b(?:bicara|bilang|petugas|agen)|\brambut manusia|\b(?:petugas|agen|operator)(?: \w+)? (?:bilang|kata|mengatakan)",
        ),
    ),
    "vi": Words(
        r"(?:nguoi(?: (?:that|thuc|thue|phu trach))?|nhan vien|tong dai vien|tu van vien|con nguoi|ai do|quan ly|chuyen vien|dien thoai vien|cskh|agent|nhan su)\b",
        (
            r"\b(?:noi chuyen|gap|chat|noi|trao doi|ket noi|chuyen|lien he|lien lac|tu van)(?: \w+){0,3} {P}",
            r"\b(?:muon|can|xin|cho toi|cho minh|yeu cau|vui long|hay|co)(?: (?:duoc|noi chuyen|gap|voi|toi|mot))* {P}",
        ),
        r"(?:(?:xin chao|vang|khong|lam on|cho toi gap)[ ,]*)*(?:nguoi that|nhan vien|gap nhan vien|con nguoi|tu van vien|tong dai vien|nhan vien tu van)(?:[ ,]*(?:di|ngay|voi|nhe))*",
        (
            r"\b(?:goi (?:lai )?(?:cho|dien cho)? ?(?:toi|minh|em|anh|chi)|goi lai|goi dien cho|lien he (?:lai )?voi toi)\b",
        ),
        (
            r"\b(?:khong|dung|chua|chang)(?: \w+){0,3} (?:nguoi|nhan vien|gap|goi|ket noi|can noi)\b(?!.*\b(?:bot|robot|may)\b)|\b(?:ban|day|anh|chi|em|co phai)(?: \w+){0,3} (?:la|voi) (?:nguoi|robot|bot|may)\b|\b(?:hom qua|tuan truoc|da)\b.*\b(?:noi chuyen|noi|goi)|\btoc (?:nguoi|that)|\b(?:nhan vien|tu van vien)(?: \w+){0,2} (?:noi|bao|hua|da) ",
        ),
    ),
    "ru": Words(
        r"(?:человек\w*|оператор\w*|сотрудник\w*|менеджер\w*|специалист\w*|консультант\w*|кем-?(?:то|нибудь)|кто-?(?:то|нибудь)|жив\w+ (?:человек\w*|оператор\w*)|люд\w+|представител\w*|поддержк\w+ (?:человека)?|начальник\w*|агент\w*)",
        (
            r"\b(?:поговорить|говорить|пообщаться|общаться|связаться|соедини\w*|переключи\w*|свяжи\w*|переведи\w*|поговорю|связать|соединить|переключить|перевести|позови\w*|дайте|дай|подключите)(?: \S+){0,3} {P}",
            r"\b(?:хочу|нужен|нужна|требую|можно|хотел\w* бы|хотелось бы|необходим\w*|прошу|позовите|дайте|есть)(?: (?:поговорить|с|мне|живой|живого|живым|к))* {P}",
            r"\b(?:человека?|оператор\w*|живой человек)(?:,)? (?:пожалуйста|срочно|сейчас|плиз)",
            r"\bне (?:хочу|буду)(?: \w+){0,3} с (?:ботом|роботом|машиной)",
        ),
        r"(?:(?:привет|да|нет|пожалуйста|живой|живого|нужен|хочу|мне)[ ,]*)*(?:человек|человека|оператор|оператора|сотрудник|живой человек|консультант|менеджер|специалист|людей|с человеком)(?:[ ,]*(?:пожалуйста|срочно|сейчас|плиз))*",
        (
            r"\b(?:позвоните|перезвоните|позвони|перезвони|перезвонить|жду звонка|звонок|наберите меня|позвонить мне|по телефону)\b",
        ),
        (
            r"\bне (?:хочу|надо|нужен|нужно|нужна|соединяй\w*|переключай\w*|звони\w*|перезванивай\w*|требуется|буду)\b(?!.*\b(?:бот|робот|машин)\w*)|\b(?:ты|вы|это|я)(?: \w+){0,3} (?:человек\w*|бот\w*|робот\w*|жив\w+)\s*(?:\?|$|или)|\b(?:вчера|уже|на прошлой|раньше)\b.*\b(?:говорил\w*|разговаривал\w*|сказал\w*|общал\w*)|\b(?:оператор|сотрудник|менеджер|консультант|человек)(?: \w+)? (?:сказал\w*|обещал\w*|помог\w*|ответил\w*)|\bмо[йя] (?:мама|папа|сестра|брат|друг|подруга|жена|муж|начальник)(?: \w+)? (?:хочет|хотел\w*)|\bчеловеческ\w+ волос|\bволос\w* человек|\bна (?:одного|двух|трех|\d+) человек",
        ),
    ),
    "uk": Words(
        r"(?:людин\w*|оператор\w*|працівник\w*|менеджер\w*|консультант\w*|кимось|хтось|спеціаліст\w*|фахівц\w*|агент\w*|співробітник\w*)",
        (
            r"\b(?:поговорити|говорити|поспілкуватися|спілкуватися|зв'яжіть|з'єднай\w*|переключ\w*|зв'язатися|з'єднати|перевед\w*|покличте|дайте)(?: \S+){0,3} {P}",
            r"\b(?:хочу|потріб\w+|можна|вимагаю|прошу|хотів би|хотіла б|дайте)(?: (?:поговорити|з|із|зі|мені|жив\w+))* {P}",
        ),
        r"(?:(?:привіт|так|ні|будь ласка|жива|живу|потрібна|хочу)[ ,]*)*(?:людина|людину|оператор|оператора|консультант|жива людина|менеджер)(?:[ ,]*(?:будь ласка|терміново|зараз))*",
        (r"\b(?:зателефонуйте|передзвоніть|подзвоніть|зателефонуй|передзвони|дзвінок|передзвонити)\b",),
        (
            r"\bне (?:хочу|треба|потріб\w+|дзвоніть|телефонуйте|з'єднуй\w*)\b(?!.*\bбот)|\b(?:ти|ви|це|я)(?: \w+){0,3} (?:людин\w*|бот\w*|робот\w*)\s*(?:\?|$|чи)|\b(?:вчора|вже|минулого)\b.*\b(?:говори\w*|сказа\w*|розмовля\w*)|\bлюдськ\w+ волос",
        ),
    ),
    "el": Words(
        r"(?:ανθρωπο\w*|άνθρωπο\w*|εκπρόσωπο\w*|υπάλληλο\w*|κάποιον|κάποιο|εκπροσωπο\w*|σύμβουλο|συμβουλο|χειριστή|πράκτορα|υπευθυνο|υπεύθυνο)",
        (
            r"(?:μιλήσω|μιλησω|συνδέσ\w*|συνδεσ\w*|επικοινωνήσω|επικοινωνησω|μεταφ\w*)(?: \S+){0,4} {P}",
            r"(?:θέλω|θελω|χρειάζομαι|χρειαζομαι|μπορώ|θα ήθελα)(?: \S+){0,3} {P}",
        ),
        r"(?:άνθρωπο\w*|ανθρωπο\w*|εκπρόσωπο\w*|πραγματικό άνθρωπο)(?: (?:παρακαλώ|παρακαλω|τώρα))*",
        (r"(?:καλέστε με|καλεστε με|πάρτε με|παρτε με|τηλεφωνήστε μου|με καλέσ\w*|να με πάρ\w*)",),
        (
            r"(?:δεν|μη|μην) (?:θέλω|θελω|χρειάζομαι|χρειαζομαι|με )|(?:είσαι|εισαι|είστε|μιλάω|μιλαω)(?: \S+){0,2} (?:άνθρωπο\w*|ανθρωπο\w*|ρομπότ|ρομποτ|bot)|(?:χθες|ήδη)\b.*(?:μίλησα|μιλησα|είπε)|ανθρώπιν\w+ μαλλι",
        ),
    ),
    "ar": Words(
        r"(?:إنسان|انسان|شخص|موظف\w*|ممثل|وكيل|بشري\w*|أحد|احد|مندوب|مسؤول|خدمة العملاء|بني آدم|مشرف|حد)",
        (
            r"(?:التحدث|أتحدث|اتحدث|أتكلم|اتكلم|التكلم|التواصل|اتواصل|أتواصل|اكلم|أكلم|تحويلي|حولني|حولوني|وصلني|وصلوني|الكلام|احكي|أحكي|توصيلي)(?: \S+){0,3} (?:مع |إلى |الى |ل|ب)?(?:ال)?{P}",
            r"(?:أريد|اريد|أحتاج|احتاج|أرغب|ارغب|ممكن|عايز|عاوز|بدي|أبغى|ابغى|ابي|هل يمكنني|أطلب|من فضلك)(?: \S+){0,2} (?:ال)?{P}(?! (?:يحب|يستخدم))",
        ),
        r"(?:(?:مرحبا|نعم|لا|من فضلك|اريد|أريد)[ ،]*)*(?:انسان|إنسان|موظف|شخص حقيقي|بشري|موظف حقيقي|ممثل|شخص|موظف بشري|خدمة عملاء بشرية)(?:[ ،]*(?:من فضلك|الآن|لو سمحت|حقيقي))*",
        (
            r"(?:اتصل(?:وا)? (?:بي|علي|عليا)|اتصلوا|كلموني|كلمني|معاودة الاتصال|الاتصال بي|يتصل بي|تتصل(?:وا)? بي|مكالمة)",
        ),
        (
            r"(?:لا|ما|مش|لم|ليس|لست|بدون)(?: \S+)? ?(?:أريد|اريد|أحتاج|احتاج|عايز|تحول\w*|تتصل\w*|أرغب|ابي|بحاجة|التحدث)(?!.*(?:روبوت|بوت|آلي))|(?:هل أنت|هل انت|انت|أنت|هل أتحدث|هل اتحدث)(?: \S+){0,2} (?:إنسان|انسان|شخص|روبوت|بوت|بشر\w*|حقيقي)|(?:أمس|امس|سابقا|من قبل|تحدثت|كلمت|قال لي|أخبرني|اخبرني)|شعر (?:بشري|طبيعي|إنسان)|(?:أمي|امي|أبي|أختي|اختي|أخي|اخي|زوجتي|زوجي|صديقي|مديري) (?:تريد|يريد)",
        ),
    ),
    "he": Words(
        r"(?:בן ?אדם|אדם|נציג\w*|אנושי\w*|מישהו|נציג אנושי|איש שירות|מנהל\w*|אנשים|בנאדם|עובד)",
        (
            r"(?:לדבר|לשוחח|דבר|להעביר|תעביר\w*|העבר\w*|תחבר\w*|חבר\w*|להתחבר|לקבל|תנו)(?: \S+){0,3} (?:עם |אל |ל|עם ה)?{P}",
            r"(?:רוצה|צריך|צריכה|מבקש|מבקשת|אפשר|אני יכול|בבקשה|יש)(?: \S+){0,2} {P}",
        ),
        r"(?:(?:שלום|כן|לא|בבקשה)[ ,]*)*(?:נציג|נציג אנושי|בן ?אדם|אדם אמיתי|נציגה|אדם|אנושי|נציג שירות)(?:[ ,]*(?:בבקשה|עכשיו|דחוף))*",
        (r"(?:תתקשר\w*|התקשר\w*|שיתקשר\w*|תחזרו? אליי?|שיחה חוזרת|להתקשר אליי?|חזרו אליי?)",),
        (
            r"(?:לא|אל|בלי|אין)(?: \S+)? ?(?:רוצה|צריך|צריכה|תעביר\w*|תתקשר\w*|לדבר|צורך)(?!.*(?:בוט|רובוט))|(?:אתה|את|זה|אני מדבר\w*)(?: \S+){0,2} (?:בן ?אדם|אדם|אנושי|רובוט|בוט|אמיתי)(?: \S+)?\s*\??$|(?:אתמול|כבר|בשבוע שעבר)(?: \S+)* (?:דיברתי|אמר\w*)|(?:נציג\w*) (?:אמר\w*|הבטיח\w*)|שיער אדם|(?:אמא|אבא|אחותי|אחי|אשתי|בעלי|חבר שלי) (?:שלי )?(?:רוצה|רצה|רצתה)",
        ),
    ),
    "hi": Words(
        r"(?:इंसान|आदमी|व्यक्ति|एजेंट|प्रतिनिधि|किसी|कर्मचारी|मैनेजर|कस्टमर केयर|मनुष्य|अधिकारी|ऑपरेटर)",
        (
            r"{P}(?: \S+){0,3} (?:बात|बोलना|जोड़\w*|कनेक्ट|चाहिए|ट्रांसफर|मिला\w*|संपर्क|बुला\w*|दीजिए|दो)",
            r"(?:insaan|insan|aadmi|admi|agent|kisi|vyakti|human|banda|bande|executive|representative|customer (?:care|service|support)|manager)(?: \w+){0,3} (?:baat|bat|chahiye|connect|bulao|transfer|jodo|karwa\w*|milao)",
        ),
        r"(?:(?:नमस्ते|हाँ|नहीं|कृपया|असली)[ ,]*)*(?:इंसान|एजेंट|प्रतिनिधि|असली इंसान|इंसान चाहिए)(?: (?:चाहिए|प्लीज|प्लीज़|कृपया|अभी))*",
        (
            r"(?:मुझे (?:कॉल|फोन|फ़ोन)|कॉल (?:करें|करो|कीजिए|बैक)|फोन (?:करें|करो|कीजिए)|फ़ोन (?:करें|करो|कीजिए)|mujhe (?:call|phone)|call (?:karo|karen|kijiye|karein))",
        ),
        (
            r"(?:नहीं|मत|बिना|ना)(?: \S+)? ?(?:चाहिए|करनी|करना|करो|करें|चाहता|चाहती|जोड़\w*)(?!.*(?:बॉट|रोबोट|मशीन))|(?:बात नहीं)(?!.*(?:बॉट|रोबोट|मशीन))|(?:क्या )?(?:आप|तुम|तू|यह|ये|मैं)(?: \S+){0,4} (?:इंसान|रोबोट|बॉट|मशीन|आदमी|असली)(?: \S+)? (?:हैं|हो|है|बात)|(?:कल|पिछले|पहले)(?: \S+)* (?:बात|कहा|बोला)(?: \S+)* (?:थी|था|की|हुई)|ने (?:कहा|बताया|बोला)|(?:nahi|nahin|mat|kya (?:aap|tum))\b|इंसानी? बाल|मेरी (?:माँ|बहन|पत्नी)|मेरे (?:पिता|भाई|दोस्त|पति)",
        ),
    ),
    "ja": Words(
        r"(?:人間|人|オペレータ[ーァ]?|オペレーター|担当者|担当|スタッフ|係員|係の方|係の人|有人|店員|社員|責任者|エージェント|上司|カスタマーサポートの人)",
        (
            r"{P}(?:の方|さん|様|のオペレーター|の担当者|による|の)?(?:と|に|へ|を|が|対応)?(?:直接|今すぐ|すぐ|電話で)?(?:話|代わ|替わ|繋|つな|つない|チャットし|お願い|ください|相談|対応|変わ|かわ|出して|呼んで|転送|希望|連絡を?取|問い合わせ|おねがい|会話|やり取り|切り替え|引き継)",
            r"(?:直接|生身の|本物の|実際の|リアルな){P}",
            r"(?:ボット|ロボット|AI|ai|機械|自動応答)(?:では?なく|じゃなく|は嫌|はいや|は結構|と(?:は)?話したくな)",
        ),
        r"(?:はい|いいえ|すみません|本物の|生身の|[、 ])*(?:人間|オペレーター|担当者|有人対応|有人チャット|スタッフ|人|有人|オペレータ)(?:を|に|で)?(?:お願いします|ください|希望|対応|お願い|出して|おねがいします)?[。!]*",
        (
            r"(?:電話(?:を|で)?(?:して|ください|お願い|もらえ|いただ|頂|欲しい|ほしい|かけて|下さい|話し)|折り返し|お電話(?:を)?(?:ください|お願い|いただ|頂|もらえ|下さい))",
        ),
        (
            r"(?:あなた|君|これ|そちら|こちら|お前|貴方|相手)(?:は|って|が)?(?:本当に|もしかして|本物の)?(?:人間|人|ロボット|ボット|AI|機械|オペレーター)(?:です|なの|ですか|か|じゃ|なんです|でしょう)?|(?:人間|人|ロボット|ボット)(?:です|でしょう)か|(?:人|人間|オペレーター|担当者|スタッフ)(?:と|に|は|の対応は|を)?(?:話したくな|話す必要(?:は|が)?な|いらな|不要|必要な(?:い|く)|必要ありませ|代わらな|つながな|繋がな|結構です|要りませ|いりませ|話したいわけではな)|電話(?:は)?(?:しないで|いらな|不要|必要な|結構|ほしくな|要りませ)|(?:昨日|先週|前回|以前|この前|さっき)(?:.{0,15})(?:話しました|話した|言われ|言いました|言って|対応してもら|でした)|(?:担当者|オペレーター|スタッフ|係員)(?:さん|の方)?(?:は|が|に)(?:.{0,12})(?:言いました|言われ|言って|でした|約束)|人毛|人工|\d人用|[一二三四五]人用|人気|(?:母|父|姉|兄|妹|弟|友人|友達|妻|夫|上司)が.{0,20}(?:話したい|話したがって)",
        ),
    ),
    "zh": Words(
        r"(?:人工(?:客服|服务|坐席|座席)?|真人(?:客服|服务)?|客服(?:人员|小姐姐|专员|代表|经理)?|活人|真的人|一个人|真正的人|人类|专员|经理|主管|工作人员|人員|真人客服|店员|人工客服|代表|領導|领导|員工|员工|服务员|服務員|專員|經理)",
        (
            r"(?:转|轉|接|找|叫|换|換|要|联系|聯繫|聯絡|联络|跟|和|与|與|给我|給我|需要|呼叫|请|請|接通|转接|轉接|安排|有没有|有沒有|想|连接|連接)(?:一下|到|个|個|一个|一個|一位|你们的?|你們的?|我|下|你们|成|位|让我|讓我|说话|直接|真的|真正的)*{P}(?!.{0,3}(?:头发|頭髮|说|說|态度|電話是|电话是))",
            r"(?:不想|不要|别让我|別讓我|不跟|不和)(?:跟|和|与|與)?(?:机器人|機器人|机器|機器|AI|ai|电脑|電腦)(?:说|說|聊|谈|談|讲|講|对话|對話)?",
            r"(?:我)?(?:想|要|能|可以)(?:跟|和|与|與|同)(?:一?个|一?個|你们的?|真正的|真的)?(?:真人|人|人类|客服)(?:说|說|聊|谈|談|讲|講|对话|對話|通话|交流|沟通|溝通)",
        ),
        r"(?:你好|您好|请|請|我要|要|快|是的|好|[,, ])*(?:人工|真人|人工客服|转人工|轉人工|人工服务|人工服務|活人|真人客服|客服|转真人|轉真人|转接人工|人類|人类|人工坐席|[,, !。])+(?:客服)?(?:谢谢|謝謝|吧|服务|服務|啊|好吗|[!!。.])*",
        (
            r"(?:(?:打|回)(?:个|個|一个|一個|我的)?(?:电话|電話)(?:给我|給我)?|(?:给我|給我)(?:打|回)(?:个|個|一个|一個)?(?:电话|電話)|回(?:电|電|拨|撥)(?:给我|給我|我|一下)?|(?:电话|電話)(?:联系|聯繫|聯絡|回复|回覆|沟通|溝通)|致电(?:给我|我)|call我|(?:请|請)来电)",
        ),
        (
            r"(?:你|您|这|這|对面|對面)(?:到底|真的|究竟|们|們)?(?:是|係)(?:不是)?(?:一个|一個|个|個)?(?:真人|人|人工|机器人|機器人|机器|AI|活人|客服|人工客服|人类)(?:吗|嗎|还是|還是|么|呢|嘛|吧|[?？]|$)|是(?:人|真人|机器人|機器人)(?:吗|嗎|还是|還是)|(?:不要|不用|不需要|别|別|不想|不必|无需|無需|没必要|沒必要|勿)(?:要)?(?:跟|和|给我|給我|帮我|幫我|再)?(?:转|轉|接|找|叫|人工|真人|客服|联系|聯繫|打电话|打電話|回电|回電|给我打|致电|跟人|和人)(?!.*机器人)|(?:昨天|上周|上次|之前|刚才|剛才|前天|已经|已經)(?:.{0,10})(?:客服|人工|真人|专员|經理|经理)|(?:客服|专员|經理|经理|店员)(?:人员|小姐|代表)?(?:.{0,3})(?:说|說|告诉|告訴|答应|答應|态度|態度|承诺|承諾)|真人(?:头发|頭髮|发|髮)|人工(?:智能|智慧|皮革|草皮|钻石|费|費|湖|合成)|(?:我妈|我媽|我爸|我姐|我哥|我妹|我弟|我朋友|我老婆|我老公|我太太|我先生|我老板).{0,6}(?:想|要)|电话(?:号码|號碼)|(?:帮我|幫我|替)(?:朋友|妈妈|媽媽)",
        ),
    ),
    "ko": Words(
        r"(?:사람|상담(?:원|사|직원)?|직원|담당자|인간|관리자|매니저|에이전트|실제 사람|책임자|고객센터 직원|진짜 사람|휴먼)",
        (
            r"{P}(?:님|분)?(?:이랑|랑|과|와|하고|한테|에게|에|을|를|으로|로|이)? ?(?:직접 |좀 |바로 |통화 )?(?:말|이야기|얘기|대화|연결|상담하|통화|바꿔|불러|부탁|원해|원합|필요|채팅|소통|이어|돌려|나와|주세요|나오|요청|할 수)",
            r"(?:진짜|실제|살아있는) {P}",
            r"(?:봇|로봇|챗봇|기계|AI|ai)(?:이랑|랑|과|와|하고|이|말고| 말고|은|는)?(?: \S+){0,2} ?(?:말고|싫|그만|안 |하기 싫)",
        ),
        r"(?:안녕하세요|네|아니요|제발|빨리|진짜|[, ])*(?:사람|상담원|상담사|직원|상담원 연결|상담사 연결|상담직원|사람 상담|담당자|상담원연결)(?:이요|요| ?부탁(?:드립니다|드려요|해요)?| ?연결(?:해 ?주세요|해줘)?| ?주세요| ?원해요| ?좀| ?불러줘| ?바꿔주세요|[.! ])*",
        (
            r"(?:전화(?:를|로|좀)? ?(?:주세요|해 ?주|부탁|주실|줘|걸어|주시|상담 ?원|받고|요청|드릴)|콜백|전화해|연락(?:을)? ?(?:주세요|부탁|줘|바랍))",
        ),
        (
            r"(?:당신|너|넌|혹시|이거|여기|그쪽|지금)(?:은|는|이|도)?(?: \S+){0,3} ?(?:사람|로봇|봇|기계|인간|AI)(?:이|인|과|이랑|하고)?(?: ?(?:에요|예요|인가요|이에요|입니까|이야|야|인가|맞|인지|대화|말하|니|세요))|(?:사람|로봇|봇|인간)(?:인가요|이에요|입니까|이세요|이야|이니|인가|이냐|이신가요)|(?:사람|상담원|상담사|직원|전화|연결)(?:이랑|과|와|은|는|을|를|이|도|하고)?(?: \S+){0,2} ?(?:필요 ?없|싫|원하지 ?않|하지 ?마|말고 그냥|안 ?해도|않아도|원치|하고 싶지 않|안 해)|(?:어제|지난주|아까|저번|전에|이미)(?: \S+)* ?(?:말했|통화했|얘기했|이야기했|상담했|그랬|했어요|했는데|말씀)|(?:상담원|직원|상담사|담당자)(?:이|가|분이|님이)(?: \S+){0,3} ?(?:말했|했어|했는데|그랬|약속|친절|말씀|했습니다)|인모|사람 머리|\d인용|(?:엄마|아빠|언니|누나|형|오빠|동생|친구|아내|남편|상사)(?:가|이)(?: \S+){0,3} ?(?:싶어|원해|원하)",
        ),
    ),
    "th": Words(
        r"(?:คน(?:จริง(?:ๆ)?)?|เจ้าหน้าที่|พนักงาน|มนุษย์|แอดมิน|ตัวแทน|ผู้จัดการ|ใครสักคน|หัวหน้า|โอเปอเรเตอร์|คอลเซ็นเตอร์)",
        (
            r"(?:คุย|พูด|ติดต่อ|สนทนา|โอนสาย|โอน|ต่อสาย|แชท|สอบถาม|ปรึกษา|เชื่อมต่อ)(?:กับ|ไปที่|ไปหา|ไปยัง|ถึง|หา|ให้)?\s*(?:ที่เป็น)?{P}",
            r"(?:ขอ|ต้องการ|อยาก(?:จะ)?(?:ได้|คุยกับ|พูดกับ|ติดต่อ)?|มี|ขอสาย|เรียก)\s*(?:คุยกับ|พูดกับ|พบ|สาย|ให้)?\s*{P}",
        ),
        r"(?:ขอ)?(?:เจ้าหน้าที่|คนจริง(?:ๆ)?|พนักงาน|แอดมิน|มนุษย์|คุยกับคน)(?:หน่อย|ด้วย|ครับ|ค่ะ|คะ|ที)*",
        (r"(?:โทร(?:กลับ|หา(?:ผม|ฉัน|ดิฉัน|เรา|หนู)|มาหา|มา(?:ที่|ได้)?|ศัพท์กลับ|ให้)|ช่วยโทร)",),
        (
            r"(?:ไม่|อย่า|ไม่ต้อง|ไม่ได้)(?:ต้องการ|อยาก|ต้อง|โทร|โอน|ขอ|จำเป็น)(?!.*(?:บอท|หุ่นยนต์))|(?:คุณ|นี่|นี้|เธอ)(?:เป็น|คือ)\s*(?:คน|มนุษย์|บอท|หุ่นยนต์|พนักงาน|เจ้าหน้าที่)|(?:เป็น|คือ)(?:คน|มนุษย์|บอท)(?:จริง)?(?:หรือ|ไหม|มั้ย|รึ|ใช่)|(?:เมื่อวาน|สัปดาห์ที่แล้ว|ก่อนหน้านี้|คราวก่อน|ครั้งก่อน).*(?:คุย|บอก|พูด)|(?:เจ้าหน้าที่|พนักงาน|แอดมิน)(?:ได้)?(?:บอก|แจ้ง|พูด|สัญญา)|ผมคน|ผมมนุษย์|ผมจริง|คนละ|(?:แม่|พ่อ|พี่|น้อง|เพื่อน|ภรรยา|สามี)(?:ของ)?(?:ฉัน|ผม)?(?:อยาก|ต้องการ)",
        ),
    ),
}

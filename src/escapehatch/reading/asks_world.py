"""The same as ``asks_words`` for the other languages, plainly. Written without accents on Latin letters."""

from __future__ import annotations

from typing import Final

from .asks_words import Words

ROMANCE_AND_GERMANIC: Final[dict[str, Words]] = {
    "es": Words(
        r"(?:(?:un|una|el|la|algun|alguna|los|las|otro|otra|ser|verdadero|verdadera|mi|su|tu) )*(?:persona|humano|humana|ser humano|agente|asesor|asesora|operador|operadora|representante|alguien|nadie|ejecutivo|ejecutiva|supervisor|supervisora|gerente|encargado|encargada|empleado|empleada|companero|teleoperador|gente real|atencion (?:humana|personal|al cliente))\b",
        (
            r"\b(?:hablar|hable|hablo|chatear|comunicar(?:me|nos)?|comunica(?:me)?|comuniqueme|contactar|platicar|conversar|atender|tratar|charlar)(?: \w+){0,2} (?:con|a) {P}",
            r"\b(?:pas(?:a|e|en|ar)(?:me|nos)|transf(?:iera|iere|erir)(?:me|nos)|transfer\w*|conect\w*|comunic\w+|ponme|pongame|poner(?:me)?|derivar?(?:me)?|deriveme|derivenme|dirij\w+)(?: \w+){0,2} (?:con|a|al) {P}",
            r"\b(?:quiero|quisiera|necesito|deseo|exijo|prefiero|solicito|busco|dame|deme|me gustaria|puedo tener|hay|me atiende|me atienda|que me atienda|atiendame|pueda)(?: (?:ya|ahora|hablar|con|que me atienda|ver|tener|urgentemente|contactar|algun))* {P}(?! (?:falsa|que (?:use|viva|tenga|mide)))",
            r"\b(?:humano|agente|persona real|operador|asesor|representante|persona),? (?:por favor|ya|ahora|porfa)\b",
            r"\bno (?:quiero|deseo) (?:hablar|seguir|chatear|tratar)(?: \w+){0,3} (?:un |una |el |la |este )?(?:bot|robot|maquina|chatbot|ia)\b|\balguien (?:de verdad|real|que me (?:ayude|atienda))\b",
        ),
        r"(?:(?:hola|si|no|por favor|porfa|un|una|el|la|ser|ya|quiero|necesito)[ ,]*)*(?:agente|humano|humana|persona real|persona humana|persona|operador|operadora|asesor|asesora|representante|ser humano|alguien real|atencion humana|una persona)(?:[ ,]*(?:por favor|ya|porfa|gracias|humano|real|ahora|urgente))*",
        (
            r"\b(?:llam(?:ame|enme|eme|arme|ame|ar?nos|enos)|me (?:puede[ns]?|podria[ns]?|pueden) llamar|(?:puede[ns]?|podria[ns]?) llamarme|que me llamen?|me llam(?:an|as|e|en)\b|devuelv\w+ la llamada|quiero una llamada|por telefono)\b",
        ),
        (
            r"\bno (?:quiero|necesito|deseo|hace falta|me (?:pases|pase|transfiera|comunique|conecte|llame[ns]?|pongas))(?: \w+){0,4} (?:personas?|humanos?|agentes?|operador|alguien|nadie|asesor|representante|llamen|llamada)\b|\bno me llame[ns]?\b|\bsin (?:hablar|un|una|ninguna?)(?: \w+){0,3} (?:persona|humano|agente|operador|asesor)",
            r"\b(?:eres|es usted|sos|estoy hablando|hablo|estas? hablando|seras|es esto|esto es|es)(?: (?:tu|usted|acaso|con|realmente|una?|de verdad))* (?:humano|humana|persona|robot|bot|maquina|ser humano|agente)\b",
            r"\b(?:ayer|la semana pasada|el otro dia|antes|anteriormente)\b.*\b(?:hable|agente|persona|operador|dijo)\b|\b(?:ya )?(?:hable|habia hablado|he hablado|contacte)(?: \w+)? con\b|\b(?:agente|operador|asesor|persona|representante)(?: \w+){0,2} (?:me )?(?:dijo|prometio|ayudo|atendio|aseguro|llamo|fue)\b",
            r"\bmi (?:madre|padre|hermana|hermano|amigo|amiga|esposa|marido|jefe|hijo|hija|mama|papa)(?: \w+){0,2} (?:quiere|quiso|necesita|hablo|dijo)\b|\b(?:pelo|cabello|cabellos?) humano|\bcuerpo humano|para (?:una|dos|tres|\d+) personas?\b|me llam(?:o|an) \w+$|\bagente (?:de viajes|secreto|limpiador|inmobiliario)",
        ),
    ),
    "fr": Words(
        r"(?:(?:un|une|le|la|l'|votre|vrai|vraie|autre|etre|des|de|d'|veritable|vrais|real) ?)*(?:humain|humaine|etre humain|personne(?: (?:reelle|humaine|physique))?|agent|conseiller|conseillere|operateur|operatrice|quelqu'un|personne|representant|superviseur|responsable|collegue|employe|vrai gens|service client humain)\b",
        (
            r"\b(?:parler|discuter|echanger|communiquer|parle|dialoguer|causer|m'adresser)(?: \w+){0,2} (?:a|avec|au) {P}",
            r"\b(?:passez|passer|passe|transfer\w+|connect\w+|mettez|mettre|mise? en (?:relation|contact|ligne)|redirig\w+|orient\w+|dirig\w+|renvoy\w+)(?:[ -](?:moi|nous|me|m'))?(?: \w+){0,3} (?:a|avec|vers|au|en (?:contact|relation|ligne) avec|chez)? ?{P}",
            r"\b(?:je (?:veux|voudrais|souhaite|demande|prefere|desire|cherche|exige)|j'(?:ai besoin|aimerais|exige)|il me faut|donnez[ -]moi|puis-je (?:avoir|parler)|est-ce que je peux|y a-t-il|il y a|besoin)(?: (?:parler|d'|de|a|avec|avoir|contacter|joindre|voir))* ?{P}(?! (?:qui|pour|m'a))",
            r"\b(?:humain|conseiller|agent|operateur|vraie personne|une personne|un humain) (?:svp|s'il (?:vous|te) plait|vite|maintenant|stp)\b",
            r"\b(?:contacter|joindre|avoir) {P} (?:svp|s'il|directement|au)|\b(?:plus|pas|marre)(?: de)? (?:parler|discuter)(?: \w+)? (?:un |une |ce |votre )?(?:bot|robot|machine|chatbot)|\bmarre (?:de|du|des) (?:ce |cette |vos |votre )?(?:bot|robot|machine)",
        ),
        r"(?:(?:bonjour|oui|non|un|une|le|vrai|vraie|svp|etre|je veux|besoin d')[ ,]*)*(?:humain|agent|conseiller|conseillere|operateur|operatrice|personne reelle|vraie personne|etre humain|quelqu'un|agent humain|conseiller humain|une personne|un humain)(?:[ ,]*(?:svp|s'il (?:vous|te) plait|stp|vite|maintenant|humain|merci))*",
        (
            r"\b(?:appelez|rappelez|telephonez|appelle|rappelle|contactez)[ -](?:moi|nous)\b|\b(?:me|m'|nous) ?(?:rappeler|appeler|rappelle[rz]?|appelle|telephoner|rappeliez|rappelez)\b|\b(?:etre|qu'on me) (?:rappele|appele|rappelle)\w*\b|\bpar telephone\b|\bun rappel\b|\bqu'on m'appelle",
        ),
        (
            r"\b(?:ne |n'|je )?(?:veux|souhaite|voudrais|ai|desire|faut)? ?(?:pas|jamais|aucun)(?: besoin)?(?: \w+){0,3} (?:d'|de |un |une |a )?(?:humain|agent|conseiller|personne|operateur|quelqu'un|rappel\w*|appel\w*)\b|\bsans (?:parler|passer|un|une|aucun)(?: \w+){0,3} (?:humain|agent|conseiller|personne)|\bne m'appelez pas|ne me rappelez pas",
            r"\b(?:etes|es|est|suis|parle)[ -](?:vous|tu|ce|je)?(?: (?:vraiment|bien|que|en train|a|avec|vous|tu))*(?: ?(?:un|une|d'))* ?(?:vrai |vraie |etre )?(?:humain|humaine|personne|robot|bot|machine|reel|agent)\b",
            r"\b(?:hier|la semaine derniere|deja|avant)\b.*\b(?:parle|eu|conseiller|agent|personne|dit)\b|\bj'ai (?:deja )?(?:parle|eu|discute|contacte)\b|\b(?:agent|conseiller|conseillere|operateur|personne)(?: \w+){0,2} (?:m'a|a dit|m'avait|avait)\b|\bmerci (?:a|au)\b",
            r"\bne (?:veux|souhaite|voudrais|desire)(?: \w+){0,3} (?:a|avec) personne\b|\b(?:ma|mon) (?:mere|pere|soeur|frere|ami|amie|femme|mari|chef|fille|fils)(?: \w+){0,2} (?:veut|voulait|souhaite|a parle|a besoin|m'a dit)\b|\bcheveux humains?|\bcorps humain|pour (?:une|deux|trois|\d+) personnes?\b|\bpersonne (?:ne|n')|\bagent (?:de voyage|secret|nettoyant|immobilier)",
        ),
    ),
    "de": Words(
        r"(?:(?:ein|eine|einen|einem|einer|der|die|das|den|dem|ihrem|ihren|irgend|echten?|echter|echtem|richtigen?|richtiger|realen?|wirklichen?|lebenden|menschlichen?|menschlicher|anderen|nem|nen|'nem) )*(?:menschen?|mitarbeiter(?:in|innen|n)?|person|berater(?:in)?|agent(?:en)?|kundenberater(?:in)?|kundenbetreuer|sachbearbeiter(?:in)?|operator|ansprechpartner(?:in)?|jemand(?:en|em)?|niemand(?:en|em)?|kolleg(?:e|en|in)|vorgesetzten?|chef|manager|supervisor|kundendienst ?mitarbeiter|support ?mitarbeiter|servicemitarbeiter|leute|jmd|human|echtmensch)\b",
        (
            r"\b(?:mit|zu|an|bei) {P}(?: \w+){0,3} (?:sprechen|reden|schreiben|chatten|verbinden|verbunden|weiterleiten|weitergeleitet|durchstellen|kommunizieren|telefonieren|weiterverbinden|ubergeben|verbinde)",
            r"\b(?:sprechen|reden|chatten|verbind\w*|ubergeb\w*|weiterleit\w*|weitergeb\w*|durchstell\w*|stell\w*|leit\w*|gib|geben|hol\w*|schick\w*)(?: \w+){0,3} (?:mit|an|zu)? ?{P}",
            r"\b(?:ich )?(?:will|mochte|moechte|brauche|wunsche|hatte gern|verlange|bitte|wurde gern\w*|benotige|suche|bevorzuge|kann ich|darf ich|gibt es|konnte ich|kriege ich|bekomme ich)(?: (?:ich|jetzt|sofort|endlich|gerne|lieber|nur|bitte|hier|auch|mal|einfach|mit))* {P}(?!,? (?:der|die|das) )",
            r"\b(?:verbind\w*|weiterleit\w*|durchstell\w*|stell\w*|leit\w*)(?: \w+){0,3} (?:mit|an|zu|zum|zur)(?: (?:dem|der|den|ihrem|ihrer))? (?:kundendienst|kundenservice|kundenbetreuung|support|service|\w*abteilung|hotline|zentrale)\b",
            r"\b(?:mensch|mitarbeiter|berater|person|echter mensch|kundenberater|agent|operator)(?:in)? (?:bitte|jetzt|sofort|her)\b|\bbitte (?:ein(?:en|e)? )?(?:echten? )?(?:mensch\w*|mitarbeiter|berater|person)\b",
            r"\b(?:nicht|kein\w*)(?: \w+){0,4} (?:bot|roboter|maschine|chatbot|computer)(?: \w+)? (?:sprechen|reden|schreiben|chatten)|\bkeine lust auf (?:den |diesen |einen )?(?:bot|roboter|chatbot)|\bpersonlich(?:en|er)? (?:sprechen|kontakt|beratung|ansprechpartner)",
        ),
        r"(?:(?:hallo|ja|nein|bitte|ein|eine|einen|echter|echten|echte|richtigen?|ich will|ich mochte|ich brauche)[ ,]*)*(?:mensch|menschen|mitarbeiter|mitarbeiterin|berater|kundenberater|person|agent|operator|ansprechpartner|jemand echtes|echte person|echter mensch|sachbearbeiter|menschlicher mitarbeiter)(?:[ ,]*(?:bitte|jetzt|sofort|danke|her))*",
        (
            r"\b(?:ruf(?:en|t)?(?: sie| ihr)?(?: \w+){0,2} (?:mich|uns)|(?:mich|uns)(?: \w+){0,4} (?:an|zuruck|zurueck)?(?:anrufen|zuruckrufen|angerufen|zurueckrufen|telefonisch)|ruckruf\w*|rueckruf\w*|anruf (?:bitte|gewunscht|erbeten)|telefonisch(?: \w+)? (?:sprechen|klaren|erreichen|kontaktieren)|am telefon)\b",
        ),
        (
            r"\b(?:mit|zu|an) niemand(?:em|en)?\b(?: \w+){0,2} (?:sprechen|reden|schreiben|chatten|verbunden)|\b(?:kein(?:e|en|em|er)?|nicht|nie|ohne)(?: \w+){0,3} (?:menschen?|mitarbeiter|person|berater|agenten?|jemand(?:en|em)?|anruf|ruckruf|operator)\b|\bnicht (?:mit|an)(?: \w+){0,2} (?:verbinden|weiterleiten|sprechen)|\b(?:nicht|bitte nicht|kein) (?:an|zuruck)?(?:rufen|anruf)",
            r"\b(?:bist|sind|ist|spreche|rede|schreibe|chatte|seid)(?: (?:du|sie|das|ich|ihr|hier|denn|da|wirklich|eigentlich|gerade|jetzt|mit|ein|eine|einem|einer|echter|echtes|echten))* (?:mensch|menschen|roboter|bot|maschine|person|ki|mitarbeiter|echt)\b",
            r"\b(?:gestern|letzte woche|neulich|vorhin|schon mal|bereits|damals)\b.*\b(?:gesprochen|mitarbeiter\w*|geredet|telefoniert|gesagt|berater)\b|\b(?:habe|hab|hatte)(?: \w+){0,4} (?:mit|an)(?: \w+){1,3} (?:gesprochen|geredet|telefoniert|geschrieben)\b|\b(?:mitarbeiter|berater|kollege|person|agent)(?:in)?(?: \w+){0,2} (?:hat|hatte|sagte|meinte|versprach|war)\b",
            r"\bmeine?r? (?:mutter|vater|schwester|bruder|freund|freundin|frau|mann|chef|sohn|tochter)(?: \w+){0,2} (?:will|mochte|wollte|braucht|hat|sagt)\b|\bechthaar|\bmenschlich\w* (?:haar|korper)|\bmenschenhaar|\bfur (?:eine|zwei|drei|\d+) person|\breiseagent|\bwie viele\b",
        ),
    ),
    "it": Words(
        r"(?:(?:un|una|il|la|lo|l'|qualche|vero|vera|essere|altro|altra|vostro|vostra|umano) ?)*(?:persona(?: (?:reale|vera|umana))?|umano|essere umano|operatore(?: umano)?|operatrice|agente|consulente|qualcuno|nessuno|rappresentante|addetto|responsabile|assistente (?:umano|reale)|supervisore|collega|umana)\b",
        (
            r"\b(?:parlare|parlo|chattare|comunicare|discutere|parli|interagire)(?: \w+){0,2} (?:con|a|ad) {P}",
            r"\b(?:pass\w+|trasfer\w+|mett\w+|colleg\w+|connett\w+|indirizz\w+|inoltr\w+)(?: \w+){0,3} (?:con|a|ad|in contatto con|al|all')? ?{P}",
            r"\b(?:voglio|vorrei|desidero|mi serve|ho bisogno di|preferisco|chiedo|esigo|posso avere|c'e|datemi|dammi|mi dia|pretendo|bisogno di|cerco)(?: (?:parlare|con|di|contattare|avere|subito|adesso))* ?{P}(?! (?:che|per))",
            r"\b(?:operatore|umano|persona|persona vera|agente|operatrice),? (?:per favore|per piacere|subito|adesso|grazie)\b",
            r"\b(?:non|basta)(?: \w+){0,3} (?:parlare|chattare)(?: \w+)? (?:un |una |questo |il )?(?:bot|robot|macchina|chatbot)",
        ),
        r"(?:(?:ciao|si|no|per favore|un|una|essere|voglio|vorrei)[ ,]*)*(?:operatore|operatrice|umano|persona reale|persona vera|essere umano|agente|operatore umano|una persona|persona|assistente umano|consulente)(?:[ ,]*(?:per favore|grazie|subito|adesso|umano|per piacere))*",
        (
            r"\b(?:chiam(?:ate|a|i)mi|richiam(?:ate|a|i)mi|mi (?:chiami|chiamate|richiami|richiamate|telefoni|telefonate)|(?:potete|puo|potreste|potrebbe|puoi|possono) (?:chiamarmi|richiamarmi|telefonarmi)|essere (?:chiamat|richiamat|ricontattat)[oa]|per telefono|telefonatemi|mi (?:puo|potete|puoi) (?:chiamare|richiamare))\b",
        ),
        (
            r"\bnon (?:voglio|mi serve|ho bisogno|desidero|serve|vorrei|passarmi|mi passi|trasferirmi|chiamatemi|chiamarmi|mi chiamate)(?: \w+){0,4} ?(?:persona|umano|operatore|agente|qualcuno)?\b(?!.*\b(?:bot|robot|macchina)\b)|\bsenza (?:parlare|un|una|passare)(?: \w+){0,3} (?:persona|umano|operatore|agente)",
            r"\b(?:sei|siete|e|sto parlando|parlo|lei e|stai)(?: (?:tu|lei|un|una|con|davvero|forse|per caso|veramente|lui))* (?:essere )?(?:umano|umana|persona|robot|bot|macchina|reale|vero|operatore)\b(?= ?(?:\?|$|o ))",
            r"\b(?:ieri|la settimana scorsa|gia|prima)\b.*\b(?:parlato|operatore|detto|persona)\b|\bho (?:gia )?(?:parlato|sentito|chiamato|contattato)\b|\b(?:operatore|operatrice|agente|persona|consulente)(?: \w+){0,2} (?:mi ha|ha detto|mi aveva|aveva|ha)\b",
            r"\b(?:mia|mio) (?:madre|padre|sorella|fratello|amico|amica|moglie|marito|capo|figlio|figlia)(?: \w+){0,2} (?:vuole|voleva|ha|vorrebbe)\b|\bcapelli umani|\bcorpo umano|per (?:una|due|tre|\d+) person[ae]\b|\bagente (?:di viaggio|segreto|immobiliare)",
        ),
    ),
    "pt": Words(
        r"(?:(?:um|uma|o|a|algum|alguma|ser|outro|outra|verdadeiro|verdadeira|seu|sua|com) )*(?:pessoa(?: (?:real|de verdade|humana))?|humano|humana|ser humano|atendente(?: humano)?|agente|operador|operadora|alguem|ninguem|representante|assistente humano|consultor|supervisor|gerente|funcionario|atendimento humano|colaborador|gente de verdade)\b",
        (
            r"\b(?:falar|fala|conversar|falo|comunicar|contactar|contatar|tratar|falasse)(?: \w+){0,2} (?:com|a|para) {P}",
            r"\b(?:pass\w+|transf\w+|conect\w+|encaminh\w+|lig(?:ue|ar|a)(?:-me)?|coloc\w+|direcion\w+|me (?:passa|passe|transfere|transfira))(?: \w+){0,3} (?:com|a|para|pra|ao) {P}",
            r"\b(?:quero|queria|gostaria|preciso|desejo|exijo|prefiro|posso|tem|ha|existe|necessito|me da|da-me|solicito)(?: (?:de|falar|com|ter|que|ser atendido por|agora|um|uma|contactar))* {P}(?! (?:que|para))",
            r"\b(?:atendente|humano|pessoa|agente|operador|pessoa real),? (?:por favor|ja|agora|pfv|pf)\b",
            r"\bnao (?:quero|desejo) (?:falar|conversar)(?: \w+){0,2} (?:um |uma |o |este |esse )?(?:bot|robo|robot|maquina|chatbot)",
        ),
        r"(?:(?:ola|oi|sim|nao|por favor|um|uma|ser|quero|preciso)[ ,]*)*(?:atendente|humano|pessoa real|pessoa|agente|operador|operadora|ser humano|atendimento humano|pessoa de verdade|atendente humano|alguem real)(?:[ ,]*(?:por favor|agora|ja|humano|obrigado|pfv|real|urgente))*",
        (
            r"\b(?:me lig(?:a|ue|uem|ar|arem)|lig(?:a|ue|uem)[ -](?:me|mim|para mim|pra mim)|(?:pode[m]?|poderia[m]?|podem) (?:me )?(?:ligar|telefonar|retornar)|que me liguem|telefon(?:e|em)-me|me telefon\w+|retorn\w+ (?:a|minha) (?:ligacao|chamada)|por telefone|ligar[ -](?:me|para mim|pra mim))\b",
        ),
        (
            r"\bnao (?:quero|preciso|desejo|e preciso|gostaria|me (?:passe|passa|transfira|ligue[m]?|liga))(?: \w+){0,4} ?(?:pessoa|humano|atendente|agente|alguem|operador|ligacao)?\b(?!.*\b(?:bot|robo|robot|maquina)\b)|\bsem (?:falar|um|uma|passar)(?: \w+){0,3} (?:pessoa|humano|atendente|agente)",
            r"\b(?:voce e|tu es|es|e|estou falando|falo|estou a falar|sera que e|voce)(?: (?:tu|voce|mesmo|um|uma|com|realmente|por acaso|o|e))* (?:humano|humana|pessoa|robo|robot|bot|maquina|ser humano|de verdade|atendente)\b(?= ?(?:\?|$|ou |real|de verdade))",
            r"\b(?:ontem|semana passada|antes|anteriormente|ja)\b.*\b(?:falei|falado|atendente|agente|disse|pessoa)\b|\b(?:ja )?(?:falei|conversei|liguei|contatei)\b|\b(?:atendente|agente|pessoa|operador|operadora)(?: \w+){0,2} (?:me )?(?:disse|prometeu|falou|ajudou|garantiu|foi)\b",
            r"\b(?:minha|meu) (?:mae|pai|irma|irmao|amigo|amiga|esposa|marido|chefe|filho|filha)(?: \w+){0,2} (?:quer|queria|precisa|falou|disse)\b|\bcabelo[s]? humano|\bcorpo humano|para (?:uma|duas|tres|\d+) pessoas?\b|\bagente (?:de viagens|secreto|imobiliario)",
        ),
    ),
    "nl": Words(
        r"(?:(?:een|de|het|echte|echt|menselijke|levende|andere|jullie|uw|mens) )*(?:mens|mensen|medewerker|persoon|iemand|agent|collega|adviseur|operator|vertegenwoordiger|manager|leidinggevende|klantenservicemedewerker|helpdeskmedewerker|leidinggevende)\b",
        (
            r"\b(?:met|door|naar|aan) {P}(?: \w+){0,3} (?:praten|spreken|chatten|doorverbinden|doorverbonden|verbinden|verbonden|overleggen|bellen)",
            r"\b(?:spreken|praten|chatten|verbind\w*|doorverbind\w*|verbonden|schakel\w*|zet\w*|geef)(?: \w+){0,3} (?:met|naar|door naar|aan)? ?{P}",
            r"\b(?:ik )?(?:wil|wens|zou graag|heb|nodig|graag|kan ik|mag ik|eis|zoek|is er|verlang)(?: (?:ik|nu|graag|een|liever|gewoon|even|eindelijk|met))* {P}(?! (?:die|dat) )",
            r"\b(?:mens|medewerker|persoon|iemand|echt persoon) (?:alsjeblieft|alstublieft|aub|graag|nu)\b|\b(?:niet|geen)(?: \w+){0,4} (?:bot|robot|chatbot|machine|computer) (?:praten|spreken|chatten)",
        ),
        r"(?:(?:hallo|ja|nee|graag|een|echte|echt|ik wil)[ ,]*)*(?:mens|medewerker|echte persoon|echt mens|persoon|iemand echt|agent|echt persoon|menselijke medewerker)(?:[ ,]*(?:alsjeblieft|alstublieft|aub|graag|nu))*",
        (
            r"\b(?:bel(?:t|len)? (?:me|mij|ons)|(?:me|mij|ons)(?: \w+){0,3} (?:terug)?(?:bellen|gebeld|opbellen)|terugbel\w*|teruggebeld|telefonisch (?:contact|spreken|overleg)|aan de telefoon)\b",
        ),
        (
            r"\b(?:geen|niet|zonder|nooit)(?: \w+){0,3} (?:mens|medewerker|persoon|iemand|agent|doorverbinden|doorverbonden|bellen|gebeld)\b(?!.*\b(?:bot|robot)\b)",
            r"\b(?:ben|bent|is|zijn|praat|spreek|chat)(?: (?:je|jij|u|ik|dit|dat|hier|nu|een|echt|echte|met|wel|eigenlijk))* (?:mens|robot|bot|persoon|machine|echt)\b",
            r"\b(?:gisteren|vorige week|eerder|al)\b.*\b(?:gesproken|medewerker|gezegd|gebeld)\b|\b(?:medewerker|collega|persoon|agent)(?: \w+){0,2} (?:zei|had|heeft|beloofde|was)\b|\bmijn (?:moeder|vader|zus|broer|vriend|vriendin|vrouw|man|baas|dochter|zoon)(?: \w+){0,2} (?:wil|wilde|heeft|zei)\b|\bmensenhaar|menselijk haar|\bvoor (?:een|twee|drie|\d+) pers",
        ),
    ),
    "sv": Words(
        r"(?:(?:en|ett|den|nagon|riktig|riktigt|verklig|levande|annan|mansklig) )*(?:manniska|person|medarbetare|handlaggare|kundtjanstmedarbetare|agent|nagon|operator|chef|kollega|kundtjanst ?medarbetare|manskligt stod)\b",
        (
            r"\b(?:prata|tala|chatta|snacka|komma i kontakt|kopplas|bli kopplad|koppla(?: mig)?|fa prata)(?: \w+){0,2} (?:med|till) {P}",
            r"\b(?:vill|behover|onskar|kan jag|far jag|skulle vilja)(?: (?:ha|fa|jag|prata|med|nu|bara))* {P}",
            r"\b(?:manniska|person|handlaggare) (?:tack|nu|snalla)\b|\binte (?:prata|chatta) med (?:en )?(?:bot|robot)",
        ),
        r"(?:(?:hej|ja|nej|en|riktig|verklig)[ ,]*)*(?:manniska|riktig person|medarbetare|person|agent|handlaggare)(?:[ ,]*(?:tack|nu|snalla))*",
        (
            r"\b(?:ring (?:mig|upp mig|oss)|ringa (?:mig|upp)|bli uppringd|ring tillbaka|ringer (?:mig|upp)|uppringning|prata i telefon)\b",
        ),
        (
            r"\b(?:inte|ingen|utan|slipp\w*)(?: \w+){0,4} (?:manniska|person|agent|nagon|medarbetare|ring\w*)\b(?!.*\b(?:bot|robot)\b)|\b(?:ar|pratar)(?: (?:du|det|jag|har|en|riktig|med))* (?:manniska|bot|robot|person)\b|\b(?:igar|forra veckan|redan)\b.*\b(?:prata|talade|sa|handlaggare|medarbetare)|\bmin (?:mamma|pappa|syster|bror|van|fru|man|chef) (?:vill|ville|har)|\bmanniskohar",
        ),
    ),
    "da": Words(
        r"(?:(?:en|et|den|rigtig|rigtigt|levende|anden|menneskelig) )*(?:menneske|person|medarbejder|agent|nogen|konsulent|kundeservicemedarbejder|kollega|leder|radgiver)\b",
        (
            r"\b(?:tale|snakke|chatte|stillet om|stille om|stil mig om|forbind(?:e|es)?(?: mig)?|komme i kontakt)(?: \w+){0,2} (?:med|til) {P}",
            r"\b(?:vil|onsker|har brug for|kan jag|kan jeg|ma jeg|vil gerne)(?: (?:have|tale|med|jeg|gerne|fa|nu))* {P}",
            r"\b(?:menneske|person|medarbejder) (?:tak|nu)\b",
        ),
        r"(?:(?:hej|ja|nej|et|en|rigtigt|rigtig)[ ,]*)*(?:menneske|rigtig person|medarbejder|person|agent)(?:[ ,]*(?:tak|nu))*",
        (r"\b(?:ring (?:til mig|mig op|tilbage)|ringe (?:til mig|mig op|tilbage)|blive ringet op|ringet op|opkald)\b",),
        (
            r"\b(?:ikke|ingen|intet|uden)(?: \w+){0,4} (?:menneske|person|agent|nogen|medarbejder|ring\w*)\b(?!.*\b(?:bot|robot)\b)|\b(?:er|taler|snakker)(?: (?:du|det|jeg|her|en|et|rigtigt|rigtig|med))* (?:menneske|bot|robot|person)\b|\b(?:i gar|sidste uge|allerede)\b.*\b(?:talte|snakkede|sagde|medarbejder)|\bmin (?:mor|far|soster|bror|ven|kone|mand|chef) (?:vil|ville|har)|menneskehar",
        ),
    ),
    "no": Words(
        r"(?:(?:en|et|den|ekte|virkelig|levende|annen|menneskelig) )*(?:menneske|person|medarbeider|kundebehandler|agent|noen|radgiver|kollega|leder|saksbehandler)\b",
        (
            r"\b(?:snakke|prate|chatte|settes over|sett meg over|sette meg over|koble\w*(?: meg)?|komme i kontakt)(?: \w+){0,2} (?:med|til) {P}",
            r"\b(?:vil|onsker|trenger|kan jeg|far jeg|vil gjerne)(?: (?:ha|snakke|med|jeg|gjerne|fa|na))* {P}",
            r"\b(?:menneske|person|kundebehandler) (?:takk|na)\b",
        ),
        r"(?:(?:hei|ja|nei|et|en|ekte)[ ,]*)*(?:menneske|ekte person|kundebehandler|medarbeider|person|agent)(?:[ ,]*(?:takk|na|vaer sa snill))*",
        (r"\b(?:ring (?:meg|tilbake)|ringe (?:meg|tilbake)|bli oppringt|ringer meg|oppringning)\b",),
        (
            r"\b(?:ikke|ingen|uten)(?: \w+){0,4} (?:menneske|person|agent|noen|medarbeider|ring\w*)\b(?!.*\b(?:bot|robot)\b)|\b(?:er|snakker)(?: (?:du|det|jeg|her|en|et|ekte|med))* (?:menneske|bot|robot|person)\b|\b(?:i gar|forrige uke|allerede)\b.*\b(?:snakket|sa|medarbeider)|\bmin (?:mor|far|soster|bror|venn|kone|mann|sjef) (?:vil|ville|har)|menneskehar",
        ),
    ),
}

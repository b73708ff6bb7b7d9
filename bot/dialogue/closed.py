"""Short messages made of small words only: « et quand ? », « c où », « oui », « ça marche pas ».

The model reads such forms badly, for they have no word of any subject. They are a closed
class: tables tell them, whatever the order of the small words around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from bot.dialogue.channels import NAMED, in_short
from bot.dialogue.table import meanings, word_set

Asked = Literal["quand", "combien", "pourquoi", "comment", "ou", "cout", "duree"]
Deed = Literal[
    "next_step", "tried", "cannot_find", "simpler", "pick", "subject", "drop", "yes",
    "none_of_these", "other_channel", "word", "thanks", "noted",
]  # fmt: skip
Act = Asked | Deed

LONGEST = 9

# Words that carry no question and no subject by themselves.
_LIGHT = word_set(
    """
    a accord ah aller alors appuie appuyer arrive arriver au aussi aux avant avec bah ben bjr
    bon bonjour bref bsr c ca ce cela cest cet cette change ci clique cliquer comme commence
    coup d dac ds de deja depuis des det dire dis dit dites dois doit donc du dure elle en encore
    enfin est et etait ete etre euh exact exactement explique fai faire fais fait fau faudra
    faudrait faut fo hein ici il ils j je jusqu jusque juste l la le les lui m ma madame mais
    me merci mes moi mon monsieur n ne nous oh ok okay oki on or oui par partir passe peu peut
    peux plait plutot pour precisement prend prends pris puisse qu quel quelle quelles quels que
    qui quoi regarde s sa sais savoir se sera serait ses si soit son stp sui suis sur svp t ta
    te tel tombe tout toute toutes tous tres trouve trouver tu un une va vais vas veut veux
    voila voir vous vs y ya apparemment vois normalement aurais aurai aura pourrais pourrai avoir
    prevenir
    """
)

# Question words as people type them. Of two, the one that stands first here is meant.
_QUESTIONS: Mapping[Asked | Literal["next_step"], str] = {
    "duree": "long longtemps lontemps lontan rapide vite duree temps minutes heures delai delais",
    "cout": "payant payante payan gratuit gratuite gratuitement cout coute coutera prix frais tarif"
    " surtaxe",
    "combien": "combien cb cbien combient conbien konbien kombien combein montant somme",
    "pourquoi": "pourquoi pq pk pkoi pourkoi poukwa pkw pourqoi raison motif",
    "quand": "quand qd qand kan kand date dates jour jours mois semaine echeance janvier fevrier"
    " mars avril mai juin juillet aout septembre octobre novembre decembre",
    "comment": "comment coment commen comen cmt coman koman kouman komen concretement etapes manip",
    "next_step": "apres apre aprs ensuite suite suivant suivante puis maintenant mtn mnt maintenan",
    "ou": "ou oti kote endroit ousa",
}
_MEANS = meanings(_QUESTIONS)
_ORDER = {act: position for position, act in enumerate(_QUESTIONS)}

# What may stand around a phrase without changing it.
_BEFORE = (
    r"(?:(?:et|mais|ok|oki|bon|ben|bah|alors|euh|donc|ah|oh|du coup|d accord|desolee?|dsl|merci"
    r"|bonjour|oui|en fait|franchement) )*"
)
_AFTER = (
    r"(?: (?:svp|stp|merci|du coup|en fait|hein|madame|monsieur|quand meme|du tout|desolee?|dsl"
    r"|s il vous plait|alors|la|moi|enfin|pour la caf))*"
)
_CA = r"(?:ca|sa|cela|ceci)"
_EST = r"(?:c est|c|ce n est|cest|c etait|ce n etait)"
_STILL = r"(?:toujours |tjrs |tj |tjs |encore |meme )?"

# Whole phrases; the acts are tried in this order.
_PHRASES: Mapping[Act, tuple[str, ...]] = {
    "quand": (
        r"(?:normalement )?(?:c est |ca tombe )?(?:pour )?le (?:combien|5|cinq)(?: du mois)?"
        r"(?: normale?ment?)?",
    ),
    "comment": (
        r"(?:par (?:quoi|ou)|je) (?:je |on |faut )*(?:commence|demarre)r?"
        r"(?: par (?:quoi|ou))?",
        r"(?:je (?:veux|voudrais) (?:juste )?savoir )?comment (?:je |on |faut )*(?:dois |peux )?"
        r"(?:(?:le|la|l|les|vous|ca) )?(?:dire|dis|signaler|declarer|prevenir|annoncer)(?: ca)?"
        r"(?: a la caf| la caf)?",
        r"comment (?:je |on |faut |il faut )?(?:dois |doit |peux |peut )?(?:la|le|les|l|en) "
        r"(?:demander?|obtenir|avoir|recevoir)",
    ),
    "pourquoi": (
        rf"comment (?:{_CA}|c) se fait?",
        rf"d ou (?:{_CA} vient|vient {_CA})",
        rf"{_CA} vient (?:d ou|de quoi)",
        rf"a quoi {_CA} sert",
        r"dans quel but",
        r"ah bon",
    ),
    "ou": (
        r"(?:c est )?ou (?:est ce que )?(?:je|on|faut) (?:le |la |l |y )?"
        r"(?:demande[rz]?|fais la demande)",
        r"(?:c est )?ou (?:est ce )?(?:que |qu )?(?:je|j|on) (?:peux |peut )?"
        r"(?:vois|voit|voir|trouve|trouver|regarder?|lire?) (?:ca|(?:le |la |les |tout )+"
        r"(?:details?|explications?|raisons?|chiffres?|reponse))",
    ),
    "duree": (
        rf"(?:{_CA} |il )?(?:prend |pran |faut |dure )?(?:combien|cb|conbien) de te?mps?"
        r"(?: pour (?:le |la )?faire| a faire)?",
    ),
    "tried": (
        rf"(?:{_CA} (?:ne )?|ne |i )?(?:march|mars|fonctionn|mach)[a-z]* "
        rf"{_STILL}(?:pas?|plus|po|rien)(?: non plus)?",
        r"(?:j |je |jai |j ai |g |je l |jl )?(?:ai )?(?:deja|dja) (?:tout )?"
        rf"(?:essaye[rs]?|fait|fai|tente)(?: {_CA}| tout)?",
        rf"(?:je l |j )?ai (?:deja )?(?:tout )?(?:essaye|tente)(?: {_CA})?",
        r"(?!.*(?:appel|telephon|joindre))(?:j |jai |j ai |g |je l ai )?(?:ai )?(?:deja|dja|bien) "
        r"(?:tout )?(?:regarde|cherche|verifie|consulte|lu|essaye|tente|recommence|redemarre)[rs]?"
        r"(?: \w+){0,5}",
        r"(?:et )?(?:sinon|autrement)",
        rf"(?:et )?si (?:jamais |{_CA} |j y |on y )*(?:ne )?(?:(?:march|fonctionn|pass|arriv)"
        rf"[a-z]* {_STILL}(?:pas?|plus|po)|bloqu[a-z]*|bug[a-z]*|plant[a-z]*)",
        r"(?:et )?(?:(?:il )?(?:n )?y ?a (?:t il )?|c est quoi (?:l )?|pas |une? |d |l )*autres? "
        r"(?:moyens?|solutions?|facons?|possibilites?|chemins?|manieres?|options?)",
        r"comment (?:je fais|faire) (?:sinon|autrement)",
        r"(?:c est )?(?:toujours|tjrs|tjs) (?:pareil|rien|pas|la meme chose)",
        r"(?:c est )?pareil",
        rf"{_CA} (?:ne )?change rien",
        r"rien n y fait",
        r"c est pas possible",
        rf"{_CA} (?:bug|bugue|plante|bloque|echoue)(?: encore| toujours)?",
        rf"(?:j y |jy |j )?arrive {_STILL}pas",
    ),
    "cannot_find": (
        r"(?:j y suis )?(?:mais )?(?:je |j |jle |jla )?(?:ne |n )?(?:la |le |l |les )?"
        rf"j?(?:vois|voi|trouve|trouv) {_STILL}(?:pas?|rien|nulle part)(?: {_CA})?"
        r"(?: (?:ou|pour|comment) (?:(?:le |la |les |l |en |y )\w+|c est|cliquer|aller|appuyer)"
        r"(?: \w+)?)?",
        rf"(?:il )?(?:n )?y a (?:pas|rien)(?: {_CA})?",
        rf"ya (?:pas|rien)(?: {_CA})?",
        rf"j ?ai pas {_CA}",
        r"(?:(?:je |j |jle |jla )?(?:ne |n )?j?(?:vois|voi|trouve|trouv)|(?:il )?(?:n )?y ?a|j ?ai"
        r"|je n ai) (?:pas|aucune?|toujours pas) "
        r"(?:le |la |l |les |de |d |ce |cet |cette |un |une )?"
        r"(?:crayon|bouton|onglet|rubrique|menu|page|lien|case|option|icone|fleche|section)s?"
        r"(?: \w+){0,3}",
        r"introuvable",
        r"(?:le |la |l )?(?:rubrique|bouton|page|onglet|menu|case)s? "
        r"(?:n )?(?:est|y est|existe|apparait|s affiche) pas(?: la)?",
        r"nulle part",
    ),
    "simpler": (
        r"(?:en |c est |dites le |expliquez |explique )?"
        r"plus (?:simple|simplement|clair|clairement|court)",
        r"(?:je |j ai |jai |j )?(?:ne |n y |n ai )?"
        rf"(?:comprends?|compren|compri[s]?|capte|pige) {_STILL}(?:pas|rien)",
        r"(?:je |j ai |jai |j )?(?:n ai |n y )?"
        r"(?:pas|rien) (?:bien )?(?:compris|comprends|pige|capte)",
        r"(?:c est )?pas (?:tres )?clair",
        r"(?:c est |c )?trop (?:complique|long|dur|difficile)",
        rf"{_EST} complique",
        r"(?:expliqu|explik)e[zr]? (?:moi )?(?:mieux|autrement)",
        r"autrement dit",
    ),
    "drop": (
        r"(?:non )?(?:laisse[zr]?|lesse)(?: (?:tomber|tombe|tombez|moi))?",
        rf"oublie[zr]?(?: (?:tout|{_CA}))?",
        r"tant pis",
        r"annule[zr]?",
        r"(?:non )?(?:rien finalement|finalement rien|rien)",
        r"j ?abandonne",
        r"(?:c est )?pas grave",
        r"(?:non|nn|nan) (?:merci|c est bon|ca ira)",
    ),
    "none_of_these": (
        rf"(?:non |nan )*(?:{_EST} )?pas? (?:du tout )?"
        rf"(?:{_CA}|bon|(?:la |ma )(?:bonne |vraie )?(?:question|reponse)|la bonne)",
        rf"(?:{_EST} )?pas ce que (?:je (?:veux|voulais|cherche|demande)|j ai demande)",
        r"(?:non |nan |nn |no )*(?:non|nan|nn|nop|nope|no|noon)",
        r"(?:non |nan )*(?:pas du tout|rien a voir|aucun rapport|autre chose)",
        r"(?:c est )?a cote(?: de la plaque)?",
        r"aucune?(?: des (?:deux|trois|quatre|sujets))?",
        rf"rien de (?:tout )?{_CA}",
        r"(?:vous n avez|t as|tu n as|vous avez) (?:pas|rien) compris",
        rf"(?:j ai|je n ai) pas demande {_CA}",
        rf"je parle pas de {_CA}",
        r"mauvaise reponse",
        rf"{_CA} (?:ne )?repond pas a ma question",
    ),
    "noted": (
        r"(?:(?:ok|oki|okay|ah|bon|oui|merci) )*"
        r"(?:(?:d accord|daccord|dac|tres bien|parfait|super|entendu|compris|c est note|c note"
        r"|note|je vois|bien|top|nickel|impec|impeccable|genial|cool|ca roule"
        r"|(?:j ai |jai |je l ai )?trouvee?|j y suis arrivee?|ca a marche|ca marche maintenant"
        rf"|c est (?:bon|parfait|clair)|c bon|{_CA} marche)(?: |$))+"
        r"(?:(?:ok|merci|alors|madame|monsieur|bonne journee|au revoir)(?: |$))*",
    ),
    "yes": (
        r"(?:(?:oui|ouais|ouai|ouii|ui|wi|yes|yep|ouep|si|exactement|exact|voila|absolument"
        r"|volontiers|ok|oki|okay|bien sur|c est (?:bien )?ca|c (?:sa|ca)"
        r"|vas y|allez y|allons y|go|je veux bien|avec plaisir|continue[z]?|pourquoi pas"
        rf"|{_CA} me va|dites|dis moi|dites moi|svp|stp|s il vous plait)(?: |$))+",
    ),
    "thanks": (
        r"(?:(?:ok|oki|super|parfait|tres|bien|c est bon|c bon|d accord|merci|mrc|mrci|beaucoup"
        r"|bcp|a vous|a toi|genial|top|cool|oui"
        r"|thanks|thank you(?: very much| so much)?|gracias|obrigad[oa])(?: |$))+",
        r"(?:\w+ )?merci (?:\w+ )?(?:de|d|pour|du) (?:\w+ ){0,4}(?:ecoute\w*|aide\w*|temps|patience"
        r"|reponses?|gentillesse|attention|repond\w*|infos?|conseils?)(?: .{0,12})?",
    ),
    "next_step": (
        r"(?:(?:(?:j |j y |jy |je )suis(?: dessus| dedans| deja)?|(?:c est |c |ca y est )?fait"
        r"|(?:et )?la|ca y est|j ai (?:clique|ouvert|trouve|fini|fait)(?: dessus)?"
        r"|qu est ce que je (?:dois |peux )?(?:fais|faire)|je dois faire quoi"
        r"|(?:je|on) (?:fais|fait) quoi|que faire|c est tout|apres|maintenant|ensuite|quoi"
        r"|du coup|et|ok)(?: |$))+",
    ),
}
_WHOLE = tuple(
    (act, re.compile(rf"{_BEFORE}(?:{'|'.join(phrases)}){_AFTER}"))
    for act, phrases in _PHRASES.items()
)
_POSSIBLE = re.compile(
    r"(?:et |ou )?(?:sur|dans|avec) (?:l |le )?(?:appli|application|site|telephone|ordi) "
    r"(?:(?:on|je|c est|c) )?(?:(?:ne )?(?:peut|peux|possible) ?)+(?:pas|aussi)?"
)
_SMALL = _LIGHT | {*_MEANS, *NAMED} | word_set("version cote ou mieux dans fr")
_AGREES = word_set(
    """
    oui ouais ouai ouii ui wi yes yep ouep si volontiers absolument
    """
)


_REFUSES = re.compile(
    rf"{_BEFORE}(?:non|nan|nn|no|nop|nope|pas|rien|aucune?|autre|mauvaise?|faux|ni|jamais|vous|tu"
    rf"|(?:{_EST}|{_CA}|je|j) (?:\w+ )?(?:pas|rien|faux|aucune?)|toujours)\b"
)
_DONE = word_set(
    """
    fait faite fai envoye envoyee envoyer valide validee termine terminee fini finie rempli remplie
    signe signee depose deposee declare declaree transmis transmise poste postee paye payee change
    changee modifie modifiee recu recue
    """
)


_THERE = word_set("suis jsuis chuis ai jai g jy")
_TRIED = ("deja", "dja", "essa", "tent", "march", "fonction", "regard", "cherch", "verifi")


def is_done(tokens: tuple[str, ...]) -> bool:
    """If a small message says that what was told is done (« c'est envoyé, et après ? »)."""
    return not _DONE.isdisjoint(tokens)


def is_tried(tokens: tuple[str, ...]) -> bool:
    """If the person says that they did something (« déjà essayé », « ça marche pas »)."""
    return any(token.startswith(_TRIED) for token in tokens)


def is_there(tokens: tuple[str, ...]) -> bool:
    """If the person says where they are (« j'y suis, et maintenant ? »)."""
    return not _THERE.isdisjoint(tokens)


def act(tokens: tuple[str, ...]) -> Act | None:
    """What a short message without an object of its own does, or None.

    Args:
        tokens: its folded words.

    >>> act(("ok", "merci", "c", "ou"))
    'ou'
    """
    if not tokens or len(tokens) > LONGEST:
        return None
    said = " ".join(tokens)
    for name, phrase in _WHOLE:
        if phrase.fullmatch(said) and not (name in ("yes", "noted") and _only_thanks(tokens)):
            return name
    small = all(token in _SMALL for token in tokens) or _POSSIBLE.fullmatch(said) is not None
    if small and in_short(said) is not None:
        return "other_channel"
    if all(token in _LIGHT or token in _MEANS for token in tokens):
        return _first_question({_MEANS[token] for token in tokens if token in _MEANS})
    return None


def refuses(said: str) -> bool:
    """If folded words begin as whoever turns an answer down (« non c'est pas ça »)."""
    return _REFUSES.match(said) is not None


def question(tokens: tuple[str, ...]) -> Asked | None:
    """The question word of a message that also has a subject (« et l'apl c'est combien »)."""
    found = {_MEANS[token] for token in tokens if token in _MEANS} - {"next_step"}
    # Without its accent « où » is most often « ou », unless it ends the message.
    if found == {"ou"} and tokens[-1] != "ou":
        return None
    asked = _first_question(found)
    return None if asked == "next_step" else asked


def agrees(tokens: tuple[str, ...]) -> bool:
    """If « oui » is said, and not only « ok »."""
    return not _AGREES.isdisjoint(tokens) or {"veux", "bien"} <= {*tokens}


def _first_question(
    found: set[Asked | Literal["next_step"]],
) -> Asked | Literal["next_step"] | None:
    return min(found, key=lambda asked: _ORDER[asked], default=None)


def _only_thanks(tokens: tuple[str, ...]) -> bool:
    return bool({"merci", "mrc", "mrci"} & {*tokens}) and not agrees(tokens)

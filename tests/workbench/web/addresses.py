"""The pages of the workbench, each at least once."""

from __future__ import annotations

PAGES = (
    *("/boite", "/boite?bande=a-verifier", "/boite?bande=regle", "/statistiques"),
    *("/contenu", "/contenu/intention/saluer", "/contenu/reponse/answer_consulter_paiements"),
    *("/contenu/liens", "/contenu/lien/mes_paiements", "/contenu/nouvelle"),
    *("/contenu/liens/nouveau", "/contenu/intention/saluer/suite", "/contenu/rubriques"),
    *("/contenu/rubrique/mes_attestations", "/contenu/sujets", "/contenu/sujet/prestation/rsa"),
    *("/contenu/questions", "/contenu/question/adresse", "/contenu/glossaire"),
    *("/contenu/glossaire/mot/indu", "/contenu/glossaire/nouveau", "/contenu/avis"),
    *("/contenu/intention/saluer/retrait", "/contenu/premiers-sujets"),
    *("/modeles", "/modeles/rapport/nouveau.tar.gz", "/essai", "/corrections"),
    "/modeles/messages",
    *("/modeles/rapport/essaye.tar.gz", "/modeles/comparaison"),
    "/recherche?q=paiement",
    *("/tableur", "/historique", "/personnes", "/journal", "/nulle-part"),
)

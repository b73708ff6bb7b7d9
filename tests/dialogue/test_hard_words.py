"""Which words decide a hard moment by themselves, on the product's own content."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.content import Content
from bot.dialogue import Reading
from bot.dialogue.ground import Ground
from bot.dialogue.hard import distress_told
from bot.nlu.lookups import Lookups, read_words
from bot.nlu.normalise import words

Told = Callable[[str], set[tuple[str, str]]]


@pytest.fixture(scope="module")
def told(content: Content) -> Told:
    ground = Ground(content.catalogue, content.choices)
    lookups = Lookups(
        {
            kind: {words(form): value for value, forms in rows.items() for form in forms}
            for kind, rows in content.lookups.items()
            if ground.hard_intent(kind)
        }
    )

    def find(said: str) -> set[tuple[str, str]]:
        named = {(one.entity, one.value) for one in lookups.find(read_words(said))}
        return named | {*ground.dangers.told(words(said))}

    return find


@pytest.mark.parametrize(
    ("said", "danger"),
    [
        ("jveux en finire", "suicide"),
        ("j'ai envie d'en finir avec la vie", "suicide"),
        ("je veux disparaître", "suicide"),
        ("ce serait plus simple si j'étais plus là", "suicide"),
        ("on serait tous mieux si j'existais plus", "suicide"),
        ("autant mourir", "suicide"),
        ("j'ai mis de côté ce qu'il faut comme comprimés", "suicide"),
        ("fin du mois je ne serai peut-être plus là, ça réglera le problème", "suicide"),
        ("je veux plus vivre", "suicide"),
        ("bientôt vous n'aurez plus à vous soucier de moi", "suicide"),
        ("comme ça vous serez débarrassés de moi", "suicide"),
        ("vous m'aurez plus sur le dos", "suicide"),
        ("je manquerai à personne", "suicide"),
        ("j'en peux plus de ces papiers, à quoi bon", "suicide"),
        ("j'ai peur de faire une bêtise", "suicide"),
        ("si je parle je m'en prends une", "violences"),
        ("je me prends des claques quand il a bu", "violences"),
        ("il m'en colle une et après il pleure", "violences"),
        ("mon copain a la main lourde", "violences"),
        ("je vais sauter", "geste_suicidaire"),
        ("elle vient de faire une overdose", "geste_suicidaire"),
        ("il y a de la violence chez moi", "violences"),
        ("il lit tous mes sms", "emprise"),
        ("mon mari touche tout et me laisse rien", "emprise"),
        ("il a ma carte et mon code", "emprise"),
        ("il m'a forcée à mettre son rib", "emprise"),
        ("il me donne 20 euros par semaine", "emprise"),
        ("mon mari me laisse que 50 euros", "emprise"),
        ("c'est lui qui a la carte", "emprise"),
        ("je dois lui demander de l'argent pour acheter des couches", "emprise"),
        ("il faut que je justifie chaque ticket de caisse", "emprise"),
        ("il vide mon compte tous les mois", "emprise"),
        ("ma belle-mère garde mes allocations", "emprise"),
        ("il m'oblige à mettre son rib", "emprise"),
        ("il veut mes codes et si je refuse il s'énerve", "emprise"),
        ("elle me laisse pas toucher à mon argent", "emprise"),
        ("je suis sans logement depuis lundi", "toit_faim"),
        ("le proprio a changé les serrures, je suis dehors", "toit_faim"),
        ("mes parents m'ont virée de la maison", "toit_faim"),
        ("je dors à droite à gauche", "toit_faim"),
        ("j'ai 16 ans et je sais pas où dormir", "enfant_toit"),
        ("mon père de 86 ans, mon frère lui crie dessus", "aine"),
        ("elle vide le compte de ma tante", "aine"),
        ("mon fils revient de chez son père avec des marques", "enfant_danger"),
        ("il donne des claques à ma fille", "enfant_danger"),
        ("ma nièce raconte que son oncle la touche", "enfant_danger"),
        ("le copain de ma sœur, il tape ma fille", "enfant_danger"),
        ("mon fils dit que sa mère le frappe", "enfant_danger"),
        ("je vois plus de raison de continuer à vivre", "suicide"),
        ("je vois plus pourquoi continuer", "suicide"),
        ("mon neveu lui pique sa retraite", "aine"),
        ("on dor dan le camion", "toit_faim"),
        ("il m'a jetée dehors avec les petits", "toit_faim"),
        ("besoin d'un hébergement d'urgence", "toit_faim"),
        ("mon frigo est vide", "toit_faim"),
        ("je saute des repas", "toit_faim"),
        ("j'ai plus de lait pour mon bébé", "toit_faim"),
    ],
)
def test_what_cannot_be_innocent_is_a_danger(told: Told, said: str, danger: str) -> None:
    assert ("danger", danger) in told(said)


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ("on a perdu notre bb", "bebe"),
        ("la petite n'a pas survécu", "bebe"),
        ("j'ai eu une img à 6 mois", "fausse_couche"),
        ("mon mari n'a pas survécu", "conjoint"),
        ("on a enterré papa", "parent"),
        ("mon frère s'est pendu", "suicide_proche"),
    ],
)
def test_a_death_is_named_by_who_died(told: Told, said: str, lost: str) -> None:
    assert {value for kind, value in told(said) if kind == "defunt"} == {lost}


@pytest.mark.parametrize(
    "said",
    [
        "je veux en finir avec ce dossier",
        "il me donne rien",
        "j'en peux plus d'attendre",
        "ça me tue votre site",
        "mon père me donne 100 euros par mois",
        "ma mère me donne 20 euros par semaine, je dois le déclarer",
        "mon ex me donne 150 euros par mois pour les enfants",
        "c'est mon mari qui a la carte vitale",
        "c'est lui qui a la garde",
        "c'est lui qui s'occupe des papiers",
        "mon mari prend un congé parental",
        "le contrôleur veut que je justifie chaque dépense",
        "mes parents touchent mes allocations",
        "je dois lui demander de l'argent pour le loyer",
        "je peux plus rentrer dans mon compte",
        "l'allocation de ma fille, c'est son père qui la touche",
        "pour mon fils la prime, son père la touche déjà",
        "je vois plus l'intérêt de continuer cette démarche",
        "je vois pas l'intérêt de continuer la formation",
        "ma sœur lui prend rendez-vous",
        "mon frère lui garde ses enfants",
        "envie d'en finir une bonne fois pour toutes avec ma déclaration",
        "je veux disparaître de vos fichiers",
        "je veux faire disparaître ma dette",
        "je ne veux plus vivre avec mon mari",
        "plus envie de vivre chez mes parents",
        "je veux plus être là le jour du contrôle",
        "vous allez me tuer avec vos papiers",
        "je vais sauter un mois de loyer",
        "une overdose de papiers",
        "c'est d'une violence inouïe",
        "un numéro inconnu me harcèle",
        "quand je veux me connecter je tape mon code",
        "j'ai tapé que mon fils était inscrit",
        "qui lit mes messages",
        "la caf prend tout mon argent",
        "la caf m'oblige à signer un contrat",
        "la caf contrôle mon compte",
        "mon ex mari me donne rien pour les enfants",
        "je m'occupe de mon père âgé",
        "la page m'a jetée dehors",
        "mon patron m'a mise à la porte",
        "l'hébergement d'urgence demande un relevé",
        "attestation pour les restos du cœur",
        "mon mari s'est tué à la tâche",
        "mon téléphone n'a pas survécu",
        "voici img_2034.jpg",
        "le téléphone c'est mort",
        "on s'est perdus de vue",
        "je ne vous embête pas plus longtemps",
        "j'ai fait une bêtise dans ma déclaration",
        "je vais faire une bêtise si je remplis mal le formulaire",
        "je déménage, vous n'entendrez plus parler de moi",
        "vous voulez vous débarrasser de moi",
        "à quoi bon vous écrire",
        "la caf a la main lourde",
        "il m'en met une de côté, d'attestation",
        "j'ai pris un coup de téléphone de la caf",
        "je ne serai plus là à cette adresse, comment prévenir tout le monde",
        "j'ai mis de côté de l'argent pour les médicaments",
        "j'ai plus assez de médicaments",
        "le 12 je ne serai plus là pour le rendez-vous",
    ],
)
def test_what_may_be_innocent_decides_nothing(told: Told, said: str) -> None:
    assert told(said) == set()


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("ils vont me mettre dehors quand", False),
        ("le proprio veut me mettre dehors", False),
        ("je vais me retrouver à la rue le 31", False),
        ("bientôt à la rue avec mes enfants", False),
        ("je suis à la rue", True),
        ("je suis à la rue ce soir", True),
        ("ils nous mettent dehors demain, on va dormir à la rue", True),
        ("mon mari va me mettre dehors, je suis à la rue", True),
    ],
)
def test_who_will_be_put_out_is_not_out_yet(content: Content, said: str, there: bool) -> None:
    ground = Ground(content.catalogue, content.choices)
    entities = (("danger", "toit_faim"),)
    assert (distress_told(Reading(said, (), False, entities), ground) is not None) is there


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("ils vont me mettre dehors quand", "difficulte_logement"),
        ("on va m'expulser", "difficulte_logement"),
        ("j'ai trois loyers en retard", "difficulte_logement"),
        ("j'ai pas payé mon loyer", "difficulte_logement"),
        ("je vais me retrouver à la rue", "difficulte_logement"),
        ("je dois 6400 euros, je m'en sortirai jamais", "dette_impossible"),
        ("mon loyer a augmenté", None),
        ("on va m'expulser du territoire", None),
        ("je dois 300 euros à la caf", None),
        ("mon propriétaire va remplir l'attestation", None),
        ("je m'en sors pas avec le formulaire", None),
        ("j'ai payé mon loyer", None),
    ],
)
def test_rent_and_debt_are_heard_by_their_words(
    content: Content, said: str, need: str | None
) -> None:
    ground = Ground(content.catalogue, content.choices)
    assert ground.told_first(words(said)) == need


@pytest.mark.parametrize(
    "said", ["j'ai pas la force d'appeler", "plus la force de faire vos papiers"]
)
def test_to_lack_strength_for_a_call_is_no_wish_to_die(content: Content, said: str) -> None:
    ground = Ground(content.catalogue, content.choices)
    assert ("danger", "suicide") not in ground.dangers.hinted(words(said))
    assert ("danger", "suicide") in ground.dangers.hinted(words("j'ai plus la force"))

"""Everyday turns of a talk, on the product's own catalogue: what is asked, of what, where."""

from __future__ import annotations

import pytest

from bot.content import Content
from bot.dialogue import Dialogue, Reading
from bot.dialogue.memory import Memory
from bot.dialogue.moves import (
    Answer,
    AskWhich,
    Choose,
    ExplainWord,
    FollowUp,
    NextStep,
    OtherChannel,
    Repair,
)
from tests.dialogue.heard import after, bare, sure

APL = ("prestation", "apl")
RSA = ("prestation", "rsa")


QUARTERLY = sure("ma trimestrielle", "declarer_ressources_trimestrielles")
ADDRESS = sure("j'ai une nouvelle adresse", "changer_adresse")
BIRTH = sure("ma fille est née", "declarer_naissance")
QF = sure("mon quotient", "telecharger_attestation_qf")
BANK = sure("j'ai un nouveau rib", "changer_coordonnees_bancaires")
APPLYING = sure("demander l'apl", "demander_prestation", APL)
SENDING = sure("envoyer mon bail", "envoyer_document")
FAILED = sure("page blanche", "probleme_technique")


@pytest.mark.parametrize(
    ("said", "intent", "asked"),
    [
        ("la trimestrielle c'est quand déjà", "declarer_ressources_trimestrielles", "quand"),
        ("le virement tombe quel jour", "consulter_paiements", "quand"),
        ("c'est payant de prendre rendez-vous", "prendre_rendez_vous", "cout"),
        ("un rendez-vous c'est gratuit", "prendre_rendez_vous", "cout"),
    ],
)
def test_an_opening_that_asks_for_a_date_or_a_price(
    real: Dialogue, said: str, intent: str, asked: str
) -> None:
    assert after(real, sure(said, intent)) == FollowUp(asked, intent)


@pytest.mark.parametrize(
    "said",
    [
        "ils traitent ça en combien de temps",
        "et ça prend longtemps à être changé",
        "vous mettez combien de temps en général",
    ],
)
def test_how_long_it_takes_is_a_delay_and_not_a_date(real: Dialogue, said: str) -> None:
    assert after(real, BANK, bare(said)) == FollowUp("duree", "changer_coordonnees_bancaires")


def test_since_when_is_no_delay(real: Dialogue) -> None:
    move = after(real, BANK, bare("c'est bloqué depuis combien de temps au juste"))
    assert not (isinstance(move, FollowUp) and move.asked == "duree")


@pytest.mark.parametrize(
    "said", ["dites-moi par quoi je commence", "c'est quoi la première chose à faire"]
)
def test_where_to_begin_is_how_the_last_request_is_done(real: Dialogue, said: str) -> None:
    lost = sure(said, "demander_aide", by=0.6)
    assert after(real, ADDRESS, lost) == FollowUp("comment", "changer_adresse")


def test_the_word_that_was_just_said_is_explained(real: Dialogue) -> None:
    asked = sure("mais c'est quoi ce machin", "expliquer_mot")
    assert after(real, QF, asked) == ExplainWord("quotient_familial")
    assert after(real, FAILED, asked) == ExplainWord(None)


@pytest.mark.parametrize("said", ["elle est versée quand", "et elle tombe quel jour"])
def test_a_pronoun_of_money_is_the_benefit_named_before(real: Dialogue, said: str) -> None:
    move = after(real, BIRTH, bare("et la prime ?"), bare(said))
    assert isinstance(move, FollowUp)
    assert (move.asked, move.subject) == ("quand", ("prestation", "prime_naissance"))
    # Without a benefit, the date is that of what is to be done.
    assert after(real, BIRTH, bare("et c'est quand")) == FollowUp("quand", "declarer_naissance")


def test_the_second_is_the_button_on_the_screen_or_the_second_answer(real: Dialogue) -> None:
    pair = ("telecharger_attestation_paiement", "suivre_demarche")
    both = Memory(
        intent=pair[1], request=pair[1], pair=pair, choices=pair, gone_on=pair[1], said="answer"
    )
    move, _ = real.play(bare("la deuxième d'abord"), both, channel="web")
    assert move == Answer(pair[1])
    offered = ("envoyer_document", "contacter_caf")
    gone_on = Memory(
        intent=pair[0], request=pair[0], pair=pair, choices=offered, gone_on=pair[0], said="answer"
    )
    move, _ = real.play(bare("la deuxième"), gone_on, channel="web")
    assert move == Choose("contacter_caf")
    move, _ = real.play(bare("et l'autre"), gone_on, channel="web")
    assert move == Answer(pair[1])


def test_whom_a_paper_is_for_does_not_leave_the_subject(real: Dialogue) -> None:
    bank = bare("et le justificatif pour la banque", ("organisme", "banque"))
    assert after(real, QF, bank) != Answer("autre_organisme", ("organisme", "banque"))
    asked = sure(
        "faut envoyer un justificatif de la banque", "envoyer_document", ("organisme", "banque")
    )
    assert after(real, BANK, asked) == FollowUp("pieces", "changer_coordonnees_bancaires")


def test_a_bare_question_is_not_won_by_one_of_its_words(real: Dialogue) -> None:
    far = sure("quel mois je dois indiquer", "consulter_dettes", by=0.77)
    move = after(real, QUARTERLY, far)
    assert isinstance(move, FollowUp)
    assert move.intent == "declarer_ressources_trimestrielles"
    # What the model hears surely is still another request.
    other = sure("quel mois je dois indiquer", "consulter_dettes", by=0.95)
    assert after(real, QUARTERLY, other) == Answer("consulter_dettes")


def test_a_repair_keeps_what_was_asked_for(real: Dialogue) -> None:
    followed = sure("où ça en est", "suivre_demarche")
    said = sure("je parle de la demande d'apl, pas du reste", "suivre_demarche", APL)
    assert after(real, APPLYING, followed, said) == Answer("demander_prestation", APL)
    # Nothing is returned to that was not talked of.
    assert after(real, followed, said) == Answer("suivre_demarche")


def test_another_benefit_keeps_what_was_asked_for(content: Content) -> None:
    def read(text: str, *, quick: bool = False) -> Reading:
        named = [name for name in ("apl", "rsa") if name in text]
        return Reading(
            text,
            (("telecharger_attestation_paiement", 0.9),),
            True,
            tuple(("prestation", name) for name in named),
        )

    real = Dialogue.of(content, read)
    said = read("je parlais pas de l'apl, c'est pour le rsa")
    assert after(real, APPLYING, said) == Answer("demander_prestation", RSA)
    assert after(real, SENDING, said) == Answer("envoyer_document")


@pytest.mark.parametrize("said", ["et par l'application", "je préfère l'appli finalement"])
def test_after_a_failure_the_last_request_is_given_on_the_other_channel(
    real: Dialogue, said: str
) -> None:
    move = after(real, QF, FAILED, bare(said))
    assert move == OtherChannel("app", "telecharger_attestation_qf")


def test_who_asks_to_write_is_not_told_to_call(real: Dialogue) -> None:
    said = sure("par écrit c'est possible ?", "contacter_caf")
    assert after(real, said) == Answer("contacter_caf", ("besoin", "sans_telephone"))


def test_of_two_answers_the_one_that_has_words_for_it_is_meant(real: Dialogue) -> None:
    pair = ("acceder_pajemploi", "demander_prestation")
    both = Memory(
        intent=pair[1], request=pair[1], pair=pair, choices=pair, gone_on=pair[1], said="answer"
    )
    move, _ = real.play(bare("à refaire chaque mois"), both, channel="web")
    assert move == FollowUp("refaire", "acceder_pajemploi")


def test_who_cannot_come_moves_the_appointment(real: Dialogue) -> None:
    booked = sure("un rendez-vous", "prendre_rendez_vous")
    move = after(real, booked, bare("et si je peux pas venir ce jour-là"))
    assert move == FollowUp("rdv_empeche", "prendre_rendez_vous")


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("par téléphone ?", "par_telephone"),
        ("et au téléphone c'est possible", "par_telephone"),
        ("en ligne ?", "en_ligne"),
        ("et en ligne c'est possible", "en_ligne"),
        ("sms possible ?", "sms"),
        ("par texto", "sms"),
        ("au guichet ?", "accueil"),
        ("non, au guichet", "accueil"),
        ("plutôt à l'accueil", "accueil"),
        ("c'est urgent ?", "urgent"),
        ("et si je me trompe", "erreur_possible"),
        ("les papiers ?", "pieces"),
    ],
)
def test_two_words_about_the_means_are_of_the_last_answer(
    real: Dialogue, said: str, detail: str
) -> None:
    assert after(real, ADDRESS, bare(said)) == FollowUp(detail, "changer_adresse")


@pytest.mark.parametrize(
    "said", ["j'ai perdu mon téléphone", "le guichet m'a dit non", "je reçois trop de sms de vous"]
)
def test_a_story_with_such_a_word_asks_for_no_means(real: Dialogue, said: str) -> None:
    move = after(real, ADDRESS, bare(said))
    means = ("par_telephone", "en_ligne", "sms", "accueil")
    assert not (isinstance(move, FollowUp) and move.asked in means)


@pytest.mark.parametrize(
    ("before", "said", "detail"),
    [
        (APPLYING, "et s'ils disent non", "refus_possible"),
        (APPLYING, "et après s'ils refusent", "refus_possible"),
        (APPLYING, "et si c'est refusé", "refus_possible"),
        (APPLYING, "en cas de refus ?", "refus_possible"),
        (BANK, "et si la caf refuse", "refus_possible"),
        (SENDING, "et s'ils n'acceptent pas", "refus_possible"),
        (APPLYING, "ils ont refusé", "deja_refuse"),
    ],
)
def test_a_refusal_to_come_is_answered(
    real: Dialogue, before: Reading, said: str, detail: str
) -> None:
    move = after(real, before, bare(said))
    assert isinstance(move, FollowUp)
    assert move.asked == detail


def test_somebody_else_who_refuses_is_not_the_caf(real: Dialogue) -> None:
    for said in ("il refuse de signer", "mon bailleur refuse", "et s'il veut pas la remplir"):
        move = after(real, APPLYING, bare(said))
        assert not (isinstance(move, FollowUp) and move.asked == "refus_possible")


def test_what_else_there_is_if_it_fails(real: Dialogue) -> None:
    contest = sure("je conteste", "contester_decision")
    for said in ("et sinon ?", "sinon", "et si ça marche pas"):
        assert after(real, contest, bare(said)) == FollowUp("hypothese", "contester_decision")
        # Where the answer says nothing of that, another way is told.
        assert isinstance(after(real, QF, bare(said)), NextStep)


@pytest.fixture(scope="module")
def naming(content: Content) -> Dialogue:
    """A dialogue that hears the benefits, and nothing else."""

    def read(text: str, *, quick: bool = False) -> Reading:
        named = [("prestation", name) for name in ("apl", "rsa", "ars") if name in text]
        return Reading(text, (), False, tuple(named))

    return Dialogue.of(content, read)


@pytest.mark.parametrize("said", ["oui le rsa", "ok merci et le rsa", "d'accord, et pour le rsa ?"])
def test_what_is_named_after_an_assent_wins(naming: Dialogue, said: str) -> None:
    yes = Reading(said, (("confirmer", 0.85),), True, (RSA,))
    assert after(naming, APPLYING, yes) == Answer("demander_prestation", RSA)


def test_a_named_benefit_keeps_what_was_asked_for(naming: Dialogue) -> None:
    debts = sure("mes dettes", "consulter_dettes")
    for said in ("et pour l'apl", "oui l'apl", "l'apl ?"):
        move = after(naming, debts, bare(said, APL))
        assert isinstance(move, FollowUp)
        assert (move.asked, move.intent, move.subject) == ("pareil", "consulter_dettes", APL)
    # A change is told of by its effect, and a person is no place.
    job = sure("un nouveau travail", "changer_situation_professionnelle")
    moved = after(naming, job, bare("et pour l'apl", APL))
    assert isinstance(moved, FollowUp)
    assert moved.asked == "effet"
    contact = sure("contacter la caf", "contacter_caf")
    assert isinstance(after(naming, contact, bare("et pour l'apl", APL)), AskWhich)


def test_where_one_is_after_a_failure_is_no_complaint(real: Dialogue) -> None:
    lost = bare("je vois pas le bouton")
    here, there = (
        sure(said, "preciser_canal") for said in ("je suis sur le site", "je suis déjà sur le site")
    )
    assert after(real, QF, lost, here) == OtherChannel("web", "telecharger_attestation_qf")
    assert isinstance(after(real, QF, lost, there), NextStep)


def test_what_is_missing_is_named(content: Content) -> None:
    heard = {"mes dettes": sure("mes dettes", "consulter_dettes")}

    def read(text: str, *, quick: bool = False) -> Reading:
        return heard.get(text, Reading(text))

    real = Dialogue.of(content, read)
    lost = sure("sur mon ordi je trouve pas mes dettes", "ne_trouve_pas")
    assert after(real, ADDRESS, lost) == Answer("consulter_dettes")
    button = sure("sur mon ordi je trouve pas le bouton", "ne_trouve_pas")
    assert isinstance(after(real, ADDRESS, button), NextStep)


def test_a_paper_named_alone_is_one_to_send(real: Dialogue) -> None:
    receipt = sure("un état des lieux ?", "autre_organisme", ("objet", "etat_des_lieux"))
    assert after(real, APPLYING, receipt) == FollowUp("pieces", "demander_prestation", APL)
    asked = sure("où refaire ma carte grise", "autre_organisme", ("objet", "carte_grise"))
    assert isinstance(after(real, APPLYING, asked), Answer)


def test_an_answer_turned_down_leaves_room_for_other_words(real: Dialogue) -> None:
    wish = sure("mon aide a baissé", "comprendre_changement_droits")
    assert after(real, wish, bare("pas ça")) == Repair("reworded", (), refused=True)
    again = after(real, wish, bare("pas ça"), bare("non"))
    assert isinstance(again, Repair)
    assert again.stage == "again"

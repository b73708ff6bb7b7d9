"""Accounts: invited, signed in, locked, signed out, closed; never a password of ours."""

from __future__ import annotations

import re

import pytest
import requests

from storage.people import MOST_TRIES, hashed
from tests.workbench.web.bench import PASSWORD, Bench, Visitor
from workbench.people.roles import Role


def sign_in(
    bench: Bench, email: str, password: str = PASSWORD
) -> tuple[Visitor, requests.Response]:
    visitor = bench.visitor(None)
    answer = visitor.post(
        "/connexion", token=visitor.token("/connexion"), email=email, mot_de_passe=password
    )
    return visitor, answer


def test_the_right_password_lets_in(bench: Bench) -> None:
    visitor, answer = sign_in(bench, bench.account(Role.reader).upper())
    assert answer.status_code == 303 and answer.headers["location"] == "/boite"
    assert visitor.get("/boite").status_code == 200


def test_the_cookie_is_for_no_script_and_no_other_site(bench: Bench) -> None:
    _, answer = sign_in(bench, bench.account(Role.reader))
    [cookie] = [one for one in answer.headers["set-cookie"].split(", ") if "atelier=" in one]
    assert {"httponly", "samesite=strict", "path=/"} <= {
        part.strip().lower() for part in cookie.split(";")
    }
    secret = re.match(r"atelier=([^;]+)", cookie)
    assert secret is not None
    kept = [row[0] for row in rows(bench, "SELECT key FROM web_sessions")]
    assert hashed(secret[1]) in kept and secret[1] not in kept


def test_elsewhere_than_on_this_machine_cookies_are_secure(bench: Bench) -> None:
    answer = requests.get(f"{bench.url}/connexion", headers={"Host": "atelier.example"}, timeout=30)
    assert answer.headers["set-cookie"].startswith("__Host-seuil=")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_wrong_password_and_nobody_are_told_alike(bench: Bench) -> None:
    _, wrong = sign_in(bench, bench.account(Role.reader), "pas le bon du tout")
    _, nobody = sign_in(bench, "personne@exemple.fr", "pas le bon du tout")
    assert wrong.status_code == nobody.status_code == 403

    def told(answer: requests.Response) -> str:
        return re.sub(r'value="[^"]*"', "", answer.text)

    assert told(wrong) == told(nobody)


@pytest.mark.parametrize("known", [True, False])
def test_after_too_many_tries_even_the_right_one_waits(bench: Bench, known: bool) -> None:
    email = bench.account(Role.reader) if known else "encore.personne@exemple.fr"
    for _ in range(MOST_TRIES):
        assert sign_in(bench, email, "pas le bon du tout")[1].status_code == 403
    assert sign_in(bench, email)[1].status_code == 429
    with bench.database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE failed_tries SET last_at = 0 WHERE who = '{hashed(email)}'"
        )
    assert sign_in(bench, email)[1].status_code == (303 if known else 403)


def test_the_sign_in_form_of_another_browser_does_nothing(bench: Bench) -> None:
    token = bench.visitor(None).token("/connexion")
    visitor = bench.visitor(None)
    answer = visitor.post(
        "/connexion", token=token, email=bench.account(Role.reader), mot_de_passe=PASSWORD
    )
    assert answer.status_code == 403 and "expiré" in answer.text


@pytest.mark.parametrize(
    "wanted", ["https://ailleurs.example", "//ailleurs.example", "/\\a.example"]
)
def test_signing_in_leads_nowhere_else(bench: Bench, wanted: str) -> None:
    visitor = bench.visitor(None)
    answer = visitor.post(
        "/connexion",
        token=visitor.token("/connexion"),
        email=bench.account(Role.reader),
        mot_de_passe=PASSWORD,
        vers=wanted,
    )
    assert answer.headers["location"] == "/boite"


def test_an_invited_person_chooses_a_password_once(bench: Bench) -> None:
    admin = bench.visitor(Role.administrator)
    page = admin.post("/personnes", nom="Alex Moreau", email="alex@exemple.fr", role="editor").text
    found = re.search(r"(/bienvenue/[\w-]+)", page)
    assert found is not None
    guest = bench.visitor(None)
    weak = guest.post(
        found[1], token=guest.token(found[1]), mot_de_passe="alex moreau 1", encore="alex moreau 1"
    )
    assert weak.status_code == 422
    chosen = guest.post(
        found[1], token=guest.token(found[1]), mot_de_passe=PASSWORD, encore=PASSWORD
    )
    assert chosen.status_code == 303 and guest.get("/boite").status_code == 200
    assert guest.get(found[1]).status_code == 404
    assert sign_in(bench, "alex@exemple.fr")[1].status_code == 303


def test_signing_out_ends_the_session_itself(bench: Bench) -> None:
    cookies = bench.cookie(bench.account(Role.reader))
    Visitor(bench.url, cookies).post("/deconnexion")
    assert Visitor(bench.url, cookies).get("/boite").status_code == 303


def test_a_closed_account_is_out_at_once(bench: Bench) -> None:
    email = bench.account(Role.editor)
    person = bench.people.by_email(email)
    assert person is not None
    inside = Visitor(bench.url, bench.cookie(email))
    assert inside.get("/boite").status_code == 200
    admin = bench.visitor(Role.administrator)
    assert admin.post(f"/personnes/{person.id}/fermeture").status_code == 303
    assert inside.get("/boite").status_code == 303
    assert sign_in(bench, email)[1].status_code == 403


def test_the_journal_says_who_did_what_and_no_secret(bench: Bench) -> None:
    admin = bench.visitor(Role.administrator)
    page = admin.post("/personnes", nom="Lou Petit", email="lou@exemple.fr", role="reader").text
    invitation = re.search(r"/bienvenue/([\w-]+)", page)
    journal = admin.get("/journal").text
    assert invitation is not None and invitation[1] not in journal
    assert "Lou Petit, lecture" in journal and PASSWORD not in journal


def rows(bench: Bench, query: str) -> list[tuple[str]]:
    with bench.database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]

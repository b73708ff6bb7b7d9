"""Signing in by OpenID Connect, at a real provider; what proves nothing lets nobody in."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, expect

from connectors.settings import read_settings
from tests.ports import free_port
from tests.workbench.conftest import copy_content
from tests.workbench.web.bench import PASSWORD, PROJECT, Bench, Visitor
from tests.workbench.web.issuer import CLIENT_ID, CLIENT_SECRET
from tests.workbench.web.provider import Process
from workbench.errors import Refused
from workbench.people.provider import Passage, Provider, ProviderAway, read_provider
from workbench.people.roles import Role

THERE, BACK = "/connexion/fournisseur", "/connexion/retour"
SETTINGS = {
    "ASSISTANT_OIDC_ISSUER": "https://connexion.exemple.fr",
    "ASSISTANT_OIDC_CLIENT_ID": CLIENT_ID,
    "ASSISTANT_OIDC_CLIENT_SECRET": CLIENT_SECRET,
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bench, Process]]:
    """A workbench, and the provider that it is known to."""
    folder = tmp_path_factory.mktemp("bench")
    bench = Bench(copy_content(folder / "projet", 5), f"sqlite:///{folder / 'assistant.db'}")
    provider = Process(free_port(), bench.url + BACK, named(bench) + BACK)
    bench.start({**SETTINGS, "ASSISTANT_OIDC_ISSUER": provider.url})
    yield bench, provider
    bench.stop()
    provider.stop()


@pytest.fixture
def bench(both: tuple[Bench, Process]) -> Bench:
    return both[0]


@pytest.fixture
def provider(both: tuple[Bench, Process]) -> Process:
    return both[1]


# What an id token of ProConnect lacks.
BARE: dict[str, Any] = {"email": None, "email_verified": None}


def named(bench: Bench) -> str:
    """The workbench by another name: for a browser, another site than the provider."""
    return f"http://localhost:{bench.port}"


def go(bench: Bench, wanted: str = "") -> tuple[Visitor, str]:
    """A browser that went to the provider, and the address it is sent back to."""
    visitor = bench.visitor(None)
    away = visitor.get(THERE, params={"vers": wanted} if wanted else {})
    assert away.status_code == 303, away.text
    # Another machine's cookies stay here: the provider gets none of ours.
    there = requests.get(away.headers["location"], allow_redirects=False, timeout=30)
    assert there.status_code == 302, there.text
    return visitor, there.headers["location"].removeprefix(bench.url)


def sign_in(bench: Bench, wanted: str = "") -> tuple[Visitor, requests.Response]:
    visitor, back = go(bench, wanted)
    return visitor, visitor.get(back)


def is_out(visitor: Visitor) -> bool:
    return visitor.get("/boite").status_code == 303


def test_a_known_person_is_let_in_with_the_role_of_the_account(
    bench: Bench, provider: Process
) -> None:
    email = bench.account(Role.editor, "Camille Marin")
    provider.tell(email.upper())
    visitor, arrived = sign_in(bench, "/contenu")
    assert arrived.status_code == 200 and 'content="0; url=/contenu"' in arrived.text
    page = visitor.get("/contenu").text
    assert "Camille Marin" in page and "rédaction" in page
    journal = bench.visitor(Role.administrator).get("/journal").text
    assert "127.0.0.1" in journal and "Camille Marin" in journal


def test_the_cookies_are_for_no_script_and_the_way_s_one_ends(
    bench: Bench, provider: Process
) -> None:
    provider.tell(bench.account(Role.reader))
    visitor = bench.visitor(None)
    away = visitor.get(THERE).headers["set-cookie"].lower()
    assert away.startswith("passage=") and "httponly" in away and "samesite=lax" in away
    _, arrived = sign_in(bench)
    cookies = arrived.headers["set-cookie"].lower()
    assert "samesite=strict" in cookies.partition("atelier=")[2].partition("passage=")[0]
    assert 'passage=""' in cookies and "max-age=0" in cookies


def test_a_provider_may_sign_in_other_ways(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.reader), signed="otherwise")
    assert sign_in(bench)[1].status_code == 200


@pytest.mark.parametrize("wanted", ["https://ailleurs.example", "//ailleurs.example", "/\\a.fr"])
def test_coming_back_leads_nowhere_else(bench: Bench, provider: Process, wanted: str) -> None:
    provider.tell(bench.account(Role.reader))
    assert 'content="0; url=/boite"' in sign_in(bench, wanted)[1].text


def test_an_invited_person_comes_in_without_a_password_and_only_as_invited(
    bench: Bench, provider: Process
) -> None:
    invitation = bench.people.add("Alex Moreau", "alex@exemple.fr", "reader")
    provider.tell("alex@exemple.fr")
    visitor, arrived = sign_in(bench)
    assert arrived.status_code == 200 and "lecture" in visitor.get("/boite").text
    # The invitation was answered: it opens nothing any more, and the account goes on.
    assert bench.visitor(None).get(f"/bienvenue/{invitation}").status_code == 404
    assert sign_in(bench)[1].status_code == 200
    person = bench.people.by_email("alex@exemple.fr")
    assert person is not None and person.password is None and person.role == "reader"


def test_a_password_that_is_asked_for_anew_is_not_lost_by_it(
    bench: Bench, provider: Process
) -> None:
    email = bench.account(Role.reader)
    person = bench.people.by_email(email)
    assert person is not None
    invitation = bench.people.invite(person.id)
    provider.tell(email)
    assert sign_in(bench)[1].status_code == 200
    assert bench.visitor(None).get(f"/bienvenue/{invitation}").status_code == 200


def test_who_is_not_invited_is_told_so_and_no_account_is_made(
    bench: Bench, provider: Process
) -> None:
    before = len(bench.people.all())
    provider.tell("inconnue@exemple.fr")
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas de compte ici" in unescape(refused.text)
    assert is_out(visitor) and len(bench.people.all()) == before
    assert "connexion refusée" in bench.visitor(Role.administrator).get("/journal").text


@pytest.mark.parametrize("how", ["closed", "over"])
def test_a_closed_account_and_an_invitation_that_is_over_let_nobody_in(
    bench: Bench, provider: Process, how: str
) -> None:
    email = f"{how}@exemple.fr"
    bench.people.add("Lou Petit", email, "reader")
    column = "closed_at = 1" if how == "closed" else "invited_until = 1"
    with bench.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE people SET {column} WHERE email = '{email}'")
    provider.tell(email)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and is_out(visitor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"aud": ["somebody else"]}},
        {"claims": {"aud": [CLIENT_ID, "somebody else"]}},
        {"claims": {"aud": "somebody else", "azp": CLIENT_ID}},
        {"claims": {"aud": None}},
        {"claims": {"azp": "somebody else"}},
        {"claims": {"iss": "https://ailleurs.example"}},
        {"claims": {"iss": None}},
        {"claims": {"exp": 1_700_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"at_hash": "another"}},
        {"claims": {"sub": None}},
        {"signed": "stranger"},
        {"signed": "nobody"},
        {"signed": "secret"},
    ],
    ids=str,
)
def test_a_token_that_proves_nothing_lets_nobody_in(
    bench: Bench, provider: Process, wrong: dict[str, Any]
) -> None:
    provider.tell(bench.account(Role.administrator), **wrong)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas prouvé qui vous êtes" in unescape(refused.text)
    assert is_out(visitor)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_lets_nobody_in(
    bench: Bench, provider: Process, verified: object
) -> None:
    provider.tell(bench.account(Role.administrator), claims={"email_verified": verified})
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas vérifié votre adresse" in unescape(refused.text)
    assert is_out(visitor)


def test_without_an_address_nobody_is_let_in(bench: Bench, provider: Process) -> None:
    provider.tell(claims={"email": None})
    assert sign_in(bench)[1].status_code == 403


@pytest.mark.parametrize("signed", ["", "provider", "otherwise"])
def test_what_the_id_token_lacks_is_asked_for_apart(
    bench: Bench, provider: Process, signed: str
) -> None:
    apart = {"email": bench.account(Role.editor), "email_verified": True, "usual_name": "Marin"}
    provider.tell(claims=BARE, apart=apart, apart_signed=signed)
    visitor, arrived = sign_in(bench)
    assert arrived.status_code == 200 and not is_out(visitor)


@pytest.mark.parametrize("signed", ["", "provider"])
@pytest.mark.parametrize("wrong", [{"sub": "somebody else"}, {"sub": None}, {"sub": 3}], ids=str)
def test_what_is_said_apart_of_another_person_lets_nobody_in(
    bench: Bench, provider: Process, wrong: dict[str, Any], signed: str
) -> None:
    apart = {"email": bench.account(Role.administrator), "email_verified": True, **wrong}
    provider.tell(claims=BARE, apart=apart, apart_signed=signed)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas prouvé qui vous êtes" in unescape(refused.text)
    assert is_out(visitor)


@pytest.mark.parametrize("signed", ["stranger", "nobody", "secret"])
def test_what_is_signed_apart_by_another_lets_nobody_in(
    bench: Bench, provider: Process, signed: str
) -> None:
    apart = {"email": bench.account(Role.administrator), "email_verified": True}
    provider.tell(claims=BARE, apart=apart, apart_signed=signed)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas prouvé qui vous êtes" in unescape(refused.text)
    assert is_out(visitor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://ailleurs.example"},
        {"iss": None},
        {"aud": "somebody else"},
        {"aud": ["somebody else"]},
        {"aud": None},
        {"exp": 1_700_000_000},
    ],
    ids=str,
)
def test_what_is_signed_apart_for_another_lets_nobody_in(
    bench: Bench, provider: Process, wrong: dict[str, Any]
) -> None:
    apart = {"email": bench.account(Role.administrator), "email_verified": True, **wrong}
    provider.tell(claims=BARE, apart=apart, apart_signed="provider")
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas prouvé qui vous êtes" in unescape(refused.text)
    assert is_out(visitor)


def test_an_id_token_that_says_all_is_enough(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.reader), apart={"sub": "somebody else"})
    assert sign_in(bench)[1].status_code == 200


def test_what_the_id_token_denies_is_not_asked_for_apart(bench: Bench, provider: Process) -> None:
    email = bench.account(Role.administrator)
    claims = {"email_verified": False}
    provider.tell(email, claims=claims, apart={"email": email, "email_verified": True})
    assert "pas vérifié votre adresse" in unescape(sign_in(bench)[1].text)


@pytest.mark.parametrize("described", [{"userinfo_endpoint": None}, {}], ids=str)
def test_who_gives_no_address_at_all_is_told_so(
    bench: Bench, provider: Process, described: dict[str, Any]
) -> None:
    provider.tell(claims=BARE, described=described)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas donné votre adresse" in unescape(refused.text)
    assert is_out(visitor)


def test_a_provider_that_does_not_answer_apart_is_away(bench: Bench, provider: Process) -> None:
    provider.tell(claims=BARE, described={"userinfo_endpoint": f"{provider.url}/ailleurs"})
    visitor, refused = sign_in(bench)
    assert refused.status_code == 503 and "ne répond pas" in refused.text and is_out(visitor)


def test_an_operator_may_vouch_for_a_provider_that_never_says_verified(
    bench: Bench, provider: Process
) -> None:
    """ProConnect gives addresses of its agents, and no word on how they were verified."""
    strict = Provider(provider.url, CLIENT_ID, CLIENT_SECRET)
    vouched = read_provider(
        {
            **SETTINGS,
            "ASSISTANT_OIDC_ISSUER": provider.url,
            "ASSISTANT_OIDC_EMAIL_VERIFIED": "always",
        }
    )
    assert vouched is not None
    provider.tell(claims=BARE, apart={"email": "agent@exemple.fr"}, apart_signed="provider")
    assert back_from(vouched, bench) == "agent@exemple.fr"
    with pytest.raises(Refused, match="pas vérifié"):
        back_from(strict, bench)
    apart = {"email": "agent@exemple.fr", "email_verified": False}
    provider.tell(claims=BARE, apart=apart, apart_signed="provider")
    with pytest.raises(Refused, match="pas vérifié"):
        back_from(vouched, bench)


def back_from(provider: Provider, bench: Bench) -> str:
    """The address with which somebody comes back, without a browser."""
    address, passage = provider.begin(bench.url + BACK, "")
    there = requests.get(address, allow_redirects=False, timeout=30).headers["location"]
    return provider.arrive(bench.url + BACK, passage, dict(parse_qsl(urlsplit(there).query)))


def test_another_state_or_another_browser_lets_nobody_in(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.administrator))
    for state in ({"state": "autre"}, {}, {"state": "é"}):
        # One refusal ends the way: each begins anew.
        visitor, back = go(bench)
        code = parse_qs(urlsplit(back).query)["code"][0]
        refused = visitor.get(BACK, params={"code": code, **state})
        assert refused.status_code == 403 and "expiré" in refused.text and is_out(visitor)
    _, back = go(bench)
    stranger = bench.visitor(None)
    assert stranger.get(back).status_code == 403 and is_out(stranger)
    # One that began on its own cannot finish what another one began.
    stranger.get(THERE)
    assert stranger.get(back).status_code == 403 and is_out(stranger)


DEEP = base64.urlsafe_b64encode(b"[" * 4000).decode()


@pytest.mark.parametrize("cookie", ["", "é", "W1tbW1s", "WyJhIl0", "WzEsMiwzLDRd", DEEP])
def test_a_made_up_cookie_lets_nobody_in(bench: Bench, cookie: str) -> None:
    headers = {"Cookie": f"passage={cookie}".encode()}
    answer = requests.get(
        bench.url + BACK, headers=headers, params={"code": "a", "state": "a"}, timeout=30
    )
    assert answer.status_code == 403


def test_a_code_opens_one_session(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.editor))
    visitor, back = go(bench)
    kept = dict(visitor._session.cookies)
    assert visitor.get(back).status_code == 200
    again = Visitor(bench.url, kept)
    refused = again.get(back)
    assert refused.status_code == 403 and "expiré" in refused.text and is_out(again)


def test_a_code_is_worth_nothing_without_what_the_browser_kept(
    bench: Bench, provider: Process
) -> None:
    """PKCE: whoever steals a code and its state still misses the verifier."""
    provider.tell(bench.account(Role.editor))
    visitor, back = go(bench)
    kept = Passage.unpacked(visitor._session.cookies["passage"])
    assert kept is not None
    other = kept._replace(verifier="a" * 43)
    thief = Visitor(bench.url, {"passage": other.packed()})
    assert thief.get(back).status_code == 403 and is_out(thief)
    # It was refused for that alone.
    assert visitor.get(back).status_code == 200


def test_another_provider_s_answer_is_refused(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.editor))
    visitor, back = go(bench)
    refused = visitor.get(f"{back}&iss=https://ailleurs.example")
    assert refused.status_code == 403 and is_out(visitor)


def test_who_gives_up_there_is_told(bench: Bench, provider: Process) -> None:
    provider.tell(bench.account(Role.editor), refuses=True)
    visitor, refused = sign_in(bench)
    assert refused.status_code == 403 and "pas allée au bout" in unescape(refused.text)
    assert is_out(visitor)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://ailleurs.example"},
        {"authorization_endpoint": "ftp://ailleurs.example/"},
        {"authorization_endpoint": None},
        {"token_endpoint": 3},
        {"userinfo_endpoint": "ftp://ailleurs.example/"},
    ],
    ids=str,
)
def test_a_provider_that_says_nonsense_of_itself_is_not_followed(
    bench: Bench, provider: Process, described: dict[str, Any]
) -> None:
    provider.tell(described=described)
    answer = bench.visitor(None).get(THERE)
    assert answer.status_code == 503 and "ne répond pas" in answer.text


def test_while_the_provider_is_away_the_password_works(bench: Bench, provider: Process) -> None:
    email = bench.account(Role.editor)
    provider.tell(email)
    halfway, back = go(bench)
    provider.stop()
    try:
        visitor = bench.visitor(None)
        away = visitor.get(THERE)
        assert away.status_code == 503 and "ne répond pas" in away.text
        assert 'name="mot_de_passe"' in away.text
        arrived = halfway.get(back)
        assert arrived.status_code == 503 and is_out(halfway)
        token = visitor.token("/connexion")
        fields = {"email": email, "mot_de_passe": PASSWORD}
        assert visitor.post("/connexion", token=token, **fields).status_code == 303
    finally:
        provider.start()
    # Its keys are new ones: they are asked for each time.
    provider.tell(email)
    assert sign_in(bench)[1].status_code == 200


def test_the_button_is_there_when_a_provider_is_set_and_says_which(bench: Bench) -> None:
    page = bench.visitor(None).get("/connexion?vers=/contenu").text
    assert "Se connecter avec 127.0.0.1" in page and f"{THERE}?vers=/contenu" in page


def test_settings_are_whole_or_refused() -> None:
    assert read_provider({}) is None and read_provider({"ASSISTANT_OIDC_ISSUER": " "}) is None
    provider = read_provider(SETTINGS)
    assert provider is not None and provider.name == "connexion.exemple.fr"
    with pytest.raises(Refused, match="always"):
        read_provider({**SETTINGS, "ASSISTANT_OIDC_EMAIL_VERIFIED": "oui"})
    for name in SETTINGS:
        with pytest.raises(Refused) as refused:
            read_provider({**SETTINGS, name: ""})
        assert name in refused.value.reason and "vont ensemble" in refused.value.reason


def test_servers_that_share_these_settings_start() -> None:
    read_settings({**SETTINGS, "ASSISTANT_OIDC_EMAIL_VERIFIED": "always"})


@pytest.mark.parametrize(
    "issuer",
    ["http://connexion.exemple.fr", "connexion.exemple.fr", "https://", "https://a.fr?x=1"],
)
def test_an_issuer_that_anybody_could_be_is_refused(issuer: str) -> None:
    with pytest.raises(Refused, match="ASSISTANT_OIDC_ISSUER"):
        read_provider({**SETTINGS, "ASSISTANT_OIDC_ISSUER": issuer})


def test_a_half_set_provider_stops_the_start_with_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "ASSISTANT_OIDC_CLIENT_ID": "a"}
    command = [Path(sys.executable).with_name("assistant"), "workbench"]
    options = ["--port", str(free_port()), "--database", f"sqlite:///{tmp_path / 'a.db'}"]
    done = subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and not done.stdout
    said = done.stderr.strip()
    assert "ASSISTANT_OIDC_ISSUER" in said and len(said.splitlines()) == 1


def test_a_provider_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.people.provider.TIMEOUT_SECONDS", 0.2)
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        provider = Provider(f"http://127.0.0.1:{port}", CLIENT_ID, CLIENT_SECRET)
        started = time.monotonic()
        with pytest.raises(ProviderAway):
            provider.begin("http://127.0.0.1/retour", "")
        assert time.monotonic() - started < 30


@pytest.mark.parametrize("scripts", [True, False])
def test_a_browser_comes_back_from_another_site_and_is_in(
    bench: Bench, provider: Process, browser: Browser, scripts: bool
) -> None:
    provider.tell(bench.account(Role.editor), asks=True)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{named(bench)}/statistiques?periode=7")
    page.get_by_role("link", name="Se connecter avec 127.0.0.1").click()
    # There, a person does something: it is that site that sends the browser back.
    page.get_by_role("link", name="C’est moi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistiques")
    assert page.url == f"{named(bench)}/statistiques?periode=7"
    context.close()

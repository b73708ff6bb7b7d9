"""Every route with every role: who is let in, who is not, and from where forms may come."""

from __future__ import annotations

import re

import pytest
import requests

from tests.workbench.web.bench import Bench, Visitor
from workbench.app import build
from workbench.pages.doors import Need
from workbench.pages.view import HEADERS
from workbench.people.roles import Role

ROLES = (None, *Role)
_APP = build("sqlite://", None, None)  # type: ignore[arg-type]
NEEDS: list[Need] = _APP.ctx.doors.needs


@pytest.fixture(scope="module")
def visitors(bench: Bench) -> dict[Role | None, Visitor]:
    return {role: bench.visitor(role) for role in ROLES}


def address(need: Need) -> str:
    """An address of a route; what it names does not exist."""
    return re.sub(r"<[^>]+>", "0000", need.path)


def test_there_is_no_way_in_but_the_doors() -> None:
    routes = {
        (method, f"/{route.path}") for route in _APP.router.routes for method in route.methods
    }
    assert routes == {(need.method, need.path) for need in NEEDS}


def test_what_lets_everybody_in_is_written_here() -> None:
    assert {(need.method, need.path) for need in NEEDS if need.role is None} == {
        ("GET", "/static/<name:str>"),
        ("GET", "/connexion"),
        ("POST", "/connexion"),
        ("GET", "/connexion/fournisseur"),
        ("GET", "/connexion/retour"),
        ("GET", "/bienvenue/<invitation:str>"),
        ("POST", "/bienvenue/<invitation:str>"),
    }


def test_what_changes_something_needs_more_than_reading() -> None:
    weak = {need.path for need in NEEDS if need.method == "POST" and need.role == Role.reader}
    # A conversation that is tried changes nothing, but must stand in no address.
    assert weak == {"/deconnexion", "/essai"}


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: f"{need.method} {need.path}")
def test_each_role_is_let_in_where_it_may(
    bench: Bench, visitors: dict[Role | None, Visitor], need: Need
) -> None:
    for role in ROLES:
        visitor = visitors[role]
        if need.path == "/deconnexion":
            visitor = bench.visitor(role)
        send = visitor.get if need.method == "GET" else visitor.post
        answer = send(address(need))
        sent_to_sign_in = answer.status_code == 303 and "/connexion" in answer.headers["location"]
        if need.role is None:
            assert "demande le rôle" not in answer.text
        elif role is None:
            assert sent_to_sign_in, answer.status_code
        elif role < need.role:
            assert answer.status_code == 403 and "demande le rôle" in answer.text
        else:
            assert answer.status_code < 500 and answer.status_code != 403, (role, answer.text)
            assert need.path == "/deconnexion" or not sent_to_sign_in


@pytest.mark.parametrize(
    "need", [need for need in NEEDS if need.method == "POST" and need.role], ids=lambda n: n.path
)
def test_a_form_without_its_token_does_nothing(
    visitors: dict[Role | None, Visitor], need: Need
) -> None:
    answer = visitors[Role.administrator].post(address(need), token="made up")
    assert answer.status_code == 403 and "expiré" in answer.text


def test_the_token_of_somebody_else_does_nothing(bench: Bench) -> None:
    theirs = bench.visitor(Role.editor).token()
    answer = bench.visitor(Role.editor).post("/boite/decision", token=theirs, quoi="delete")
    assert theirs and answer.status_code == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_form_of_another_site_does_nothing(bench: Bench, headers: dict[str, str]) -> None:
    cookies = bench.cookie(bench.account(Role.administrator))
    answer = requests.post(
        f"{bench.url}/personnes", headers=headers, cookies=cookies, timeout=30, data={}
    )
    assert answer.status_code == 403 and "autre site" in answer.text


@pytest.mark.parametrize("path", ["/connexion", "/static/workbench.css", "/nulle-part", "/boite"])
def test_every_answer_has_the_headers(bench: Bench, path: str) -> None:
    headers = bench.visitor(Role.reader).get(path).headers
    for name in HEADERS.keys() - {"Cache-Control"}:
        assert headers[name] == HEADERS[name]
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy


def test_no_page_has_a_script_or_a_style_of_its_own(bench: Bench) -> None:
    visitor = bench.visitor(Role.administrator)
    for need in NEEDS:
        if need.method == "GET" and "static" not in need.path:
            page = visitor.get(address(need)).text
            assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=|javascript:", page)

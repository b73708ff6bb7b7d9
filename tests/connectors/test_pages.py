"""The files and pages that a browser loads, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
import requests
from live_server import APP_KEY, Server

from connectors.pages.pages import STATIC, static_pages

PORTAL = "https://portail.example"
PANEL = next((STATIC / "widget").glob("panel-*.js")).name

MODULE = "text/javascript; charset=utf-8"
STYLE = "text/css; charset=utf-8"
HTML = "text/html; charset=utf-8"
IMAGE = "image/svg+xml; charset=utf-8"


@pytest.fixture(scope="module")
def demo(start_server: Callable[..., Server]) -> Server:
    return start_server(demo="true", cors_origins=PORTAL)


def get(server: Server, path: str, **headers: str) -> requests.Response:
    return requests.get(server.url + path, headers=headers, timeout=10, allow_redirects=False)


def policy(answer: requests.Response) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (one.partition(" ") for one in directives)}


@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        ("/static/widget/assistant.js", MODULE, "no-cache"),
        ("/static/widget/assistant.css", STYLE, "no-cache"),
        (f"/static/widget/{PANEL}", MODULE, "public, max-age=31536000, immutable"),
        ("/static/topics.css", STYLE, "no-cache"),
        ("/sujets", HTML, "no-cache"),
        ("/static/demo/index.html", HTML, "no-cache"),
        ("/static/demo/phone.html", HTML, "no-cache"),
        ("/static/demo/portal.js", MODULE, "no-cache"),
        ("/static/demo/icon.svg", IMAGE, "no-cache"),
    ],
)
def test_every_file_has_its_type_its_life_and_its_locks(
    demo: Server, path: str, media_type: str, cache: str
) -> None:
    answer = get(demo, path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"] == cache
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding, Origin"
    assert policy(answer)["default-src"] == "'none'"
    assert "Set-Cookie" not in answer.headers
    framed = "SAMEORIGIN" if path.startswith(("/static/demo/", "/sujets")) else "DENY"
    assert answer.headers["X-Frame-Options"] == framed


def test_what_travels_compressed_is_the_file(demo: Server) -> None:
    content = (STATIC / "widget" / PANEL).read_bytes()
    packed = get(demo, f"/static/widget/{PANEL}")
    plain = get(demo, f"/static/widget/{PANEL}", **{"Accept-Encoding": "identity"})
    assert packed.content == plain.content == content
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < len(content) / 2


def test_a_file_that_the_browser_has_is_not_sent_again(demo: Server) -> None:
    tag = get(demo, "/static/widget/assistant.js").headers["ETag"]
    again = get(demo, "/static/widget/assistant.js", **{"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    other = get(demo, "/static/widget/assistant.js", **{"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_head_says_the_same_without_the_content(demo: Server) -> None:
    answer = requests.head(demo.url + "/static/widget/assistant.js", timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == MODULE


def test_only_the_allowed_sites_may_load_the_widget_as_a_module(demo: Server) -> None:
    path = f"/static/widget/{PANEL}"
    allowed = get(demo, path, Origin=PORTAL)
    assert allowed.headers["Access-Control-Allow-Origin"] == PORTAL
    assert allowed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    for answer in (
        get(demo, path, Origin="https://ailleurs.example"),
        get(demo, "/sujets", Origin=PORTAL),
        get(demo, "/demo/credential", Origin=PORTAL),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_the_demonstration_opens_at_the_root_and_trusts_no_script(demo: Server) -> None:
    front = get(demo, "/")
    assert (front.status_code, front.headers["Location"]) == (302, "/static/demo/index.html")
    locks = policy(get(demo, front.headers["Location"]))
    assert locks["script-src"] == locks["frame-ancestors"] == "'self'"
    assert (locks["require-trusted-types-for"], locks["trusted-types"]) == ("'script'", "'none'")


def test_the_demonstration_signs_a_credential_that_names_no_person(demo: Server) -> None:
    answer = get(demo, "/demo/credential")
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()["credential"]
    claims = jwt.decode(token, APP_KEY, algorithms=["HS256"], audience="assistant-mon-compte")
    assert set(claims) == {"app", "version", "aud", "exp"}
    opened = requests.post(
        demo.url + "/webhooks/app/sessions",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )
    assert opened.status_code == 201


def test_without_the_setting_nothing_of_the_demonstration_is_served(server: Server) -> None:
    for path in ("/static/demo/index.html", "/static/demo/portal.js", "/demo/credential"):
        assert get(server, path).status_code == 404
    front = get(server, "/")
    assert (front.status_code, front.headers["Location"]) == (302, "/sujets")


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/../settings.py", "/static/%2e%2e/settings.py", "/static//etc/passwd"],
)
def test_no_other_file_can_be_read(server: Server, path: str) -> None:
    session = requests.Session()
    request = session.prepare_request(requests.Request("GET", server.url))
    request.url = server.url + path
    assert session.send(request, timeout=10).status_code == 404


def test_the_topics_need_no_script_and_lead_where_the_bot_leads(server: Server) -> None:
    page = get(server, "/sujets").text
    assert "<script" not in page
    assert "Mes paiements et mes droits" in page
    assert 'href="https://wwwd.caf.fr/redirect/s/Redirect?page=monCompteMesPaiements"' in page
    assert 'href="tel:3230"' in page


def test_files_of_another_kind_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    for name in ("a.css", "notes.txt", ".htaccess", "demo/index.html"):
        (tmp_path / name).write_text("x")
    assert set(static_pages(tmp_path, demo=False)) == {"a.css"}
    assert set(static_pages(tmp_path, demo=True)) == {"a.css", "demo/index.html"}

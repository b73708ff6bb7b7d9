"""The widget's two fixed ways to reach the Caf are the content's own."""

from __future__ import annotations

import re

from rasa.shared.core.domain import Domain

from bot.content.catalogue import Catalogue
from bot.content.sources import PROJECT

CONTACT = (PROJECT / "widget" / "src" / "contact.ts").read_text(encoding="utf-8")


def constant(pattern: str) -> str:
    """What a pattern's group finds in the widget's source."""
    found = re.search(pattern, CONTACT)
    assert found, pattern
    return found.group(1).replace("\\u00a0", " ")


def test_the_site_is_the_catalogue_s(rows: Catalogue) -> None:
    address = constant(r'site: .*href: "([^"]+)"')
    assert address == rows.links["caf_accueil"].href
    assert constant(r'site: { label: "([^"]+)"') == rows.links["caf_accueil"].host


def test_the_telephone_is_the_one_that_the_answer_gives(domain: Domain) -> None:
    shown = constant(r'phone: { label: "([^"]+)"')
    assert shown in domain.responses["answer_contacter_caf"][0]["text"]
    assert constant(r'href: "tel:(\d+)"') == shown.replace(" ", "")

"""Each file of `deploy/` is read by the program that it is for, as far as one is here."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import connectors.metrics  # noqa: F401  (its metrics are in the registry once it is imported)
from bot.content.signing import PUBLIC_VARIABLE, SIGNING_VARIABLE
from connectors.settings import Settings
from tests.deploy.deployed import DEPLOY

ALERTS = Path(__file__).with_name("alerts.yml")
Tool = Callable[[str], str]
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
SETTING = re.compile(r"\bASSISTANT_[A-Z_]+\b")
# Read by the archive's room and by the files of `deploy/` themselves.
OTHER_NAMES = {PUBLIC_VARIABLE, SIGNING_VARIABLE, "ASSISTANT_IMAGE"}
METRIC = re.compile(r"\bassistant_[a-z_]+")


def accepted(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_reads_its_file(tool: Tool) -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]
    accepted(tool("check-jsonschema"), *schema, str(DEPLOY / "compose.yaml"))


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_reads_its_manifests(tool: Tool, path: Path) -> None:
    accepted(tool("kubernetes-validate"), "--strict", str(path))


@pytest.mark.parametrize("name", ["assistant@", "assistant-workbench"])
def test_systemd_reads_its_units(tool: Tool, tmp_path: Path, name: str) -> None:
    text = (DEPLOY / "systemd" / f"{name}.service").read_text(encoding="utf-8")
    unit = tmp_path / f"{name}{'5005' if name.endswith('@') else ''}.service"
    # Nothing is installed in /opt here: any program stands for ours.
    unit.write_text(text.replace("/opt/assistant/bin/assistant", "/bin/true"), encoding="utf-8")
    accepted(tool("systemd-analyze"), "verify", str(unit))


def test_prometheus_reads_its_rules(tool: Tool) -> None:
    accepted(tool("promtool"), "check", "rules", str(DEPLOY / "monitoring" / "rules.yml"))


def test_prometheus_raises_the_alerts_when_it_should(tool: Tool) -> None:
    accepted(tool("promtool"), "test", "rules", str(ALERTS))


def expressions() -> Iterator[str]:
    rules = yaml.safe_load((DEPLOY / "monitoring" / "rules.yml").read_text(encoding="utf-8"))
    for group in rules["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    board = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_what_is_watched_is_what_is_counted() -> None:
    counted = {
        name for metric in REGISTRY.collect() for name in (metric.name, *names_of(metric.name))
    }
    for expression in expressions():
        assert set(METRIC.findall(expression)) <= counted, expression


def names_of(name: str) -> tuple[str, ...]:
    return tuple(name + ending for ending in ("_total", "_bucket", "_sum", "_count"))


def test_every_rule_says_what_to_do() -> None:
    rules = yaml.safe_load((DEPLOY / "monitoring" / "rules.yml").read_text(encoding="utf-8"))
    for rule in rules["groups"][0]["rules"]:
        assert len(rule["annotations"]["action"].split()) > 8, rule["alert"]


@pytest.mark.parametrize(
    "path", sorted(path for path in DEPLOY.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_every_setting_is_one(path: Path) -> None:
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.__fields__} | OTHER_NAMES
    assert set(SETTING.findall(path.read_text(encoding="utf-8"))) <= known


def containers() -> Iterator[dict[str, Any]]:
    for path in MANIFESTS:
        for manifest in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if manifest["kind"] == "Deployment":
                yield manifest["spec"]["template"]["spec"]


def test_no_container_may_write_its_own_files_or_become_root() -> None:
    for pod in containers():
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for name in ("assistant-1", "assistant-2", "workbench"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]


def test_no_replica_is_given_the_key_that_signs() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    given = {name: set(services[name]["environment"]) for name in services if "assistant" in name}
    assert given.keys() == {"assistant-1", "assistant-2"}
    units = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}
    text = (DEPLOY / "kubernetes" / "secret.example.yaml").read_text(encoding="utf-8")
    secrets = {one["metadata"]["name"]: one["stringData"] for one in yaml.safe_load_all(text)}
    pods = {pod["containers"][0]["name"]: pod["containers"][0]["envFrom"] for pod in containers()}
    given["replica"] = set().union(
        *(secrets[one["secretRef"]["name"]] for one in pods["assistant"])
    )
    for names in given.values():
        assert PUBLIC_VARIABLE in names and SIGNING_VARIABLE not in names
    assert "workbench.env" not in units["assistant@.service"]
    # The workbench has it.
    assert SIGNING_VARIABLE in services["workbench"]["environment"]
    assert any(SIGNING_VARIABLE in secrets[one["secretRef"]["name"]] for one in pods["workbench"])
    assert "EnvironmentFile=/etc/assistant/workbench.env" in units["assistant-workbench.service"]

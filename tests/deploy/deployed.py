"""The files of `deploy/` put to work on this machine."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import requests
from live_server import Server

CERTIFICATE = (
    *("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
    *("-addext", "subjectAltName=IP:127.0.0.1"),
)
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@dataclass(frozen=True)
class Site:
    """Two replicas behind the proxy of `deploy/nginx`, on one PostgreSQL."""

    url: str
    certificate: Path
    replicas: tuple[Server, Server]
    log: Path


def self_signed(folder: Path, openssl: str) -> Path:
    """A certificate of this machine's address, good for the length of a test."""
    made = folder / "assistant.crt"
    subprocess.run(
        [openssl, "req", *CERTIFICATE, "-keyout", folder / "assistant.key", "-out", made],
        check=True,
        capture_output=True,
    )
    return made


def wait_for(site: Site) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            requests.get(f"{site.url}/sujets", verify=str(site.certificate), timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "the proxy does not answer"
            time.sleep(0.1)

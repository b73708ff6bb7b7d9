"""The provider of OpenID Connect (`issuer.py`), started and told from a test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from tests.workbench.web import issuer

START_SECONDS = 30.0


class Process:
    """The provider, started and told from a test."""

    def __init__(self, port: int, *backs: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = [sys.executable, "-m", issuer.__name__, str(port), *backs]
        self.start()

    def start(self) -> None:
        """Start it, with new keys, and wait until it answers."""
        environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
        project = Path(__file__).resolve().parents[3]
        self._process = subprocess.Popen(self._command, env=environment, cwd=project)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                requests.get(f"{self.url}/jwks", timeout=5)
                return
            except requests.ConnectionError:
                assert self._process.poll() is None and time.monotonic() < deadline
                time.sleep(0.05)

    def tell(self, email: str = "", **more: Any) -> None:
        """Say who comes next; an e-mail is verified unless `claims` say otherwise."""
        claims = {"email": email, "email_verified": True, **more.pop("claims", {})}
        answer = requests.post(f"{self.url}/personne", json={"claims": claims, **more}, timeout=10)
        assert answer.ok

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(15)

"""What the tests of `deploy/` share: the tools that read its files, a proxy, two replicas."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS.parent), str(TESTS / "connectors")]

from live_server import Server  # noqa: E402

from tests.collector import Received, collecting  # noqa: E402
from tests.deploy.deployed import DEPLOY, Site, self_signed, wait_for  # noqa: E402
from tests.ports import free_port  # noqa: E402

VALIDATORS = TESTS.parent / ".tools" / "deploy" / "bin"


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Where a program is; skips at a developer's without it, fails in continuous integration."""

    def find(name: str) -> str:
        found = shutil.which(name) or shutil.which(name, path=f"/usr/sbin:{VALIDATORS}")
        if found is None:
            message = f"No {name} here: install it with « make deploy-tools »."
            if os.environ.get("CI"):
                pytest.fail(message, pytrace=False)
            pytest.skip(message)
        return found

    return find


@pytest.fixture(scope="module")
def collector() -> Iterator[Received]:
    with collecting() as received:
        yield received


@pytest.fixture(scope="module")
def replicas(
    tmp_path_factory: pytest.TempPathFactory,
    make_database: Callable[[], str],
    collector: Received,
) -> Iterator[tuple[Server, Server]]:
    url = make_database()
    first, second = (
        Server(
            free_port(),
            tmp_path_factory.mktemp("replica"),
            database_url=url,
            trusted_proxies="127.0.0.1/32",
            traces_url=collector.url,
        )
        for _ in range(2)
    )
    first.start()
    second.start()
    yield first, second
    first.stop()
    second.stop()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    replicas: tuple[Server, Server],
    tool: Callable[[str], str],
) -> Iterator[Site]:
    """The proxy's own file, with this machine's ports and a certificate of the test's."""
    folder = tmp_path_factory.mktemp("proxy")
    port = free_port()
    certificate = self_signed(folder, tool("openssl"))
    text = (DEPLOY / "nginx" / "assistant.conf").read_text(encoding="utf-8")
    for written, here in {
        "/etc/nginx/tls": str(folder),
        "assistant-1:5005": replicas[0].url.removeprefix("http://"),
        "assistant-2:5005": replicas[1].url.removeprefix("http://"),
        "listen 8443": f"listen 127.0.0.1:{port}",
        "listen 8080": f"listen 127.0.0.1:{free_port()}",
        "/dev/stdout": str(folder / "access.log"),
    }.items():
        assert written in text
        text = text.replace(written, here)
    (folder / "assistant.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        f" events {{}} http {{ client_body_temp_path {folder}/body; proxy_temp_path {folder}/p;"
        f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;"
        f" include {folder}/assistant.conf; }}",
        encoding="utf-8",
    )
    process = subprocess.Popen([tool("nginx"), "-p", str(folder), "-c", str(main)])
    made = Site(f"https://127.0.0.1:{port}", certificate, replicas, folder / "access.log")
    try:
        wait_for(made)
        yield made
    finally:
        process.terminate()
        process.wait(10)

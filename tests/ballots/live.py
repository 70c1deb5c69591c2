"""A whole installation in processes of its own, so that races, kills and files are real."""

import http.client
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[2]


class Installation:
    """An installation under `home`, on SQLite or on a fresh database of the PostgreSQL given."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        self.key_files: list[str] = []
        self.environment = os.environ | {
            "XUANXIAN_HOME": str(home),
            "XUANXIAN_SECRET_KEY": "only for tests",
            "DJANGO_SETTINGS_MODULE": "xuanxian.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "DATABASE_URL": database_url,
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def database(self) -> str:
        """The name of its PostgreSQL database; "" on SQLite."""
        return urlsplit(self.environment["DATABASE_URL"]).path.removeprefix("/")

    def run(self, statements: str) -> Any:
        """Run `statements` in a process of the installation; what they `answer()` comes back."""
        program = (
            "import json, sys, django; django.setup()\n"
            "def answer(value): print(json.dumps(value))\n" + statements
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def migrate(self) -> None:
        self.run(
            "from django.core.management import call_command\n"
            "call_command('migrate', verbosity=0, interactive=False)"
        )

    def open_poll(self, people: int) -> tuple[str, list[str]]:
        """An open poll of `people`; its id and the codes of its slips."""
        poll, codes, files = self.run(
            "from tests.ballots.conftest import opened\n"
            f"meeting = opened({people})\n"
            "files = [file.model_dump_json() for file in meeting.key_files]\n"
            "answer([str(meeting.poll.pk), [slip.code for slip in meeting.slips], files])"
        )
        self.key_files = files
        return poll, codes

    def open_box(self, poll: str) -> str:
        """`opened`, or what was said against it."""
        answer: str = self.run(
            "from tests.ballots.conftest import PASSPHRASES, STAFF\n"
            "from xuanxian.ballots import services\n"
            "from xuanxian.ballots.box_key import KeyFile\n"
            "from xuanxian.ballots.models import Poll\n"
            "from xuanxian.kernel.errors import Refusal\n"
            f"files = {self.key_files!r}[:2]\n"
            "keys = [(KeyFile.model_validate_json(f), p) for f, p in zip(files, PASSPHRASES)]\n"
            "try:\n"
            f"    services.open_box(Poll.objects.get(pk={poll!r}), keys, actor=STAFF)\n"
            "    answer('opened')\n"
            "except Refusal as refusal:\n"
            "    answer(str(refusal))"
        )
        return answer

    def close(self, poll: str) -> None:
        self.run(
            "from tests.ballots.conftest import STAFF\n"
            "from xuanxian.ballots import services\n"
            f"services.close_poll({poll!r}, actor=STAFF)"
        )

    def cast_number(self, poll: str) -> int:
        """Envelopes in the box, read past the program."""
        envelopes = "SELECT count(envelope) FROM ballots_slip WHERE poll_id = "
        if url := self.environment["DATABASE_URL"]:
            with psycopg.connect(url) as store:
                row = store.execute(envelopes.encode() + b"%s", [poll]).fetchone()
        else:
            file = sqlite3.connect(self.home / "xuanxian.sqlite3", timeout=20)
            with closing(file) as store:
                row = store.execute(envelopes + "?", [poll.replace("-", "")]).fetchone()
        assert row is not None
        return int(row[0])

    @contextmanager
    def serving(
        self, before: str = "", environment: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The real server, killed without a word at the end.

        Args:
            before: statements that its process runs when Django is set up.
            environment: what differs from the installation's own.
        """
        server = subprocess.Popen(
            [
                sys.executable, "-c",
                f"import django; django.setup()\n{before}\n"
                f"from xuanxian.cli.serve import run; run('127.0.0.1', {self.port})",
            ],
            env=self.environment | dict(environment or {}), cwd=ROOT, start_new_session=True,
            stdout=(self.home / "server.log").open("ab"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            self._wait_for_server(server)
            yield server
        finally:
            kill(server)
            self._wait_for_silence()

    def _wait_for_silence(self) -> None:
        """Until nothing of a killed server accepts calls any more."""
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
            except ConnectionRefusedError:
                return
            except OSError:
                pass
            time.sleep(0.02)
        raise AssertionError("the killed server still listens")

    def _wait_for_server(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            assert server.poll() is None, (self.home / "server.log").read_text()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/v")
                if connection.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError("the server did not start")

    def post(self, path: str, content: Any) -> str:
        """The answer to a POST as the page's script sends it; "" when there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                "POST",
                path,
                json.dumps(content),
                {
                    "Content-Type": "application/json",
                    "Origin": f"http://127.0.0.1:{self.port}",
                },
            )
            return connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            connection.close()

    def cast(self, code: str, mark: int = 0) -> bool:
        """Whether the cast was acknowledged."""
        return "已投票" in self.post("/v/cast", {"code": code, "marks": [mark, mark]})


def kill(server: subprocess.Popen[bytes]) -> None:
    """End the server and its workers at once, as a power cut would."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def installation(home: Path) -> Iterator[Installation]:
    """A migrated installation on the store that DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        place = Installation(home)
        place.migrate()
        yield place
        return
    name = f"xuanxian_ballots_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        place = Installation(home, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        place.migrate()
        yield place
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def restored(place: Installation, home: Path) -> Iterator[Installation]:
    """Another installation made of a backup that is taken now, while the first goes on."""
    home.mkdir()
    url = place.environment["DATABASE_URL"]
    if not url:
        copy = Installation(home)
        with (
            closing(sqlite3.connect(place.home / "xuanxian.sqlite3", timeout=20)) as source,
            closing(sqlite3.connect(home / "xuanxian.sqlite3")) as target,
        ):
            source.backup(target)
        copy.key_files = place.key_files
        yield copy
        return
    name = f"{place.database}_copy"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    try:
        copy = Installation(home, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        copy.key_files = place.key_files
        dump = subprocess.run([_binary("pg_dump"), url], check=True, capture_output=True).stdout
        there = copy.environment["DATABASE_URL"]
        subprocess.run(
            [_binary("psql"), "--quiet", "--set=ON_ERROR_STOP=1", there],
            input=dump, check=True, capture_output=True,
        )  # fmt: skip
        yield copy
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _binary(name: str) -> str:
    return str(max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))

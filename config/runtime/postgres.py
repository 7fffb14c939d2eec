"""The company's own PostgreSQL: a cluster in the state folder, reached by a Unix socket only."""

import os
import subprocess
from pathlib import Path

from runtime.errors import Stop
from runtime.settings import postgres_account
from runtime.tools import run

OWNER = "tvshop"
CEL_USER = "tvshop_cel"
CONFIG = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
fsync = {fsync}
full_page_writes = {fsync}
"""
# the socket's folder is closed to others, so whoever reaches it may say who he is
ACCESS = "local all all trust\n"

CEL_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{CEL_USER}') THEN
        CREATE ROLE {CEL_USER} LOGIN;
    END IF;
    IF to_regclass('public.tvshop_cel') IS NOT NULL THEN
        GRANT INSERT ON public.tvshop_cel TO {CEL_USER};
        GRANT USAGE ON SEQUENCE public.tvshop_cel_id_seq TO {CEL_USER};
    END IF;
END $$;
"""


def binaries():
    """The folder of the newest PostgreSQL installed."""
    for program in ("postgres", "psql"):  # a container that is a client only has no server
        found = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
        if versions := sorted(found, key=lambda path: int(path.parts[4])):
            return versions[-1].parent
    raise Stop("PostgreSQL is missing: apt install postgresql")


def as_account():
    """The keyword arguments with which a subprocess runs as PostgreSQL's account."""
    account = postgres_account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


class Cluster:
    """One state folder's databases."""

    def __init__(self, settings):
        self.settings = settings
        self.home = settings.state / "postgres"
        self.data = self.home / "data"

    @property
    def command(self):
        return [binaries() / "postgres", "-D", self.data]

    def prepare(self):
        """Make the cluster when it is not there; write its configuration."""
        for folder in (self.home, self.settings.pg_socket):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if account := postgres_account():
                os.chown(folder, account.pw_uid, account.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            options = ["-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
            run([binaries() / "initdb", *options], "making the database cluster", **as_account())
        self._check_version()
        fsync = "on" if self.settings.fsync else "off"
        config = CONFIG.format(socket=self.settings.pg_socket, fsync=fsync)
        (self.data / "postgresql.auto.conf").write_text(config)
        (self.data / "pg_hba.conf").write_text(ACCESS)

    def _check_version(self):
        made_by, ours = (self.data / "PG_VERSION").read_text().strip(), binaries().parts[4]
        if made_by != ours:
            raise Stop(
                f"{self.data} was made by PostgreSQL {made_by}, this is {ours}: install"
                f" postgresql-{made_by}, or move {self.settings.state} away to begin anew"
            )

    def tool(self, name, *arguments, user=OWNER):
        """The command line of a PostgreSQL client program at this cluster."""
        return [binaries() / name, "-h", self.settings.pg_socket, "-U", user, *arguments]

    def query(self, sql, database=None, user=OWNER):
        """The output of `sql`, unaligned; Stop when it fails."""
        options = ["-d", database or self.settings.database, "-v", "ON_ERROR_STOP=1", "-AtXqc", sql]
        return run(self.tool("psql", *options, user=user), "a database query").strip()

    def answers(self):
        command = self.tool("psql", "-d", "postgres", "-AtXqc", "select 1", user="postgres")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=5)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.stdout.strip() == "1"

    def ensure_owner(self):
        sql = f"SELECT 1 FROM pg_roles WHERE rolname = '{OWNER}'"
        if not self.query(sql, "postgres", "postgres"):
            self.query(f"CREATE ROLE {OWNER} LOGIN CREATEDB", "postgres", "postgres")

    def exists(self, database):
        return bool(
            self.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'", "postgres")
        )

    def create(self, database):
        run(self.tool("createdb", "-T", "template0", database), f"making the database {database}")

    def drop(self, database):
        run(self.tool("dropdb", "--if-exists", "--force", database), f"dropping {database}")

    def ensure_cel_role(self):
        """The role Asterisk writes its events as: it may add rows to one table, nothing else."""
        self.query(CEL_ROLE, user="postgres")

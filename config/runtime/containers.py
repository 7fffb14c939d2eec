"""One part of the company as the only process of a container."""

import os

from runtime.company import Database
from runtime.errors import Stop
from runtime.tools import wait_for


def main(company, name):
    """Configure the part, wait for the database where it is needed, and become the part."""
    company.prepare_folders()
    company.configure()
    if name in ("odoo", "bridge", "ear") and not wait_for(company.cluster.answers, 60):
        raise Stop("the database container does not answer")
    if name == "odoo":
        company.cluster.ensure_owner()
        Database(company).ensure()
        company.cluster.ensure_cel_role()
    service = company.service(name)
    command = [str(word) for word in service.command]
    os.execve(command[0], command, {**os.environ, **service.env})

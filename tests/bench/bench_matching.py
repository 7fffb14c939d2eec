"""A carrier's remittance with discrepancies, from file to causes, beside COPY and a join in SQL.

Both are given the same CSV file and the same parcels, ours in memory and SQL's in a table, and
must count the same parcels by cause. Ours reads as it does in use: encoding, numbers, days and
amounts checked row by row, what was told twice counted once.
"""

import argparse
import io
import random
import sys
import types
from collections import Counter
from datetime import date
from pathlib import Path
from time import perf_counter

import goals
import psycopg2

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config")]
for _addon in ("tvshop_crm", "tvshop_logistics", "tvshop_settlement"):
    for _name in (_addon, f"odoo.addons.{_addon}"):
        _package = types.ModuleType(_name)
        _package.__path__ = [str(ROOT / "addons" / _addon)]
        sys.modules.setdefault(_name, _package)

from odoo.addons.tvshop_crm.tables import table  # noqa: E402
from tvshop_settlement.matching.match import Due, match, unique  # noqa: E402
from tvshop_settlement.matching.rows import Format, read_rows  # noqa: E402

from runtime.services import Company  # noqa: E402
from runtime.settings import Settings, test_environment  # noqa: E402
from runtime.testing import database_only  # noqa: E402

FULL = 1_000_000
QUICK = 100_000
SEED = 8
HEADER = ("邮件号", "结算日期", "代收货款", "资费", "结算批次")
FORM = Format(
    tuple(zip(("waybill", "date", "amount", "fee", "reference"), range(5), HEADER, strict=True))
)
DAY = "2026-03-05"
SCHEMA = """
CREATE TEMP TABLE due (waybill text PRIMARY KEY, cod numeric, fee numeric);
CREATE TEMP TABLE told (waybill text, day date, amount numeric, fee numeric, reference text);
"""
JOIN = """
CREATE TEMP TABLE matched AS
SELECT d.waybill, d.cod - d.fee - COALESCE(r.amount, 0) + COALESCE(r.fee, 0) AS balance,
       CASE WHEN d.cod - d.fee - COALESCE(r.amount, 0) + COALESCE(r.fee, 0) = 0 THEN 'matched'
            WHEN r.waybill IS NULL THEN 'not_remitted'
            WHEN r.amount = d.cod THEN 'fee'
            WHEN r.lines > 1 AND d.cod - d.fee < r.amount - r.fee THEN 'twice'
            ELSE 'amount' END AS cause
  FROM due d
  LEFT JOIN (SELECT waybill, SUM(amount) AS amount, SUM(fee) AS fee, COUNT(*) AS lines
               FROM (SELECT DISTINCT * FROM told) once GROUP BY waybill) r USING (waybill)
"""


def make(count):
    """`({waybill: Due}, CSV bytes)`; about one parcel in twelve has something wrong."""
    rng = random.Random(SEED)
    dues, lines = {}, [",".join(HEADER)]
    for number in range(count):
        waybill, cod, fee = (
            f"EA{number:08}CN",
            rng.randrange(5000, 200_000),
            rng.randrange(900, 5000),
        )
        dues[waybill] = Due(cod, fee)
        luck = rng.random()
        if luck < 0.03:
            continue
        amount = cod - 1000 if luck < 0.05 else cod
        kept = fee + 200 if 0.05 < luck < 0.07 else fee
        told = f"{amount / 100:.2f},{kept / 100:.2f},B1"
        lines.append(f"{waybill},{DAY},{told}")
        if 0.07 < luck < 0.08:
            lines.append(f"{waybill},2026-03-04,{told}")
        if 0.08 < luck < 0.09:
            lines.append(lines[-1])
    return dues, "".join(f"{line}\n" for line in lines).encode(), len(lines) - 1


def ours(dues, data):
    table.MAX_ROWS = 10 * FULL  # a company splits its files at half a million rows
    rows = read_rows(table.read_table(data), FORM, date(2026, 3, 31))
    next(rows)
    parcels, _unknown = match(dues, unique(told.line for _line, _cells, told in rows))
    return Counter(parcel.cause for parcel in parcels.values())


def bare(cursor, data):
    cursor.copy_expert("COPY told FROM STDIN (FORMAT csv, HEADER)", io.BytesIO(data))
    cursor.execute("ANALYZE told")
    cursor.execute(JOIN)
    cursor.execute("SELECT cause, COUNT(*) FROM matched GROUP BY cause")
    return Counter(dict(cursor.fetchall()))


def load(cursor, dues):
    cursor.execute(SCHEMA)
    text = "".join(f"{w}\t{d.cod / 100:.2f}\t{d.fee / 100:.2f}\n" for w, d in dues.items())
    cursor.copy_expert("COPY due FROM STDIN", io.StringIO(text))
    cursor.execute("ANALYZE due")


def timed(function, *arguments):
    started = perf_counter()
    result = function(*arguments)
    return perf_counter() - started, result


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} parcels")
    count = FULL if parser.parse_args().full else QUICK
    dues, data, lines = make(count)
    company = Company(Settings.load(test_environment()))
    with database_only(company):
        connection = psycopg2.connect(
            host=str(company.settings.pg_socket), user="tvshop", dbname="postgres"
        )
        with connection, connection.cursor() as cursor:
            load(cursor, dues)
            sql_seconds, expected = timed(bare, cursor, data)
        connection.close()
    seconds, causes = timed(ours, dues, data)
    assert causes == expected, (causes, expected)
    print(f"{lines:,} lines, {dict(causes)}")
    print(f"ours {lines / seconds:,.0f} lines/s, SQL {lines / sql_seconds:,.0f} lines/s")
    goals.report(
        f"{lines:,} remittance lines matched ÷ COPY and join", seconds / sql_seconds, goals.UP_TO, 2
    )


if __name__ == "__main__":
    main()

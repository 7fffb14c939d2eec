"""Goods that moved in the past, written as done in one go: no reservation, no quants.

What is on hand is what it is; whoever writes moves here makes them add up to it.
"""

from typing import NamedTuple

from odoo.tools import SQL


class Move(NamedTuple):
    """`quantity` of a product that went from one location to another at `date`, in UTC."""

    product: object
    quantity: float
    source: int
    target: int
    date: object
    picking: dict | None = None
    sale_line: int | None = None
    returns: int | None = None
    verdict: str | None = None


def insert(env, table, rows):
    """Write rows, dictionaries with the same keys; their ids.

    Direct, as what computes and tracks a record has nothing to say about the past.
    """
    if not rows:
        return []
    env.flush_all()
    env.cr.execute(
        SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", len(rows))
    )
    ids = [number for (number,) in env.cr.fetchall()]
    columns = ", ".join(("id", *rows[0]))
    env.cr.execute_values(
        f"INSERT INTO {table} ({columns}) VALUES %s",
        [(number, *row.values()) for number, row in zip(ids, rows, strict=True)],
    )
    env.invalidate_all()
    return ids


def insert_pickings(env, picking_type, rows):
    """Finished transfers of one type; `rows` have a `date` and what else they need."""
    sequence = picking_type.sequence_id
    first = sequence.number_next_actual
    sequence.number_next_actual = first + len(rows)
    common = {
        "company_id": picking_type.company_id.id,
        "picking_type_id": picking_type.id,
        "location_id": picking_type.default_location_src_id.id,
        "location_dest_id": picking_type.default_location_dest_id.id,
        "move_type": "direct",
        "state": "done",
        "priority": "0",
        "is_locked": True,
    }
    vals_list = [
        {
            **common,
            "name": sequence.get_next_char(first + number),
            "scheduled_date": row["date"],
            "date_done": row["date"],
            "create_date": row["date"],
            **{key: value for key, value in row.items() if key != "date"},
        }
        for number, row in enumerate(rows)
    ]
    ids = insert(env, "stock_picking", vals_list)
    return [{"id": number, **vals} for number, vals in zip(ids, vals_list, strict=True)]


def insert_moves(env, moves):
    """Finished moves with a line each; their ids."""
    ids = insert(env, "stock_move", [_prepare_move(env, move) for move in moves])
    insert(
        env,
        "stock_move_line",
        [_prepare_line(env, move, number) for number, move in zip(ids, moves, strict=True)],
    )
    return ids


def _prepare_common(env, move):
    return {
        "company_id": env.company.id,
        "product_id": move.product.id,
        "location_id": move.source,
        "location_dest_id": move.target,
        "picking_id": move.picking and move.picking["id"],
        "state": "done",
        "quantity": move.quantity,
        "picked": True,
        "date": move.date,
        "create_date": move.date,
    }


def _prepare_move(env, move):
    picking = move.picking or {}
    return {
        **_prepare_common(env, move),
        "product_uom": move.product.uom_id.id,
        "product_uom_qty": move.quantity,
        "product_qty": move.quantity,
        "picking_type_id": picking.get("picking_type_id"),
        "partner_id": picking.get("partner_id"),
        "origin": picking.get("origin"),
        "reference": picking.get("name"),
        "procure_method": "make_to_stock",
        "priority": "0",
        "sequence": 10,
        "weight": move.product.weight * move.quantity,
        "to_refund": True,
        "sale_line_id": move.sale_line,
        "origin_returned_move_id": move.returns,
        "tvshop_verdict": move.verdict,
    }


def _prepare_line(env, move, move_id):
    return {
        **_prepare_common(env, move),
        "move_id": move_id,
        "product_uom_id": move.product.uom_id.id,
        "quantity_product_uom": move.quantity,
    }

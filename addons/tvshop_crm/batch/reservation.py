"""Reserving goods for many moves in one pass over each product's quants."""

from collections import defaultdict

from .rows import insert


class Reservation:
    """What is free, given to moves in their order as if each had asked alone.

    Taken from the rows of moves before they are inserted, so that they need not be written again.
    Moves whose goods are not chosen by product alone (serial numbers, full packages) are left to
    Odoo.
    """

    def __init__(self, env, rows):
        self.env = env
        self.rows = rows
        self.shares = defaultdict(list)  # {place: [(quant, quantity)]}
        self.left = []
        wanted = defaultdict(list)
        for place, row in enumerate(rows):
            row.update({"state": "confirmed", "quantity": 0})
            key = row["product_id"], row["location_id"], row["picking_type_id"], row["date"]
            wanted[key].append(place)
        for (product_id, location_id, type_id, date), places in wanted.items():
            product = env["product.product"].browse(product_id)
            location = env["stock.location"].browse(location_id)
            picking_type = env["stock.picking.type"].browse(type_id)
            if self._is_simple(product, location, picking_type):
                self._share(product, location, date, places)
            else:
                self.left += places

    def _is_simple(self, product, location, picking_type):
        strategy = self.env["stock.quant"]._get_removal_strategy(product, location)
        return (
            product.is_storable
            and product.tracking != "serial"
            and picking_type.reservation_method == "at_confirm"
            and product.categ_id.packaging_reserve_method != "full"
            and strategy != "least_packages"
            and not location.should_bypass_reservation()
        )

    def _share(self, product, location, date, places):
        needed = sum(self.rows[place]["product_uom_qty"] for place in places)
        context = self.env["stock.move"]._reservation_context(product, date)
        free = (
            self.env["stock.quant"]
            .with_context(**context)
            ._get_reserve_quantity(product, location, needed, uom_id=product.uom_id)
        )
        free = [list(pair) for pair in free]
        uom = product.uom_id
        for place in places:
            row = self.rows[place]
            missing = row["product_uom_qty"]
            while free and uom.compare(missing, 0) > 0:
                quant, quantity = free[0]
                taken = min(missing, quantity)
                self.shares[place].append((quant, taken))
                missing -= taken
                free[0][1] -= taken
                if uom.compare(free[0][1], 0) <= 0:
                    free.pop(0)
            if place in self.shares:
                is_whole = uom.compare(missing, 0) <= 0
                row["state"] = "assigned" if is_whole else "partially_available"
                row["quantity"] = row["product_uom_qty"] - missing

    def apply(self, moves):
        """Reserve for the moves that were inserted from the rows, in their order."""
        self._insert_lines(moves)
        self._update_quants()
        left = moves.browse(moves[place].id for place in self.left)
        left.filtered(
            lambda move: move._should_bypass_reservation() or move._should_assign_at_confirm()
        )._action_assign()
        self._trigger_scheduler(moves)

    def _insert_lines(self, moves):
        rows = []
        for place, shares in self.shares.items():
            move, merged = moves[place], {}
            for quant, quantity in shares:
                key = quant.location_id, quant.lot_id, quant.package_id, quant.owner_id
                merged[key] = quant, merged.get(key, (quant, 0))[1] + quantity
            for quant, quantity in merged.values():
                rows.append(
                    {
                        **move._prepare_move_line_vals(quantity, quant),
                        "picked": False,
                        "quantity_product_uom": quantity,
                        "state": move.state,
                    }
                )
        # sudo: stock.move.line – whoever sells, the goods are reserved
        lines = self.env["stock.move.line"].sudo()
        insert(lines, lines._prepare_create_values(rows))

    def _update_quants(self):
        totals = defaultdict(float)
        for shares in self.shares.values():
            for quant, quantity in shares:
                totals[quant] += quantity
        for quant, quantity in totals.items():
            quant._update_reserved_quantity(
                quant.product_id,
                quant.location_id,
                quantity,
                lot_id=quant.lot_id,
                package_id=quant.package_id,
                owner_id=quant.owner_id,
            )

    def _trigger_scheduler(self, moves):
        """Reordering rules look at the whole stock: one move of each product wakes them."""
        largest = {}
        for move in moves.sorted("product_qty"):
            largest[move.product_id, move.location_id] = move
        moves.browse(move.id for move in largest.values())._trigger_scheduler()

"""How badly a masked QR code reads: the four penalties of ISO/IEC 18004, 7.8.3.

All modules are one integer, so each rule is a few shifts of the whole code.
"""

from functools import lru_cache

_RUN, _BLOCK, _FINDER, _SHARE = 3, 3, 40, 10


@lru_cache(maxsize=10)
def _windows(size):
    """(all modules; those with one to the left; ten to the left; one above; ten above)."""

    def rows(first, left):
        row = (1 << size - left) - 1
        return sum(row << size * (size - 1 - y) for y in range(first, size))

    return rows(0, 0), rows(0, 1), rows(0, 10), rows(1, 0), rows(10, 0)


def penalty(modules, size):
    """The points of a code of `size` × `size` modules; the mask with the fewest is used."""
    everything, right, right_11, below, below_11 = _windows(size)
    light = modules ^ everything
    alike_row = ~(modules ^ modules >> 1) & right
    alike_column = ~(modules ^ modules >> size) & below
    blocks = alike_row & alike_row >> size & alike_column
    return (
        _runs(alike_row, 1)
        + _runs(alike_column, size)
        + _BLOCK * blocks.bit_count()
        + _FINDER * _finders(modules, light, 1, right_11)
        + _FINDER * _finders(modules, light, size, below_11)
        + _SHARE * (abs(20 * modules.bit_count() - 10 * size * size) // (size * size))
    )


def _runs(alike, step):
    """3 for each five modules of one colour in a line, 1 for each more."""
    pairs = alike & alike >> step
    fives = pairs & pairs >> 2 * step
    return fives.bit_count() + (_RUN - 1) * (fives & ~(fives >> step)).bit_count()


def _finders(modules, light, step, window):
    """How often a line has the proportions of a finder pattern, with four light modules."""
    pair = light & light >> step
    four = pair & pair >> 2 * step
    core = modules & light >> step
    core &= modules >> 2 * step & modules >> 3 * step & modules >> 4 * step
    core &= light >> 5 * step & modules >> 6 * step
    return (core >> 4 * step & four & window).bit_count() + (
        core & four >> 7 * step & window
    ).bit_count()

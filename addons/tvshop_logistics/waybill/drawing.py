"""The ink as the editor shows it: plain values for an SVG in millimetres."""

from .form import Bars


def drawing(ink, metrics):
    """{lines: [{x, y, size, text, width}], path}: texts by their baselines, codes as one path."""
    lines = [
        {
            "x": item.x,
            "y": item.y,
            "size": item.size,
            "text": item.text,
            "width": metrics.width(item.text, item.style),
        }
        for item in ink
        if not isinstance(item, Bars)
    ]
    path = "".join(
        f"M{x:.4f} {y:.4f}h{wide:.4f}v{high:.4f}h{-wide:.4f}z"
        for item in ink
        if isinstance(item, Bars)
        for x, y, wide, high in item.rects
    )
    return {"lines": lines, "path": path}

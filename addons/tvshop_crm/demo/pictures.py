"""Plain pictures drawn on the spot, so that the repository holds none."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

# Any font with Chinese glyphs; without one a tile has its colour only.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)


def draw_tile(text, color, size=512):
    """A square of `color` with `text` in its middle, as PNG bytes."""
    image = Image.new("RGB", (size, size), color)
    font = next((path for path in FONTS if Path(path).exists()), None)
    if font:
        ImageDraw.Draw(image).text(
            (size // 2, size // 2),
            text,
            fill="white",
            anchor="mm",
            font=ImageFont.truetype(font, size // (len(text) + 1)),
        )
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()

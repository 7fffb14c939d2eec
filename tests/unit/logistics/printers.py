"""Printers that stand for the real ones: they read bytes and say what would be on the paper."""

from io import BytesIO
from subprocess import run

from PIL import Image, ImageChops
from tvshop_logistics.waybill import code128

MARGIN = 80  # dots around a picture, for zbar


def word(data, place):
    return int.from_bytes(data[place : place + 2], "little")


def codes(image):
    """What a scanner reads on a picture whose lit pixels are ink."""
    large = image.convert("L").point(lambda grey: 0 if grey else 255)
    page = Image.new("L", (image.width + 2 * MARGIN, image.height + 2 * MARGIN), 255)
    page.paste(large, (MARGIN, MARGIN))
    page = page.resize((3 * page.width, 3 * page.height), Image.Resampling.NEAREST)
    output = BytesIO()
    page.save(output, "PNG")
    command = ["zbarimg", "-q", "--raw", "-"]
    found = run(command, input=output.getvalue(), capture_output=True, check=False)
    return sorted(found.stdout.decode().split())


class Printer:
    """Reads one page; `texts` are (left, baseline, right, text) in mm, `image` is what is drawn."""

    dot = 0.0
    chinese = latin = 0.0  # mm

    def __init__(self, data, form):
        self.data, self.place = data, 0
        self.texts = []
        self.image = Image.new("1", (round(form.width * self.dot), round(form.height * self.dot)))
        self.x = self.y = 0  # dots
        self.scale = 1
        self.sign = b""
        while self.place < len(data):
            self.step()
        self.end_text()

    def take(self, count):
        self.place += count
        return self.data[self.place - count : self.place]

    def at(self, *commands):
        return any(self.data.startswith(command, self.place) for command in commands)

    def end_text(self):
        if self.sign:
            text = self.sign.decode("gb18030")
            width = sum(self.latin if sign.isascii() else self.chinese for sign in text)
            left, line = self.x / self.dot, self.baseline()
            self.texts.append((left, line, left + width * self.scale, text))
        self.sign = b""

    def draw_stripe(self, columns, y):
        data = self.take(3 * columns)
        stripe = Image.frombytes("1", (24, columns), data).transpose(Image.Transpose.TRANSPOSE)
        self.draw(stripe, y)

    def draw(self, picture, y):
        layer = Image.new("1", self.image.size)
        layer.paste(picture, (round(self.x), round(y)))
        self.image = ImageChops.logical_or(self.image, layer)


class DotMatrix(Printer):
    """ESC/P2, 180 dpi; positions in 1/360 inch, the top of the print head."""

    dot = 180 / 25.4
    chinese = 24 / dot
    length = pages = 0
    condensing = 1

    def __init__(self, data, form):
        self.rows = []
        super().__init__(data, form)

    def baseline(self):
        return (self.y + 21.12) / self.dot

    def step(self):
        if self.at(b"\x1c&", b"\x1c."):
            self.take(2)
        elif not self.at(b"\x1b", b"\x1c", b"\x0c", b"\x0f", b"\x12"):
            self.sign += self.take(1)
        else:
            self.end_text()
            self.command()

    def command(self):  # noqa: C901 - one branch for each command
        if self.at(b"\x1b(V"):
            self.y = word(self.take(7), 5) / 2
            self.rows.append(self.y)
        elif self.at(b"\x1b(C"):
            self.length = word(self.take(7), 5) / 2 / self.dot
        elif self.at(b"\x1b(U"):
            assert self.take(6)[5] == 10
        elif self.at(b"\x1b$"):
            self.x = word(self.take(4), 2) / 2
        elif self.at(b"\x1b*"):
            self.draw_stripe(word(self.take(5), 3), self.y)
        elif self.at(b"\x1cS"):
            self.take(4)
        elif self.at(b"\x1bM", b"\x1bP", b"\x1bg"):
            pitch = {b"M": 12, b"P": 10, b"g": 15}[self.take(2)[1:]]
            self.latin = 25.4 / pitch * self.condensing
        elif self.at(b"\x0f"):
            self.condense(0x0F)
        elif self.at(b"\x12"):
            self.condense(0x12)
        elif self.at(b"\x0c"):
            self.pages += len(self.take(1))
        else:
            self.take(2)

    def condense(self, sign):
        """10 letters become 17 1/7 an inch, 12 become 20."""
        is_on, was_on = sign == 0x0F, self.condensing != 1
        if is_on and not was_on:
            ten = abs(self.latin - 2.54) < 0.01
            self.condensing = 7 / 12 if ten else 3 / 5
            self.latin *= self.condensing
        elif was_on and not is_on:
            self.latin /= self.condensing
            self.condensing = 1
        self.take(1)


class Thermal(Printer):
    """ESC/POS in page mode, 203 dpi; a position is a baseline or a lower left corner."""

    dot = 8
    chinese, latin = 3, 1.5
    height = module = 0

    def baseline(self):
        return self.y / self.dot

    def step(self):
        if not self.at(b"\x1b", b"\x1c", b"\x1d", b"\x0c"):
            self.sign += self.take(1)
        else:
            self.end_text()
            self.command()

    def command(self):
        if self.at(b"\x1d$"):
            self.y = word(self.take(4), 2)
        elif self.at(b"\x1b$"):
            self.x = word(self.take(4), 2)
        elif self.at(b"\x1d!"):
            self.scale = (self.take(3)[2] & 0xF) + 1
        elif self.at(b"\x1b*\x21"):
            self.draw_stripe(word(self.take(5), 3), self.y - 24)
        elif self.at(b"\x1dkI"):
            self.draw_barcode(self.take(self.take(4)[3]))
        elif self.at(b"\x1dh"):
            self.height = self.take(3)[2]
        elif self.at(b"\x1dw"):
            self.module = self.take(3)[2]
        else:
            self.take(self.length())

    def length(self):
        sizes = {b"\x1bW": 10, b"\x1dP": 4, b"\x1dH": 3, b"\x0c": 1}
        return next((size for start, size in sizes.items() if self.at(start)), 2)

    def draw_barcode(self, data):
        text = read_code128(data)
        row = code128.symbol(text)
        modules = f"{row.rows[0]:0{row.columns}b}"[code128.QUIET : -code128.QUIET]
        bars = Image.new("1", (len(modules), 1))
        bars.putdata([int(module) for module in modules])
        size = (self.module * len(modules), self.height)
        self.draw(bars.resize(size, Image.Resampling.NEAREST), self.y - self.height)


def read_code128(data):
    """The text of a barcode command's data, with its code sets."""
    text, code_set, place = "", None, 0
    while place < len(data):
        if data[place : place + 1] == b"{" and data[place + 1 : place + 2] != b"{":
            code_set = data[place + 1 : place + 2]
            place += 2
        elif code_set == b"C":
            text += f"{data[place]:02d}"
            place += 1
        else:
            place += 2 if data[place : place + 1] == b"{" else 1
            text += chr(data[place - 1])
    return text

"""Configuration templates: `@{NAME}` becomes a value (`${}` belongs to the dialplan)."""

import re

from runtime.errors import Stop

PLACEHOLDER = re.compile(r"@\{(\w+)\}")


def fill(text, values, origin="template"):
    """`text` with every placeholder replaced; Stop when `values` lacks one."""

    def value(match):
        if match[1] not in values:
            raise Stop(f"{origin} asks for @{{{match[1]}}}, which nobody gives")
        return str(values[match[1]])

    return PLACEHOLDER.sub(value, text)


def render(template_dir, target_dir, values):
    """Fill all files of `template_dir` into `target_dir`; files that left the templates go."""
    target_dir.mkdir(parents=True, exist_ok=True)
    sources = [p for p in template_dir.rglob("*") if p.is_file() and p.suffix != ".md"]
    wanted = {target_dir / p.relative_to(template_dir): p for p in sources}
    for stale in [p for p in target_dir.rglob("*") if p.is_file() and p not in wanted]:
        stale.unlink()
    for target, source in wanted.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        text = fill(source.read_text(encoding="utf-8"), values, origin=source.name)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")

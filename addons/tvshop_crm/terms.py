"""The add-ons' translation files, kept in step with the terms that Odoo exports.

Development only: `odoo tvshop_i18n` rewrites the files, a test tells when that was forgotten.
"""

import io
import re
from pathlib import Path

import polib
from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

LANGUAGES = ("zh_CN", "zh_TW")
# %s, %(name)s, HTML tags and what is written on keys
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|</?\w+|\b(?:Ctrl|Shift|Alt|Esc)\b")
# Dates of export would make every file differ on every run.
UNSTABLE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date")


def suite_modules(env):
    """The suite's add-ons in this database that have translation files or ought to."""
    domain = [("state", "=", "installed"), ("name", "=like", r"tvshop\_%")]
    # sudo: ir.module.module – names of installed add-ons only
    return sorted(env["ir.module.module"].sudo().search(domain).mapped("name"))


def template_path(module):
    return Path(get_module_path(module)) / "i18n" / f"{module}.pot"


def translation_path(module, language):
    return template_path(module).with_name(f"{language}.po")


def export_template(env, module):
    """What Odoo finds to translate in the add-on, as a polib file without dates."""
    buffer = io.BytesIO()
    trans_export(None, [module], buffer, "po", env)
    template = polib.pofile(buffer.getvalue().decode())
    for header in UNSTABLE_HEADERS:
        template.metadata.pop(header, None)
    return template


def refresh(env, module):
    """Write the template anew and merge it into the translations; {language: terms to do}."""
    template = export_template(env, module)
    path = template_path(module)
    path.parent.mkdir(exist_ok=True)
    template.save(str(path))
    return {language: _merge(template, module, language) for language in LANGUAGES}


def _merge(template, module, language):
    path = translation_path(module, language)
    translation = polib.pofile(str(path)) if path.exists() else polib.POFile()
    translation.header = template.header
    translation.metadata = {**template.metadata, "Language": language}
    translation.merge(template)
    for entry in translation.obsolete_entries():
        translation.remove(entry)
    order = {entry.msgid: number for number, entry in enumerate(template)}
    translation.sort(key=lambda entry: order[entry.msgid])
    translation.save(str(path))
    return [entry.msgid for entry in translation if not entry.translated()]


def find_faults(env, module):
    """What is wrong with the add-on's translation files, in sentences."""
    exported = _where_used(export_template(env, module))
    faults = _compare(exported, template_path(module))
    for language in LANGUAGES:
        path = translation_path(module, language)
        faults += _compare(exported, path)
        if path.exists():
            faults += [_fault_of(entry, path) for entry in polib.pofile(str(path))]
    return [fault for fault in faults if fault]


def _where_used(catalogue):
    """{term: (places, comment)}: Odoo needs both to find a translation."""
    entries = (entry for entry in catalogue if not entry.obsolete)
    return {e.msgid: (frozenset(e.occurrences), e.comment) for e in entries}


def _compare(exported, path):
    name = f"{path.parent.parent.name}/{path.name}"
    if not path.exists():
        return [f"{name} is missing"]
    stored = _where_used(polib.pofile(str(path)))
    terms = sorted(exported.keys() | stored.keys())
    return [
        f"{name} is not up to date: {term!r}"
        for term in terms
        if exported.get(term) != stored.get(term)
    ]


def _fault_of(entry, path):
    name = f"{path.parent.parent.name}/{path.name}"
    if not entry.translated():
        return f"{name} leaves untranslated or unsure: {entry.msgid!r}"
    if not has_same_placeholders(entry.msgid, entry.msgstr):
        return f"{name} has other placeholders than its source: {entry.msgid!r}"
    return None


def has_same_placeholders(source, translation):
    return _placeholders(source) == _placeholders(translation)


def _placeholders(text):
    return sorted(PLACEHOLDERS.findall(text))

"""The reasons for which a file is not taken, in the user's language."""


def refusal_text(env, code, value):
    """Why a file can't be read at all."""
    _ = env._
    return {
        "too_large": _("The file has more than %s MB.", value),
        "too_many_rows": _("The file has more than %s rows. Split it.", value),
        "too_many_columns": _("The file has more than %s columns.", value),
        "long_cell": _("A cell has more than %s characters.", value),
        "empty": _("The file is empty."),
        "encoding": _("The file is neither UTF-8 nor GB18030 text nor an XLSX workbook."),
        "csv": _("The quotes do not match up near line %s; the file may be cut.", value),
        "xlsx": _("The workbook is damaged or cut (%s).", value),
        "zip_bomb": _("The workbook unpacks to far more than such a file has."),
    }[code]

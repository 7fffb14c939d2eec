from odoo.tests import TransactionCase, tagged

from .. import terms


@tagged("post_install", "-at_install")
class TestI18n(TransactionCase):
    def test_translation_files_are_complete_and_up_to_date(self):
        for module in terms.suite_modules(self.env):
            with self.subTest(module):
                faults = terms.find_faults(self.env, module)
                if faults:
                    self.fail(
                        "Run `./tvshop i18n`, then translate what it lists:\n" + "\n".join(faults)
                    )

    def test_placeholders_may_change_places_but_not_get_lost(self):
        source = "%(order)s is %(state)s: press <b>Esc</b>"
        self.assertTrue(terms.has_same_placeholders(source, "按 <b>Esc</b>：%(state)s，%(order)s"))
        self.assertFalse(terms.has_same_placeholders(source, "%(order)s：按 <b>Esc</b>"))
        self.assertFalse(terms.has_same_placeholders(source, "%(order)s %(state)s：<b>Esc"))
        self.assertFalse(terms.has_same_placeholders(source, "%(order)s %(state)s：<b>回车</b>"))

from unittest.mock import patch

import psycopg2
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDatabaseAway(HttpCase):
    def ask(self, path):
        return self.url_open(path, data="{}", headers={"Content-Type": "application/json"})

    def test_r5_request_while_the_database_is_away_keeps_the_session(self):
        user = new_test_user(self.env, "tv_away", "tvshop_crm.group_agent")
        self.authenticate("tv_away", "tv_away")
        away = psycopg2.OperationalError("the database system is starting up")
        with patch.object(self.registry, "check_signaling", side_effect=away):
            answer = self.ask("/web/webclient/version_info")
        self.assertEqual(answer.status_code, 502)
        answer = self.ask("/web/session/get_session_info")
        self.assertEqual(answer.json()["result"]["uid"], user.id)

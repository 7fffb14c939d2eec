from . import test_demo, test_follow_up, test_js, test_survey

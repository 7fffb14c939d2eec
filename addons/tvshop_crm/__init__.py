from . import database_away, models, wizards

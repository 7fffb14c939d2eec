from . import prompt, recording, session

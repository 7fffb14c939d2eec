from . import prompt, recording

"""What callers hear, read by the voice that is used."""

import subprocess

from runtime.sounds import PROMPTS, VOICE


def read(texts):
    """What espeak-ng makes of each text, in its own letters for sounds."""
    command = ["espeak-ng", "-q", "-x", "-v", VOICE, "--stdin"]
    lines = "\n\n".join(texts).encode()
    return subprocess.run(command, input=lines, capture_output=True, check=True).stdout.decode()


def test_l5_no_announcement_is_spelt_in_english():
    assert "(en)" not in read(PROMPTS.values())


def test_l5_every_common_character_has_a_sound():
    """The 3,755 of GB 2312's first part, in which an announcement is written."""
    places = [(high, low) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)][:3755]
    sounds = read(bytes(place).decode("gb2312") + "。" for place in places).splitlines()
    assert len(sounds) == len(places)
    assert not [sound for sound in sounds if "(en)" in sound or not any(map(str.isalpha, sound))]

"""The files that the bridge gives the PBX."""

import os

import pytest
from tvshop_cti.bridge import prompts
from tvshop_cti.bridge.prompts import PromptFolder

ONE, TWO = "p" + "1" * 24, "p" + "2" * 24
STORE = {"prompt/1": ONE, "prompt/2": TWO, "trunk/cli": "400"}


@pytest.fixture
def folder(tmp_path):
    return PromptFolder(tmp_path / "prompts")


def test_l5_pbx_is_pointed_at_a_sound_once_it_is_there(folder):
    folder.add(ONE, b"sound")
    assert folder.missing(STORE) == [TWO]
    assert folder.playable(STORE, {}) == {"prompt/1": ONE, "trunk/cli": "400"}
    assert folder.playable(STORE, {"prompt/2": ONE})["prompt/2"] == ONE, "the old one is kept"
    folder.add(TWO, b"sound")
    assert folder.playable(STORE, {}) == STORE


def test_l5_sound_is_whole_or_not_there(folder, tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        folder.add(ONE, b"sound")
    assert not (tmp_path / "prompts" / f"{ONE}.wav").exists()


def test_l5_company_without_a_folder_goes_on_without_sounds():
    nowhere = PromptFolder(None)
    assert not nowhere.missing(STORE) and not nowhere.write_offers(STORE)
    assert nowhere.playable(STORE, {}) == {"trunk/cli": "400"}


def test_l5_sound_is_deleted_a_day_after_it_was_last_named(folder, tmp_path):
    for name in (ONE, TWO):
        folder.add(name, b"sound")
    now = (tmp_path / "prompts" / f"{ONE}.wav").stat().st_mtime
    folder.prune({"prompt/1": ONE}, {}, now=now + prompts.KEEP / 2)
    assert not folder.missing(STORE)
    folder.prune({"prompt/1": ONE}, {"prompt/2": TWO}, now=now + prompts.KEEP + 60)
    assert not folder.missing(STORE), "the PBX still plays it"
    folder.prune({"prompt/1": ONE}, {}, now=now + prompts.KEEP + 60)
    assert folder.missing(STORE) == [TWO]


def test_e5_queue_offers_a_call_back_by_its_announcement(folder, tmp_path):
    store = {
        "offer/sales/after": "45",
        "offer/sales/every": "60",
        "offer/sales/prompt": "1",
        "offer/vip/waiting": "5",
        "prompt/1": ONE,
    }
    assert folder.write_offers(store) and not folder.write_offers(store)
    text = (tmp_path / "prompts" / prompts.OFFERS).read_text()
    assert text == (
        "[sales](+)\ncontext = offer\n"
        f"periodic-announce = {tmp_path}/prompts/{ONE}\n"
        "periodic-announce-startdelay = 45\nperiodic-announce-frequency = 60\n"
    )
    assert folder.write_offers({}), "an offer that was taken back is news"


def test_e5_odd_names_never_reach_the_queues(folder, tmp_path):
    folder.write_offers({"offer/x]\n[y/after": "45", "offer/x]\n[y/every": "60"})
    assert not (tmp_path / "prompts").exists()

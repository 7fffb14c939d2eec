"""Calls whose truth is known, made by a seed: what is heard while it rings, and after the answer.

Even seeds are what thresholds were set on (`TUNED`), odd ones were not looked at (`UNSEEN`). The
two share no voice and no wording of people and machines; announcements are the same, as a network
plays the recording that was taught.
"""

from typing import NamedTuple

import numpy as np
from ear_line import RATE, transmit
from ear_sounds import VOICES, cadence, music, quiet, say, tone

TUNED, UNSEEN = 2, 7
EARLY, ANSWERED = 1, 2
NETWORKS = {"移动": ("+f2", 165, 55), "联通": ("+f4", 150, 45), "电信": ("+m3", 175, 50)}
ANNOUNCEMENTS = {
    "vacant": ("对不起，您拨打的号码是空号，请核对后再拨。", "您拨打的号码不存在，请查证后再拨。"),
    "switched_off": ("对不起，您拨打的电话已关机，请稍后再拨。", "您好，您所拨打的用户已关机。"),
    "unreachable": (
        "对不起，您拨打的用户不在服务区，请稍后再拨。",
        "对不起，您拨打的电话暂时无法接通，请稍后再拨。",
    ),
    "suspended": ("对不起，您拨打的电话已停机。", "您好，您拨打的号码已暂停服务。"),
    "call_waiting": (
        "您好，请不要挂机，您拨打的电话正在通话中。",
        "对不起，您拨打的用户正忙，请稍后再拨。",
    ),
}
UNKNOWN = (
    "对不起，您拨打的电话已转接到来电提醒，请挂机。",
    "对不起，您拨打的用户已设置呼入限制。",
    "欢迎致电，为了保证服务质量，您的通话可能会被录音。",
    "您好，您拨打的用户申请了来电名片，正在为您接通，请稍候。",
)
PEOPLE = (
    ("喂", "喂，你好", "你好", "喂，哪位", "喂，您好，哪位", "喂，谁呀", "嗯，喂", "喂，说话"),
    ("喂喂", "喂，您好", "您好", "喂，请问哪位", "喂，你是哪里", "谁啊", "哎，你好", "喂，什么事"),
)
MACHINES = (
    (
        "您好，我现在不方便接听电话，请在提示音后留言。",
        "您好，这里是王家，我们现在不在家，请留下您的姓名和电话。",
        "您拨打的用户暂时无人接听，请在嘀声后留言，留言完毕请挂机。",
        "我是李明，现在正在开会，有事请留言，我会尽快回复您。",
    ),
    (
        "你好，主人现在不在，请听到嘀的一声之后开始留言。",
        "您好，您所拨打的电话无人接听，现在转入语音信箱，请留言。",
        "这是张伟的语音信箱，请留下您的口信，谢谢。",
        "对不起，我现在没有时间接电话，请您晚一点再打过来或者留言。",
    ),
)


class Sample(NamedTuple):
    """`kind` is what the network does, `result` what is to be said of it (None: nothing),
    `sound_at` when the first sound begins, seconds; `samples` 8 kHz, 16 bits."""

    kind: str
    result: str | None
    phase: int
    samples: np.ndarray
    sound_at: float


def taught():
    """{(network, result, number): the recording an operator teaches}, 16 bits, clean."""
    found = {}
    for network, (voice, speed, pitch) in NETWORKS.items():
        for result, wordings in ANNOUNCEMENTS.items():
            for number, text in enumerate(wordings):
                sound = say(text, voice, speed, pitch)
                found[network, result, number] = (sound * 8000).astype(np.int16)
    return found


def corpus(seed, each):
    """Samples, `each` of every kind."""
    rng = np.random.default_rng(seed)
    makers = {**_TONES, **_OTHERS, **_ANSWERED_TONES, **_PEOPLE}
    samples = []
    for kind, (result, phase, make) in makers.items():
        for _number in range(each):
            sound, found = make(rng, seed)
            samples.append(_arrive(rng, kind, found or result, phase, sound))
    return samples


def _arrive(rng, kind, result, phase, sound):
    lead = rng.uniform(0.1, 1.4)
    level = rng.uniform(-35, 0) if phase == EARLY or result in ("fax", "modem") else None
    if level is None:
        level = float(np.clip(rng.normal(-20, 6), -35, -6))  # people don't shout at 0 dBm0
    noise = min(rng.uniform(-72, -50), level - 15)
    loss = rng.choice([0, 0, 0.01, 0.03])
    is_gsm = rng.random() < 0.3
    line = np.concatenate([quiet(lead), sound, quiet(4)])
    samples = transmit(line, rng, level, noise, loss, is_gsm)
    return Sample(kind, result, phase, samples, lead)


def _tone(freq, *pairs):
    return lambda rng, _seed: (cadence(rng, freq, pairs, 8), None)


def _sit(*tones):
    def make(rng, _seed):
        off = rng.uniform(0.99, 1.01)
        parts = [tone(freq * off, seconds * rng.uniform(0.93, 1.07)) for freq, seconds in tones]
        return np.concatenate([*parts, quiet(0.5)] * 2), None

    return make


def _announcement(rng, _seed):
    network = rng.choice(list(NETWORKS))
    result = rng.choice(list(ANNOUNCEMENTS))
    text = ANNOUNCEMENTS[result][rng.integers(2)]
    sound = say(text, *NETWORKS[network])
    ringing = [cadence(rng, 450, [(1, 4)], 1)] if rng.random() < 0.3 else []
    start = int(rng.uniform(0, 0.3) * len(sound)) if rng.random() < 0.3 else 0
    return np.concatenate([*ringing, sound[start:], quiet(1.5), sound]), str(result)


def _unknown(rng, _seed):
    sound = say(rng.choice(UNKNOWN), *NETWORKS[rng.choice(list(NETWORKS))])
    return np.concatenate([sound, quiet(1.5), sound]), None


def _other(sound):
    return lambda rng, _seed: (sound(rng), None)


def _ced(rng, _seed):
    return tone(2100 + rng.uniform(-15, 15), rng.uniform(2.6, 4)), None


def _cng(rng, _seed):
    one = tone(1100 + rng.uniform(-38, 38), 0.5 * rng.uniform(0.85, 1.15))
    return np.concatenate([one, quiet(3), one, quiet(3)]), None


def _answer_tone(rng, _seed):
    sound = tone(2100 + rng.uniform(-15, 15), 3.3)
    turn = int(RATE * rng.uniform(0.425, 0.475))
    return sound * np.where(np.arange(len(sound)) // turn % 2, -1, 1), None


def _bell(rng, _seed):
    return tone(2225 + rng.uniform(-10, 10), 3), None


def _v21(rng, _seed):
    marks = rng.permutation([980.0, 1650.0]) + rng.uniform(-6, 6)
    return np.concatenate([tone(mark, rng.uniform(0.5, 0.8)) for mark in marks] * 3), None


def _voice(rng, seed):
    voices = VOICES[seed % 2 :: 2]
    return rng.choice(voices), int(rng.uniform(150, 205)), int(rng.uniform(25, 80))


def _person(rng, seed):
    voice = _voice(rng, seed)
    first = say(rng.choice(PEOPLE[seed % 2]), *voice)
    again = say("喂", *voice)
    return np.concatenate([first, quiet(rng.uniform(1.6, 2.5)), again, quiet(1)]), None


def _machine(rng, seed):
    greeting = say(rng.choice(MACHINES[seed % 2]), *_voice(rng, seed))
    beep = tone(rng.uniform(400, 1500), rng.uniform(0.2, 0.8)) * 0.5
    return np.concatenate([greeting, quiet(rng.uniform(0.2, 1)), beep, quiet(3)]), None


_TONES = {
    "busy": ("busy", EARLY, _tone(450, (0.35, 0.35))),
    "congestion": ("congestion", EARLY, _tone(450, (0.7, 0.7))),
    "vacant tone": ("vacant", EARLY, _tone(450, *[(0.1, 0.1)] * 3, (0.1, 0.1), (0.4, 0.4))),
    "SIT": ("vacant", EARLY, _sit((950, 0.33), (1400, 0.33), (1800, 0.33))),
    "SIT vacant": ("vacant", EARLY, _sit((985.2, 0.38), (1370.6, 0.274), (1776.7, 0.38))),
    "SIT no circuit": ("congestion", EARLY, _sit((985.2, 0.38), (1428.5, 0.38), (1776.7, 0.38))),
    "SIT reorder": ("congestion", EARLY, _sit((913.8, 0.274), (1428.5, 0.38), (1776.7, 0.38))),
    "ring-back": (None, EARLY, _tone(450, (1, 4))),
    "call-waiting tone": (None, EARLY, _tone(450, (0.4, 4))),
}
_OTHERS = {
    "colour ring-back": (None, EARLY, _other(lambda rng: music(rng, 10))),
    "announcement": (None, EARLY, _announcement),
    "not taught": (None, EARLY, _unknown),
    "noise": (None, EARLY, _other(lambda rng: rng.normal(0, 1, 6 * RATE))),
}
_ANSWERED_TONES = {
    "fax CED": ("fax", ANSWERED, _ced),
    "fax CNG": ("fax", ANSWERED, _cng),
    "modem V.25": ("modem", ANSWERED, _answer_tone),
    "modem Bell": ("modem", ANSWERED, _bell),
    "modem V.21": ("modem", ANSWERED, _v21),
}
_PEOPLE = {"person": ("live", ANSWERED, _person), "machine": ("machine", ANSWERED, _machine)}
TONES = (*_TONES, *_ANSWERED_TONES)

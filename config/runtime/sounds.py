"""What the PBX and the simulated network say, spoken by espeak-ng in Mandarin and kept as A-law."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from runtime.errors import Stop

# Its plain Mandarin voice, `cmn`, reads six of seven characters as English letters.
VOICE = "cmn-latn-pinyin"
FORMAT = ("-t", "raw", "-e", "a-law", "-r", "8000", "-c", "1")

PROMPTS = {
    "tvshop/welcome": "您好，欢迎致电电视购物热线。",
    "tvshop/recorded": "为提升服务质量，本次通话将被录音。",
    "tvshop/next": "下一位就是您，请稍候。",
    "tvshop/position": "您目前排在第",
    "tvshop/position-end": "位。",
    "tvshop/holdtime": "预计等待时间约",
    "tvshop/minutes": "分钟。",
    "tvshop/seconds": "秒。",
    "tvshop/thanks": "感谢您的耐心等待，客服代表会尽快为您服务。",
    "tvshop/all-busy": "非常抱歉，客服代表全忙，请您稍后再拨。",
    "tvshop/closed": "您好，现在是非工作时间，请您在工作时间再次来电，谢谢。",
    "tvshop/unknown": "您好，您拨打的号码没有开通业务，请核对后再拨。",
    "tvshop/dial-refused": "此号码不允许呼出，或已达到呼叫上限。",
    "tvshop/blacklisted": "您好，您的来电暂时无法接通。如有疑问，请换用其他号码与我们联系，谢谢。",
    "tvshop/abandoned": "您好，这里是电视购物公司，刚才的来电暂时没有客服接听，非常抱歉，再见。",
    "tvshop/wrong-key": "按键无效。",
    "tvshop/offer": "现在排队的人较多。需要我们稍后给您回电，请按一。继续等待，请不要挂机。",
    "tvshop/callback-number": "请输入您的电话号码，固定电话请加区号，按井号键结束。",
    "tvshop/callback-invalid": "号码有误。",
    "tvshop/callback-noted": "好的，我们会尽快给您回电，您的号码尾号是",
    "tvshop/callback-bye": "谢谢，再见。",
    "carrier/person1": "喂，您好，哪位？",
    "carrier/person2": "喂？你好！",
    "carrier/person3": "喂，你说。",
    "carrier/listening": "嗯，好的，您接着说。",
    "carrier/bye": "好的，谢谢，再见。",
    "carrier/vacant": "对不起，您拨打的号码是空号，请核对后再拨。",
    "carrier/switched-off": "对不起，您拨打的电话已关机，请稍后再拨。",
    "carrier/suspended": "对不起，您拨打的电话已停机。",
    "carrier/out-of-reach": "对不起，您拨打的用户不在服务区，请稍后再拨。",
    "carrier/call-waiting": "您拨打的用户正在通话中，请不要挂机。",
    "carrier/barred": "您好，根据用户要求，此号码暂不提供服务。",
    "carrier/machine": "您好，我现在不方便接听电话，请在提示音后留言。",
    "carrier/order1": "您好，我在电视上看到你们的不粘锅，现在还有优惠吗？",
    "carrier/order2": "我想订两套，货到付款可以吗？",
    "carrier/order3": "请问几天能送到？我在广东省深圳市。",
    "carrier/order4": "麻烦您再说一遍价格，我没有听清楚。",
}
DIGITS = dict(enumerate("零一二三四五六七八九十"))
DIGITS |= {10 * ten: f"{DIGITS[ten]}十" for ten in range(2, 10)}
PROMPTS |= {f"digits/{number}": word for number, word in DIGITS.items()}
PROMPTS |= {"digits/hundred": "百", "digits/thousand": "千"}

CHORDS = ("C4 E4 G4 C5", "A3 C4 E4 A4", "F3 A3 C4 F4", "G3 B3 D4 G4")


def make(target):
    """Fill the folder `target` with `zh/…`, `moh/…` and `silence/…`; Stop when a tool fails."""
    target = Path(target)
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda item: _speak(target / "zh", *item), PROMPTS.items()))
    _music(target / "moh")
    _silence(target / "silence")


def _speak(folder, name, text):
    path = folder / f"{name}.alaw"
    path.parent.mkdir(parents=True, exist_ok=True)
    speech = _run(["espeak-ng", "-v", VOICE, "-s", "170", "--stdout", text])
    _run(["sox", "-t", "wav", "-", *FORMAT, path, "gain", "-n", "-3"], speech)


def _music(folder):
    folder.mkdir(parents=True, exist_ok=True)
    notes = [
        f"|sox -n -r 8000 -b 16 -p synth 0.6 pluck {note}"
        for chord in CHORDS
        for note in chord.split()
    ]
    _run(["sox", *notes, *FORMAT, folder / "waiting.alaw", "gain", "-n", "-12"])


def _silence(folder):
    folder.mkdir(parents=True, exist_ok=True)
    _run(["sox", "-n", *FORMAT, folder / "silence.alaw", "trim", "0", "10"])


def _run(command, data=None):
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    except FileNotFoundError:
        raise Stop(f"{command[0]} is missing: apt install espeak-ng sox") from None
    except subprocess.CalledProcessError as error:
        raise Stop(
            f"{command[0]} failed: {error.stderr.decode(errors='replace').strip()}"
        ) from None
    return done.stdout

"""What the demo's network says, as it would have been recorded from calls."""

import base64

from odoo.addons.tvshop_cti import prompt_audio

from .. import results

NETWORK = "中国移动 广东"
WORDINGS = {
    "对不起，您拨打的号码是空号，请核对后再拨。": results.VACANT,
    "对不起，您拨打的电话已关机，请稍后再拨。": results.SWITCHED_OFF,
    "对不起，您拨打的用户不在服务区，请稍后再拨。": results.UNREACHABLE,
    "对不起，您拨打的电话已停机。": results.SUSPENDED,
    "您拨打的用户正在通话中，请不要挂机。": results.CALL_WAITING,
}


def teach(env):
    env["tvshop.announcement"].create(
        [
            {
                "name": text,
                "network": NETWORK,
                "result": result,
                "upload": base64.b64encode(prompt_audio.speak(text, "cmn")),
            }
            for text, result in WORDINGS.items()
        ]
    )

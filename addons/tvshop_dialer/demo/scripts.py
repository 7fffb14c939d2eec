"""What the demo company says about its wok: two versions, and what a month of calls answered."""

SCRIPT = "麦饭石炒锅"
PRODUCT = "KC1001"
# (kind, name, words, answers: (what is said, the step it leads to, how often))
STEPS = (
    (
        "opening",
        "问候",
        "您好，请问是{{客户 ||| 先生（女士）}}吗？我是{{公司}}的{{坐席}}。"
        "您看到我们介绍的{{商品}}了吧，现在方便听我说一分钟吗？",
        (("方便", "了解厨房", 66), ("想直接订", "确认订单", 16), ("不方便", "改约时间", 18)),
    ),
    (
        "product",
        "了解厨房",
        "您家里平时用的是什么锅？用的是煤气还是电磁炉？",
        (("旧锅粘底", "不粘演示", 58), ("刚换过锅", "送礼用途", 27), ("不感兴趣", "礼貌道别", 15)),
    ),
    (
        "product",
        "不粘演示",
        "电视里煎鸡蛋一滴油没放，一晃就滑出来，就是这口{{商品}}。锅身是麦饭石涂层，煤气、电磁炉都能用。",
        (("听起来不错", "报价", 70), ("再考虑考虑", "改约时间", 20), ("不要", "礼貌道别", 10)),
    ),
    (
        "product",
        "送礼用途",
        "很多老客户买来送给儿女和长辈，礼盒装的，拿得出手。您家里有没有谁正好缺一口好锅？",
        (("可以送人", "报价", 45), ("不需要", "礼貌道别", 55)),
    ),
    (
        "product",
        "报价",
        "今天的价格是{{价格}}，送同款锅盖和木铲，货到付款，七天不满意可以退。给您送一口还是两口？",
        (("一口", "确认订单", 52), ("两口", "确认订单", 12), ("现在不买", "改约时间", 36)),
    ),
    (
        "close",
        "确认订单",
        "好的，我跟您核对一下收货地址和电话，三天左右送到，您验货之后再付款。谢谢您！",
        (),
    ),
    ("close", "改约时间", "没关系，您看明天上午还是晚上方便，我再给您打过来。", ()),
    ("close", "礼貌道别", "好的，不打扰您了，祝您和家人身体健康，再见。", ()),
    (
        "objection",
        "太贵了",
        "您算一下，一口锅用五年，平均每天才一毛多钱；粘锅换锅，一年也不止这个数。",
        (("接受", None, 60), ("还是贵", "改约时间", 40)),
    ),
    (
        "objection",
        "怕是假货",
        "您放心，我们是货到付款，先开箱验货，满意了再给钱；不满意您可以当场拒收，不花一分钱。",
        (("接受", None, 72), ("还是不放心", "礼貌道别", 28)),
    ),
    (
        "competitor",
        "超市的便宜",
        "超市几十块的锅大多是普通涂层，半年就粘。这口是麦饭石的，保用两年，坏了我们给换。",
        (("接受", None, 55), ("还是不要", "礼貌道别", 45)),
    ),
    ("faq", "能用电磁炉吗", "能。锅底是复合底，煤气、电磁炉、电陶炉都可以用。", ()),
    ("faq", "怎么保养", "头一次用先抹点油擦一擦；平时用木铲、软布就行，别用钢丝球。", ()),
)
SECOND_NOTE = "先问厨房，少念参数"
SECOND_TEXT = "您家里现在炒菜粘不粘锅？粘的话，平时是怎么对付的？"
# Of so many shown the call ends there, before anything is answered.
DROPS = {"问候": 0.09, "了解厨房": 0.06, "不粘演示": 0.05, "送礼用途": 0.05, "报价": 0.13}
ONE_INTERRUPTED_OF = 4


def make_script(env, campaign):
    """Two versions in use beside each other, for a product on air and for a campaign."""
    product = env["product.product"].search([("default_code", "=", PRODUCT)], limit=1)
    script = env["tvshop.script"].create(
        {
            "name": SCRIPT,
            "campaign_ids": [(4, campaign.id)],
            "product_ids": [(4, product.id)],
        }
    )
    first = env["tvshop.script.version"].create({"script_id": script.id, "note": "初稿"})
    _write_steps(env, first)
    first.action_publish()
    second = env["tvshop.script.version"].browse(script.action_new_version()["res_id"])
    second.note = SECOND_NOTE
    second.step_ids.filtered(lambda step: step.name == "了解厨房").text = SECOND_TEXT
    second.action_publish_beside()
    return script


def _write_steps(env, version):
    steps = {
        name: env["tvshop.script.step"].create(
            {
                "version_id": version.id,
                "kind": kind,
                "name": name,
                "text": text,
                "sequence": 10 * place,
            }
        )
        for place, (kind, name, text, _answers) in enumerate(STEPS)
    }
    for _kind, name, _text, answers in STEPS:
        env["tvshop.script.answer"].create(
            [
                {
                    "step_id": steps[name].id,
                    "name": said,
                    "next_step_id": steps[leads_to].id if leads_to else False,
                    "sequence": place,
                }
                for place, (said, leads_to, _weight) in enumerate(answers)
            ]
        )


def use(env, rng, script, calls):
    """What these calls' customers answered; the steps and answers are drawn by their weights."""
    versions = list(script.version_ids.sorted("id"))
    weights = {name: [one[2] for one in answers] for _kind, name, _text, answers in STEPS}
    vals_list = []
    for call in calls:
        version = rng.choice(versions)
        visits, is_finished = _walk(rng, version, weights)
        vals_list.append(
            {
                "call_id": call.id,
                "version_id": version.id,
                "agent_id": call.agent_id.id,
                "is_finished": is_finished,
                "visit_ids": [(0, 0, visit) for visit in visits],
            }
        )
    return env["tvshop.script.run"].create(vals_list)


def _walk(rng, version, weights):
    """(values of the visits, whether an end was reached) of one talk."""
    step, visits = version._first_step(), []
    sides = [one for one in version._ordered_steps() if one.is_side]
    while step.answer_ids:
        visit = {"step_id": step.id}
        visits.append(visit)
        if rng.random() < DROPS.get(step.name, 0):
            return visits, False
        if step.kind == "product" and not rng.randrange(ONE_INTERRUPTED_OF):
            side = rng.choice(sides)
            answer = side.answer_ids[:1]
            visits.append({"step_id": side.id, "state": "answered", "answer_id": answer.id})
        answer = rng.choices(step.answer_ids, weights[step.name])[0]
        visit |= {"state": "answered", "answer_id": answer.id}
        step = answer.next_step_id
    return [*visits, {"step_id": step.id}], True

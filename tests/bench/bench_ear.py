"""The ear on a corpus it was not tuned on: confusion matrix, time to decide, calls per core.

`--tuned` shows the part that the thresholds were set on. Speed is CPU time of hearing 200 calls,
half of them while it rings with all announcements taught, without the sockets. Some of the people
and machines are played to Asterisk's AMD as well, in real time.
"""

import argparse
import os
import sys
import types
from collections import Counter
from pathlib import Path
from statistics import median
from time import process_time

# as the ear's own process has it
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import ear_amd
import ear_corpus
import goals

ROOT = Path(__file__).resolve().parents[2]
_package = types.ModuleType("tvshop_dialer")
_package.__path__ = [str(ROOT / "addons" / "tvshop_dialer")]
sys.modules.setdefault("tvshop_dialer", _package)

from tvshop_dialer.ear.fingerprint import fingerprint  # noqa: E402
from tvshop_dialer.ear.hearing import Ear  # noqa: E402
from tvshop_dialer.ear.matching import Print  # noqa: E402
from tvshop_dialer.ear.spectrum import FRAME  # noqa: E402

QUICK, FULL = 60, 400
SPEED_CALLS = 200
AT_ONCE = 200
BESIDE_AMD = 60  # of people and of machines


def prints():
    return [
        Print(number, result, fingerprint(samples))
        for number, ((_network, result, _n), samples) in enumerate(ear_corpus.taught().items())
    ]


def hear(samples, known):
    """The Decision, or None, of each sample."""
    found = {}
    for start in range(0, len(samples), AT_ONCE):
        ear = Ear()
        ear.teach(known)
        part = dict(enumerate(samples[start : start + AT_ONCE], start))
        for key, one in part.items():
            ear.begin(key, one.phase)
        longest = max(len(one.samples) for one in part.values()) // FRAME
        for at in range(longest):
            frames = {
                key: one.samples[at * FRAME : (at + 1) * FRAME]
                for key, one in part.items()
                if key not in found and (at + 1) * FRAME <= len(one.samples)
            }
            for key, decision in ear.feed(frames).items():
                found[key] = decision
                ear.end(key)
    return [found.get(key) for key in range(len(samples))]


def matrix(samples, decisions):
    """{(kind, truth): Counter of what was said}"""
    rows = {}
    for one, decision in zip(samples, decisions, strict=True):
        said = decision.result if decision else "-"
        rows.setdefault((one.kind, one.result or "-"), Counter())[said] += 1
    return rows


def show(rows, samples, decisions):
    for (kind, truth), said in sorted(rows.items()):
        times = [
            decision.at - one.sound_at
            for one, decision in zip(samples, decisions, strict=True)
            if decision and one.kind == kind and (one.result or "-") == truth
        ]
        late = f"  median {median(times):.2f} s" if times else ""
        told = ", ".join(f"{name} {count}" for name, count in said.most_common())
        print(f"{kind:18} {truth:13} {told}{late}")


def share(rows, kinds):
    """How many % of these kinds were told rightly."""
    found = {key: said for key, said in rows.items() if key[0] in kinds}
    right = sum(said[truth] for (_kind, truth), said in found.items())
    return 100 * right / sum(sum(said.values()) for said in found.values())


def speed(samples, known):
    """Calls that one core hears in real time."""
    ear = Ear()
    ear.teach(known)
    chosen = [one for one in samples if one.kind in ("not taught", "machine")]
    frames = [chosen[at % len(chosen)].samples for at in range(SPEED_CALLS)]
    seconds, spent = 2, 0.0
    for call in range(SPEED_CALLS):
        ear.begin(call, 1 + call % 2)
    for at in range(seconds * 50):
        now = {call: frames[call][at * FRAME : (at + 1) * FRAME] for call in range(SPEED_CALLS)}
        began = process_time()
        ear.feed(now)
        spent += process_time() - began
    return SPEED_CALLS * seconds / spent


def beside_amd(samples, decisions):
    """Goals of the ear beside AMD, on the same calls: rightly as often, and as early."""
    numbers = [
        number
        for kind in ("person", "machine")
        for number in [at for at, one in enumerate(samples) if one.kind == kind][:BESIDE_AMD]
    ]
    calls = [samples[number] for number in numbers]
    verdicts = ear_amd.judge(calls)
    ear_amd.show(calls, verdicts)
    ours, ours_late = _score(calls, [decisions[number] for number in numbers])
    amds, amds_late = _score(calls, verdicts)
    return [
        goals.report(
            f"ear: live and machine told rightly, {ours} ÷ AMD's {amds} of {len(calls)}",
            ours / amds,
            goals.AT_LEAST,
            1,
        ),
        goals.report(
            f"ear: from their first sound to the decision, {ours_late:.2f} s ÷ AMD's"
            f" {amds_late:.2f} s",
            ours_late / amds_late,
            goals.UP_TO,
            1,
        ),
    ]


def _score(calls, decisions):
    """(how many were told rightly, the median of the times)"""
    pairs = [(one, made) for one, made in zip(calls, decisions, strict=True) if made]
    right = sum(one.result == made.result for one, made in pairs)
    return right, median(made.at - one.sound_at for one, made in pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--tuned", action="store_true")
    options = parser.parse_args()
    seed = ear_corpus.TUNED if options.tuned else ear_corpus.UNSEEN
    samples = ear_corpus.corpus(seed, FULL if options.full else QUICK)
    known = prints()
    decisions = hear(samples, known)
    rows = matrix(samples, decisions)
    show(rows, samples, decisions)
    people = rows["person", "live"]
    times = [
        decision.at - one.sound_at
        for one, decision in zip(samples, decisions, strict=True)
        if decision
    ]
    reached = [
        goals.report(
            "ear: tones told rightly", share(rows, ear_corpus.TONES), goals.AT_LEAST, 99, "%"
        ),
        goals.report(
            "ear: live and machine told rightly",
            share(rows, ("person", "machine")),
            goals.AT_LEAST,
            97,
            "%",
        ),
        goals.report(
            "ear: live people called a machine",
            100 * people["machine"] / sum(people.values()),
            goals.UP_TO,
            1,
            "%",
        ),
        goals.report(
            "ear: announcements told rightly, nothing said of others",
            share(rows, ("announcement", "not taught", "colour ring-back", "noise")),
            goals.AT_LEAST,
            97,
            "%",
        ),
        goals.report(
            "ear: from the first sound to the decision, median",
            median(times),
            goals.UP_TO,
            1.2,
            "s",
        ),
        goals.report(
            "ear: calls that a core hears in real time",
            speed(samples, known),
            goals.AT_LEAST,
            200,
            "calls",
        ),
    ]
    reached += beside_amd(samples, decisions)
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())

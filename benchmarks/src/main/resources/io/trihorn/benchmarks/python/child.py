"""A contestant's process in Python: obeys the driver, line by line, until its standard input ends.

Arguments: library (torch, torch-compiled, keras), workload, threads, device of torch, folder with the samples.
The samples are those of the driver, so that all contestants learn the same: NAME.inputs holds
float32 (count, input...), NAME.labels int32 (count), NAME.json the rest.
"""

import json
import math
import os
import sys
import time
import traceback

import numpy as np

MARK = "@bench "
FEWEST = 3


class Samples:
    def __init__(self, folder, workload):
        with open(os.path.join(folder, workload + ".json")) as f:
            facts = json.load(f)
        self.batch_size = facts["batch"]
        self.input = facts["input"]
        inputs = np.fromfile(os.path.join(folder, workload + ".inputs"), "<f4")
        self.inputs = inputs.reshape([-1] + self.input)
        if facts["words"]:
            self.inputs = self.inputs.astype("int32")
        labels = np.fromfile(os.path.join(folder, workload + ".labels"), "<i4")
        for extent in facts["places"]:
            labels = np.repeat(labels[..., None], extent, -1)
        self.labels = labels
        self.optimizer = facts["optimizer"]
        self.batches = len(self.labels) // self.batch_size

    def batch(self, index):
        first = index % self.batches * self.batch_size
        rows = slice(first, first + self.batch_size)
        return self.inputs[rows], self.labels[rows]


def timing_of_one_go(run, steps):
    cpu = time.process_time()
    start = time.perf_counter()
    run(steps)
    seconds = time.perf_counter() - start
    return {
        "steps": steps,
        "millis": 1e3 * seconds / steps,
        "cpuMillis": 1e3 * (time.process_time() - cpu) / steps,
    }


def timing(run, warm_up, measured):
    """Warms up, then measures, as the driver's other contestants do."""
    spent, steps = 0.0, 1
    while True:
        start = time.perf_counter()
        run(steps)
        seconds = max(1e-9, time.perf_counter() - start)
        spent += seconds
        per_step = seconds / steps
        if spent >= warm_up:
            break
        steps = int(max(1, min(2 * steps, (warm_up + measured) / per_step)))
    return timing_of_one_go(run, int(max(FEWEST, math.ceil(measured / per_step))))


class Child:
    def __init__(self, contestant, samples):
        self.contestant = contestant
        self.samples = samples
        self.arrays = None

    def train_checked(self, steps):
        loss = float(self.contestant.train(steps))
        if not math.isfinite(loss):
            raise ArithmeticError("the loss became %s" % loss)
        return loss

    def work(self):
        if self.arrays is None:
            self.arrays = self.contestant.arrays()
        return self.arrays

    def answer(self, words):
        order = words[0]
        numbers = [float(w) for w in words[1:]] if order != "time-work" else []
        if order == "info":
            return self.contestant.info()
        if order == "parameters":
            return self.contestant.parameters()
        if order == "train":
            loss = self.train_checked(int(numbers[0]))
            return {"loss": loss, "cpuSinceStart": time.process_time()}
        if order == "time-train":
            return timing(self.train_checked, *numbers)
        if order == "time-predict":
            inputs = np.ascontiguousarray(self.samples.inputs[: int(numbers[0])])
            predict = self.contestant.predict

            def run(steps):
                for _ in range(steps):
                    predict(inputs)

            return timing(run, *numbers[1:])
        if order == "accuracy":
            return self.accuracy()
        if order == "time-work":
            work = getattr(self.work(), words[1].lower())
            return timing(lambda steps: [work() for _ in range(steps)], *map(float, words[2:]))
        if order == "time-arrays":
            self.work().best(numbers[0])
            return self.work().best(numbers[1])
        if order == "memory":
            with open("/proc/self/status") as f:
                kib = dict(line.split()[:2] for line in f if line.startswith(("VmRSS:", "VmHWM:")))
            return {"now": float(kib["VmRSS:"]) / 1024, "peak": float(kib["VmHWM:"]) / 1024}
        raise NotImplementedError("a contestant in Python does not know '%s'" % order)

    def accuracy(self):
        right, worst = 0, 0.0
        for index in range(self.samples.batches):
            inputs, labels = self.samples.batch(index)
            rows = self.contestant.predict(inputs)
            right += int((rows.argmax(-1) == labels).sum())
            worst = max(worst, float(abs(rows.sum(-1) - 1).max()))
        return {
            "accuracy": right
            / (self.samples.batches * self.samples.batch_size * self.samples.labels[0].size),
            "worstSum": worst,
        }


def reply(answer):
    if isinstance(answer, str):
        return {"text": answer, "numbers": {}}
    return {"numbers": answer}


def main():
    wire = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    library, workload, threads, device, folder = sys.argv[1:]
    samples = Samples(folder, workload)
    if library == "keras":
        from keras_contestant import KerasContestant

        contestant = KerasContestant(workload, samples, int(threads))
    else:
        from torch_contestant import TorchContestant

        compiled = library == "torch-compiled"
        contestant = TorchContestant(workload, samples, int(threads), device, compiled)
    child = Child(contestant, samples)
    for line in sys.stdin:
        try:
            answer = reply(child.answer(line.split()))
        except Exception as e:  # told to the driver, which fails the contestant with it
            traceback.print_exc()
            answer = {"error": "%s: %s" % (type(e).__name__, e), "numbers": {}}
        wire.write("\n" + MARK + json.dumps(answer) + "\n")
        wire.flush()


main()

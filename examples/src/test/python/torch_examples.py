"""The examples that are defined by running them in PyTorch, for figures: as keras_examples.py.

    python torch_examples.py DATA [NAME ...] [--seeds 3]

PyTorch 2.13. Weights begin as in Keras: Glorot's uniform distribution, zeros, and uniform embeddings.
"""

import gzip
from pathlib import Path

import numpy as np
import torch
from torch import nn

from figures import arguments, report

DATA = Path()


def begun(module):
    for m in module.modules():
        if isinstance(m, nn.Linear):
            nn.init.xavier_uniform_(m.weight)
            nn.init.zeros_(m.bias)
        if isinstance(m, nn.Embedding):
            nn.init.uniform_(m.weight, -0.05, 0.05)
    return module, torch.optim.Adam(module.parameters(), 1e-3, eps=1e-7)


def step(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def number(word):
    value = 0
    for c in word.encode("utf-16-be").hex(" ", 2).split():
        value = (31 * value + int(c, 16)) & 0xFFFFFFFF
    return (value - (1 << 32) if value >> 31 else value) % 4000


class SentenceTree(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.leaf = nn.Embedding(4000, 16), nn.Linear(16, 48)
        self.node, self.answer = nn.Linear(32, 80), nn.Linear(16, 1)

    def forward(self, text):
        return torch.sigmoid(self.answer(self.state(text)[0]))

    def state(self, text):
        if len(text) == 1:
            i, o, u = self.leaf(self.words(text)).chunk(3, 1)
            memory = torch.sigmoid(i) * torch.tanh(u)
        else:
            left, right = self.state(text[: len(text) // 2]), self.state(text[len(text) // 2 :])
            i, l, r, o, u = self.node(torch.cat([left[0], right[0]], 1)).chunk(5, 1)
            memory = torch.sigmoid(l) * left[1] + torch.sigmoid(r) * right[1]
            memory = memory + torch.sigmoid(i) * torch.tanh(u)
        return torch.sigmoid(o) * torch.tanh(memory), memory


def tree_lstm(epochs=1):
    with open(DATA / "text/sms-spam.tsv") as file:
        rows = [line.split("\t", 1) for line in file.read().splitlines()]
    rows = [
        (torch.tensor([number(w) for w in text.lower().split()[:12]]), int(name == "spam"))
        for name, text in rows
    ]
    net, optimizer = begun(SentenceTree())
    for _ in range(epochs):
        for i, (text, label) in enumerate(rows):
            if i % 5 != 0:
                step(optimizer, -(net(text) - (1 - label)).abs().log().sum())
    with torch.no_grad():
        right = [(net(text).item() > 0.5) == bool(label) for text, label in rows[::5]]
    return np.mean(right)


def digits(part, count=None):
    def read(name, skip):
        with gzip.open(DATA / "mnist" / name) as file:
            return np.frombuffer(file.read(), "uint8", offset=skip)

    x = read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype("float32") / 255
    y = read(f"{part}-labels-idx1-ubyte.gz", 8).astype("int64")
    return torch.from_numpy(x[:count]), torch.from_numpy(y[:count])


class ExitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(784, 64), nn.Linear(64, 64), nn.Linear(64, 64)])
        self.exits = nn.ModuleList([nn.Linear(64, 10) for _ in range(3)])

    def loss(self, x, y):
        total = 0
        for block, leave in zip(self.blocks, self.exits):
            x = torch.relu(block(x))
            total = total + nn.functional.cross_entropy(leave(x), y)
        return total

    def answer(self, x):
        for block, leave in zip(self.blocks, self.exits):
            x = torch.relu(block(x))
            answer = torch.softmax(leave(x), 1)
            if answer.max() >= 0.9:
                break
        return answer


def early_exit(epochs=2):
    x, y = digits("train", 20_000)
    net, optimizer = begun(ExitNet())
    for _ in range(epochs):
        for i in range(0, len(x), 64):
            step(optimizer, net.loss(x[i : i + 64], y[i : i + 64]))
    x, y = digits("t10k")
    with torch.no_grad():
        right = [net.answer(x[i : i + 1]).argmax().item() == y[i].item() for i in range(len(x))]
    return np.mean(right)


EXAMPLES = [tree_lstm, early_exit]


def seeded(example, seed):
    torch.manual_seed(seed)
    return example()


if __name__ == "__main__":
    given = arguments(seeds=3)
    DATA = given.data
    report(given, EXAMPLES, seeded)

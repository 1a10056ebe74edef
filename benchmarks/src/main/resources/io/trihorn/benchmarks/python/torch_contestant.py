"""The workloads in PyTorch, as its users write them: a module, Adam, a loop."""

import contextlib
import os
import sys

import torch
import torch_arrays
import torch_text
import torch_vision
from torch import nn
from torch.nn import functional


class Last(nn.Module):
    """A recurrent layer of which the last output counts."""

    def __init__(self, cell, features):
        super().__init__()
        self.cell = cell(features, 128, batch_first=True)

    def forward(self, x):
        return self.cell(x)[0][:, -1]


def conv_norm(inputs, filters, strides):
    conv = nn.Conv2d(inputs, filters, 3, strides, 1)
    return conv, nn.BatchNorm2d(filters)


class Residual(nn.Module):
    def __init__(self, inputs, filters, changes):
        super().__init__()
        self.body = nn.Sequential(
            *conv_norm(inputs, filters, 2 if changes else 1),
            nn.ReLU(),
            *conv_norm(filters, filters, 1),
        )
        self.shortcut = nn.Conv2d(inputs, filters, 1, 2) if changes else nn.Identity()

    def forward(self, x):
        return functional.relu(self.body(x) + self.shortcut(x))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(128, 4, dropout=0.1, batch_first=True)
        self.feed = nn.Sequential(nn.Linear(128, 512), nn.ReLU(), nn.Linear(512, 128))
        self.norms = nn.ModuleList([nn.LayerNorm(128), nn.LayerNorm(128)])
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        attended = self.attention(x, x, x, need_weights=False)[0]
        x = self.norms[0](x + self.dropout(attended))
        return self.norms[1](x + self.dropout(self.feed(x)))


class Mean(nn.Module):
    def __init__(self, *axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return x.mean(self.axes)


def lenet(_):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.MaxPool2d(2),
        nn.Sigmoid(),
        nn.Conv2d(6, 16, 5),
        nn.MaxPool2d(2),
        nn.Sigmoid(),
        nn.Dropout(0.5),
        nn.Conv2d(16, 120, 1),
        nn.Flatten(),
        nn.Linear(4 * 4 * 120, 84),
        nn.Sigmoid(),
        nn.Linear(84, 10),
    )


def mlp(_):
    return nn.Sequential(
        nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
    )


def resnet20(_):
    blocks, inputs = [], 16
    for filters in (16, 32, 64):
        for i in range(3):
            blocks.append(Residual(inputs, filters, i == 0 and filters > 16))
            inputs = filters
    return nn.Sequential(*conv_norm(3, 16, 1), nn.ReLU(), *blocks, Mean(2, 3), nn.Linear(64, 10))


def recurrent(cell):
    return lambda features: nn.Sequential(Last(cell, features[-1]), nn.Linear(128, 10))


def transformer(_):
    return nn.Sequential(Encoder(), Encoder(), Mean(1), nn.Linear(128, 10))


MODELS = {
    "lenet": lenet,
    "mlp": mlp,
    "resnet20": resnet20,
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
    "transformer": transformer,
    **torch_vision.MODELS,
    **torch_text.MODELS,
}

# PyTorch's LSTM has a bias for the input and one for the state, where the workload has one.
EXTRA = {"lstm": 4 * 128, **torch_text.EXTRA}

OPTIMIZERS = {
    "adam": lambda parameters: torch.optim.Adam(parameters, 1e-3, eps=1e-7),
    "sgd": lambda parameters: torch.optim.SGD(parameters, 0.5),
}


POLICIES = {"mixed_bfloat16": torch.bfloat16, "mixed_float16": torch.float16}


class TorchContestant:
    def __init__(self, workload, samples, threads, device, compiled):
        torch.manual_seed(1)
        torch.set_num_threads(threads)
        self.workload, self.samples, self.compiled = workload, samples, compiled
        self.device = device
        self.policy = os.environ.get("TRIHORN_BENCH_POLICY", "float32")
        self.model = MODELS[workload](samples.input).to(device)
        self.optimizer = OPTIMIZERS[samples.optimizer](self.model.parameters())
        self.step = 0
        self.forward = torch.compile(self.model) if compiled else self.model

    def tensor(self, inputs):
        x = torch.from_numpy(inputs).to(self.device)
        return x.permute(0, 3, 1, 2).contiguous() if x.ndim == 4 else x

    def precision(self):
        """What the forward pass is computed in."""
        if self.policy not in POLICIES:
            return contextlib.nullcontext()
        return torch.autocast(self.device.split(":")[0], POLICIES[self.policy])

    def parameters(self):
        count = sum(p.numel() for p in self.model.parameters())
        return {"all": count, "extra": EXTRA.get(self.workload, 0)}

    def train(self, steps):
        self.model.train()
        loss = None
        for _ in range(steps):
            inputs, labels = self.samples.batch(self.step)
            self.step += 1
            self.optimizer.zero_grad()
            targets = torch.from_numpy(labels).to(self.device).long().flatten()
            with self.precision():
                logits = self.forward(self.tensor(inputs))
                loss = functional.cross_entropy(logits.flatten(0, -2), targets)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    def predict(self, inputs):
        self.model.eval()
        with torch.inference_mode(), self.precision():
            return self.forward(self.tensor(inputs)).softmax(-1).float().cpu().numpy()

    def arrays(self):
        return torch_arrays.Arrays(self.device)

    def where(self):
        return torch.cuda.get_device_name(self.device) if self.device != "cpu" else "processor"

    def info(self):
        return "PyTorch %s, Python %s, %d threads, %s, %s%s" % (
            torch.__version__,
            sys.version.split()[0],
            torch.get_num_threads(),
            self.where(),
            self.policy,
            ", torch.compile" if self.compiled else "",
        )

"""The larger networks for images in PyTorch, with the layers of Keras's applications of these names."""

import torch
from torch import nn
from torch.nn import functional

CLASSES = 10


class Place(nn.Module):
    """Scores at each pixel, classes last."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1)


def two_convolutions(inputs, filters):
    return nn.Sequential(
        nn.Conv2d(inputs, filters, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(filters, filters, 3, padding=1),
        nn.ReLU(),
    )


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [16, 32, 64, 128]
        self.down = nn.ModuleList(
            two_convolutions(i, o) for i, o in zip([3] + widths[:-1], widths)
        )
        self.bottom = two_convolutions(128, 256)
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, 2) for w in widths[::-1])
        self.up = nn.ModuleList(two_convolutions(2 * w, w) for w in widths[::-1])
        self.head = nn.Sequential(nn.Conv2d(16, CLASSES, 1), Place())

    def forward(self, x):
        passed = []
        for block in self.down:
            x = block(x)
            passed.append(x)
            x = functional.max_pool2d(x, 2)
        x = self.bottom(x)
        for grow, block in zip(self.grow, self.up):
            x = block(torch.cat([passed.pop(), grow(x)], 1))
        return self.head(x)


def head(inputs, dropout=0.0):
    return [
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(inputs, CLASSES),
    ]


class Bottleneck(nn.Module):
    def __init__(self, inputs, filters, changes, strides):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, filters, 1, strides),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, 4 * filters, 1),
            nn.BatchNorm2d(4 * filters),
        )
        self.shortcut = nn.Identity()
        if changes:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, 4 * filters, 1, strides), nn.BatchNorm2d(4 * filters)
            )

    def forward(self, x):
        return functional.relu(self.shortcut(x) + self.body(x))


def resnet50(_):
    layers = [nn.Conv2d(3, 64, 7, 2, 3), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        filters = 64 << stage
        for i in range(blocks):
            layers.append(Bottleneck(inputs, filters, i == 0, 2 if i == 0 and stage else 1))
            inputs = 4 * filters
    return nn.Sequential(*layers, *head(inputs))


def conv_norm(inputs, filters, kernel, strides, groups, activation):
    layers = [
        nn.Conv2d(inputs, filters, kernel, strides, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(filters, eps=1e-3),
    ]
    return layers + ([activation()] if activation else [])


class Excitation(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.share = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(width, inner, 1),
            nn.SiLU(),
            nn.Conv2d(inner, width, 1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return x * self.share(x)


class Inverted(nn.Module):
    """An inverted residual, with an excitation and whole samples dropped or without."""

    def __init__(self, inputs, expansion, kernel, filters, strides, activation, excited, dropped):
        super().__init__()
        wide = expansion * inputs
        layers = conv_norm(inputs, wide, 1, 1, 1, activation) if expansion > 1 else []
        layers += conv_norm(wide, wide, kernel, strides, wide, activation)
        if excited:
            layers.append(Excitation(wide, max(1, inputs // 4)))
        layers += conv_norm(wide, filters, 1, 1, 1, None)
        self.body = nn.Sequential(*layers)
        self.adds = strides == 1 and inputs == filters
        self.dropped = dropped

    def forward(self, x):
        y = self.body(x)
        if not self.adds:
            return y
        if self.training and self.dropped:
            keep = torch.rand(len(x), 1, 1, 1, device=x.device) >= self.dropped
            y = y * keep / (1 - self.dropped)
        return x + y


def inverted_network(stages, activation, excited, dropout):
    layers = conv_norm(3, 32, 3, 2, 1, activation)
    inputs, block, blocks = 32, 0, sum(stage[3] for stage in stages)
    for expansion, kernel, filters, count, strides in stages:
        for i in range(count):
            dropped = dropout * block / blocks
            first = strides if i == 0 else 1
            layers.append(
                Inverted(inputs, expansion, kernel, filters, first, activation, excited, dropped)
            )
            inputs, block = filters, block + 1
    layers += conv_norm(inputs, 1280, 1, 1, 1, activation)
    return nn.Sequential(*layers, *head(1280, dropout))


MOBILENET = [
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 3, 32, 3, 2),
    (6, 3, 64, 4, 2),
    (6, 3, 96, 3, 1),
    (6, 3, 160, 3, 2),
    (6, 3, 320, 1, 1),
]
EFFICIENTNET = [
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
]

MODELS = {
    "unet": lambda _: UNet(),
    "resnet50": resnet50,
    "mobilenetv2": lambda _: inverted_network(MOBILENET, nn.ReLU6, False, 0.0),
    "efficientnetb0": lambda _: inverted_network(EFFICIENTNET, nn.SiLU, True, 0.2),
}

"""The networks for words and things that have numbers, in PyTorch."""

import torch
from torch import nn
from torch.nn import functional

CLASSES, LENGTH, HEADS, BLOCKS, RATE = 10, 128, 12, 12, 0.1


class BiLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(20_000, 64)
        self.cell = nn.LSTM(64, 64, batch_first=True, bidirectional=True)
        self.head = nn.Linear(128, CLASSES)

    def forward(self, words):
        lengths = (words != 0).sum(1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(
            self.table(words), lengths, batch_first=True, enforce_sorted=False
        )
        _, (last, _) = self.cell(packed)
        return self.head(torch.cat([last[0], last[1]], -1))


class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(20_000, 128)
        self.parts = nn.ModuleList(nn.Conv1d(128, 128, width) for width in (3, 4, 5))
        self.head = nn.Sequential(nn.Dropout(0.5), nn.Linear(3 * 128, CLASSES))

    def forward(self, words):
        x = self.table(words).transpose(1, 2)
        return self.head(torch.cat([functional.relu(p(x)).amax(-1) for p in self.parts], -1))


class Recommender(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(1_000_000, 64, sparse=True)
        self.head = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, CLASSES))

    def forward(self, things):
        return self.head(self.table(things).mean(1))


def attention(width):
    return nn.MultiheadAttention(width, HEADS, dropout=RATE, batch_first=True)


def feed(width):
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention, self.feed = attention(width), feed(width)
        self.norms = nn.ModuleList(nn.LayerNorm(width, 1e-12) for _ in range(2))
        self.dropout = nn.Dropout(RATE)

    def forward(self, x):
        attended = self.attention(x, x, x, need_weights=False)[0]
        x = self.norms[0](x + self.dropout(attended))
        return self.norms[1](x + self.dropout(self.feed(x)))


class Bert(nn.Module):
    def __init__(self, width=768):
        super().__init__()
        self.table = nn.Embedding(30_522, width)
        self.positions = nn.Parameter(0.02 * torch.randn(LENGTH, width))
        self.begin = nn.Sequential(nn.LayerNorm(width, 1e-12), nn.Dropout(RATE))
        self.blocks = nn.Sequential(*(Encoder(width) for _ in range(BLOCKS)))
        self.head = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, CLASSES))

    def forward(self, words):
        x = self.blocks(self.begin(self.table(words) + self.positions))
        return self.head(x[:, 0])


class Decoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention, self.feed = attention(width), feed(width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.dropout = nn.Dropout(RATE)
        mask = nn.Transformer.generate_square_subsequent_mask(LENGTH)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        y = self.norms[0](x)
        y = self.attention(y, y, y, need_weights=False, attn_mask=self.mask, is_causal=True)[0]
        x = x + self.dropout(y)
        return x + self.dropout(self.feed(self.norms[1](x)))


class Gpt(nn.Module):
    def __init__(self, width=192):
        super().__init__()
        self.table = nn.Embedding(50_257, width)
        nn.init.normal_(self.table.weight, std=0.02)
        self.positions = nn.Parameter(0.02 * torch.randn(LENGTH, width))
        self.dropout = nn.Dropout(RATE)
        self.blocks = nn.Sequential(*(Decoder(width) for _ in range(BLOCKS)), nn.LayerNorm(width))

    def forward(self, words):
        x = self.blocks(self.dropout(self.table(words) + self.positions))
        return functional.linear(x, self.table.weight)


MODELS = {
    "bilstm": lambda _: BiLstm(),
    "textcnn": lambda _: TextCnn(),
    "recommender": lambda _: Recommender(),
    "bert": lambda _: Bert(),
    "gpt": lambda _: Gpt(),
}
# A bias for the input and one for the state, in each direction.
EXTRA = {"bilstm": 2 * 4 * 64}

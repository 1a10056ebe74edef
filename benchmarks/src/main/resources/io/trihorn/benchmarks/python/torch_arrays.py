"""The work on arrays in PyTorch, eager, as the driver's other contestants do it."""

import time

import torch

LONG, SMALL = 4_000_000, 4


class Arrays:
    def __init__(self, device):
        self.wide = torch.full((LONG,), 0.75, device=device)
        self.wide_factor = torch.ones(LONG, device=device)
        self.small = torch.full((SMALL, SMALL), 0.5, device=device)
        self.factor = torch.full((SMALL, SMALL), 0.3, device=device)
        self.term = torch.ones(SMALL, SMALL, device=device)

    def chain(self):
        y = self.wide
        for _ in range(5):
            y = (y * self.wide_factor + 1.5).abs() - self.wide
        return y[0].item()

    def tiny(self):
        y = self.small
        for _ in range(250):
            y = torch.tanh(y * self.factor + self.term - self.small)
        return y[0, 0].item()

    def look(self):
        return (self.small * self.factor)[0, 0].item()

    def best(self, seconds_each):
        """The best of many goes, in milliseconds."""
        times = {}
        for name in ("chain", "tiny", "look"):
            run = getattr(self, name)
            end = time.perf_counter() + seconds_each
            best = float("inf")
            while best == float("inf") or time.perf_counter() < end:
                start = time.perf_counter()
                run()
                best = min(best, 1e3 * (time.perf_counter() - start))
            times[name.upper()] = best
        return times

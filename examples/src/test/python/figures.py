"""How the examples in Python are asked for, and how their figures are printed."""

import argparse
from pathlib import Path

import numpy as np


def arguments(seeds):
    """Data, names and how many seeds of the command line."""
    options = argparse.ArgumentParser()
    options.add_argument("data", type=Path)
    options.add_argument("names", nargs="*")
    options.add_argument("--seeds", type=int, default=seeds)
    return options.parse_args()


def report(given, examples, figure):
    """Prints each example's figures, which a function of example and seed gives, and their mean."""
    for example in examples:
        name = example.__name__.replace("_", "-")
        if given.names and name not in given.names:
            continue
        figures = [figure(example, seed) for seed in range(given.seeds)]
        print(f"{name}: {np.mean(figures):.4f} of {', '.join(f'{f:.4f}' for f in figures)}", flush=True)

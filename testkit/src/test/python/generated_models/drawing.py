"""A whole recipe from a seed."""

import keras
import numpy as np

from draft import EXTENTS, Draft
from families import grow
from recipe import pruned
from training import draw_training

SEQUENCES = [(None, 4), (None, 3), (5, 4), (1, 3), (7, 1), (3, 2), (2, 7)]
IMAGES = [(6, 5, 3), (4, 4, 1), (7, 3, 2), (1, 6, 4), (3, 6, 6), (None, None, 3)]
VOLUMES = [(4, 3, 3, 2), (2, 4, 4, 1), (None, 3, 3, 2)]


def draw(seed):
    """A recipe; None where what was drawn gives nothing."""
    rng = np.random.default_rng(seed)
    keras.backend.clear_session(free_memory=False)
    keras.utils.set_random_seed(1)
    layers, made = {}, {}
    d = Draft(rng, layers, made, batch=int(rng.choice([1, 2, 3])))
    d.fixed = d.chance(0.25)
    for _ in range(int(rng.choice([1, 1, 2, 2, 3]))):
        draw_input(d)
    grow(d, int(rng.integers(2, 12)))
    if not d.finish():
        return None
    recipe = {
        "format": "h5" if d.chance(0.12) else "keras",
        "seed": int(seed),
        "batch": d.batch,
        "layers": layers,
        "graph": d.graph,
        "training": None,
    }
    recipe = pruned(recipe)
    # Keras builds the optimizers of .h5 files for no weights, and then does not train them.
    if d.chance(0.25) and recipe["format"] == "keras":
        recipe["training"] = draw_training(rng, recipe, {n: d.keras.tensors[n] for n in d.keras.tensors})
    return recipe


def draw_input(d):
    batch = d.batch if d.fixed else None
    kind = d.one(["flat", "sequence", "sequence", "image", "ids", "ids", "volume"])
    if kind == "ids":
        shape = d.one([[None], [5], [1], [7]])
        x = d.input(shape, "int32", batch)
        if d.chance(0.8):
            args = {"input_dim": 10, "output_dim": d.one([2, 3, 4]), "mask_zero": d.chance(0.75)}
            d.call({"class": "Embedding", "args": args}, [{"$t": x}])
        return
    shapes = {"flat": [[n] for n in EXTENTS], "sequence": SEQUENCES, "image": IMAGES, "volume": VOLUMES}
    x = d.input(d.one(shapes[kind]), batch=batch)
    if kind == "sequence" and d.chance(0.35):
        d.call({"class": "Masking", "args": {}}, [{"$t": x}])

"""Draws recipes at random. Each step is tried on real Keras's symbolic tensors and dropped where it refuses."""

import copy

import keras
import numpy as np

import layer_rows
import operation_rows
from recipe import Graph, array, pruned_graph

EXTENTS = [1, 2, 3, 4, 7]
LARGEST = 3000
NAMES = ["my layer", "dense", "x-y", "add", "a.b", "input", "Größe", "lstm_7"]


class Draft:
    """A graph that grows; sub-graphs share its layers."""

    def __init__(self, rng, layers, made, batch):
        self.rng, self.layers, self.made, self.batch = rng, layers, made, batch
        self.graph = {"inputs": {}, "takes": [], "steps": [], "gives": []}
        self.keras = Graph(layers, made)
        self.fixed = False  # whether the number of rows is

    # What there is.

    def tensors(self, floats=None, rank=None):
        return [
            n
            for n, t in self.keras.tensors.items()
            if (rank is None or len(t.shape) == rank)
            and (floats is None or str(t.dtype).startswith("float") == floats)
            and (floats is not False or str(t.dtype).startswith("int"))
        ]

    def shape(self, name):
        return self.keras.tensors[name].shape

    def pick(self, names):
        """One of some names, rather a late one; None of none."""
        if not names:
            return None
        at = int(len(names) * self.rng.random() ** 0.6)
        return names[at]

    def of_kind(self, kind):
        if kind in ("ids", "i"):
            ids = [n for n in self.tensors(False) if kind == "i" or n in self.graph["inputs"]]
            return self.pick(ids)
        return self.pick(self.tensors(True, int(kind[1:]) if len(kind) > 1 else None))

    def chance(self, p):
        return self.rng.random() < p

    def one(self, values):
        return copy.deepcopy(values[self.rng.integers(len(values))])

    # What is added.

    def input(self, shape, dtype="float32", batch=None):
        name = f"x{len(self.graph['inputs'])}"
        spec = {"shape": list(shape), "dtype": dtype, **({"batch": batch} if batch else {})}
        self.graph["inputs"][name] = spec
        self.keras.input(name, spec)
        return name

    def try_step(self, args, kw=None, call=None, op=None):
        """The names of a step's results; none where Keras refuses it or it grows too large."""
        step = {"out": f"s{len(self.graph['steps'])}", "args": args, "kw": kw or {}}
        step.update({"call": call} if call else {"op": op})
        before = dict(self.keras.tensors)
        try:
            names = self.keras.step(step)
            fine = names and all(self.small(n) for n in names)
        except Exception:  # whatever Keras says to arguments that do not fit
            fine = False
        if not fine:
            self.keras.tensors = before
            return []
        self.graph["steps"].append(step)
        return names

    def small(self, name):
        t = self.keras.tensors[name]
        if not keras.backend.is_keras_tensor(t):
            return False
        extents = [5 if d is None else d for d in t.shape]
        return len(extents) <= 5 and 0 not in extents and np.prod(extents, dtype=float) < LARGEST

    def new_layer(self, layer):
        name = f"l{len(self.layers)}"
        self.layers[name] = layer
        return name

    def call(self, layer, args, kw=None):
        """A step that calls a new layer."""
        name = self.new_layer(layer)
        results = self.try_step(args, kw, call=name)
        if not results:
            self.made.pop(name, None)
            del self.layers[name]
        return results

    def draw_layer(self, row):
        name, _, needed, options = row
        args = {k: self.one(v) for k, v in needed.items()}
        args.update({k: self.one(v) for k, v in options.items() if self.chance(0.22)})
        if self.chance(0.04):
            args["name"] = self.one(NAMES)
        return {"class": name, "args": args}

    def sequence(self):
        """A tensor [batch, time, features]."""
        return self.pick(self.tensors(True, 3))

    def constant(self, shape, dtype="float32"):
        values = self.rng.random(shape) < 0.7 if dtype == "bool" else np.round(self.rng.normal(size=shape), 3)
        return array(values, dtype, "$tensor" if self.chance(0.3) else "$np")

    # Operations.

    def operation(self):
        op, args, kw = self.one_row(operation_rows.ROWS)
        wants = repr((args, kw))
        x = self.pick(self.tensors(True))
        if x is None or "'I'" in wants and not self.tensors(False):
            return []
        rank = len(self.shape(x))
        alike = [n for n in self.tensors(True) if self.shape(n) == self.shape(x)]
        names = {"X": x, "Y": self.pick(alike), "Z": self.pick(self.tensors(True)), "I": self.pick(self.tensors(False))}

        def fill(v):
            if callable(v):
                return v(self.rng, rank)
            if v == "C":
                last = self.shape(x)[-1] if rank > 1 else None
                return self.constant([last] if last else [])
            if isinstance(v, str) and v in names:
                return {"$t": names[v]}
            if isinstance(v, dict) and "op" in v:
                made = self.try_step([{"$t": x}, 0.1], op=v["op"])
                return {"$t": made[0] if made else x}
            if isinstance(v, dict):
                return {k: fill(p) for k, p in v.items()}
            return [fill(p) for p in v] if isinstance(v, list) else v

        return self.try_step(fill(args), fill(kw), op=op)

    def one_row(self, rows):
        return rows[self.rng.integers(len(rows))]

    # Layers.

    def plain(self):
        names = sorted({r[0] for r in layer_rows.ROWS})
        kind = self.one(names)
        rows = [r for r in layer_rows.ROWS if r[0] == kind]
        row = self.one_row(rows)
        x = self.of_kind(row[1])
        return self.call(self.draw_layer(row), [{"$t": x}]) if x else []

    def again(self):
        """Another use of a layer."""
        used = [s for s in self.graph["steps"] if "call" in s]
        if not used:
            return []
        step = self.one(used)
        kind = len(step["args"]) == 1 and step["args"][0]
        if not isinstance(kind, dict) or "$t" not in kind:
            return []
        t = self.keras.tensors[kind["$t"]]
        fits = self.tensors(str(t.dtype).startswith("float"), len(t.shape))
        return self.try_step([{"$t": self.pick(fits)}], step["kw"], call=step["call"]) if fits else []

    # Outputs.

    def finish(self, most=4):
        """Chooses what the graph takes and gives; whether it gives anything."""
        used = set()
        for step in self.graph["steps"]:
            used |= set(_names(step["args"]) + _names(step["kw"]))
        made = [n for n in self.keras.tensors if n not in self.graph["inputs"]]
        ends = [n for n in made if n not in used]
        self.rng.shuffle(ends)
        ends = ends[:most] if self.chance(0.7) else ends[:1]
        if made and self.chance(0.15):
            ends.append(self.one(made))
        if self.chance(0.05):
            ends.append(self.one(list(self.graph["inputs"])))
        ends = list(dict.fromkeys(ends))
        if not ends:
            return False
        self.graph["gives"] = self.structure([{"$t": n} for n in ends])
        self.graph = pruned_graph(self.graph)
        names = list(self.graph["inputs"])
        self.graph["takes"] = self.structure([{"$t": n} for n in names], by_name=True)
        return bool(names)

    def structure(self, leaves, by_name=False):
        """Leaves on their own, in a list, in a dict, or nested."""
        kind = self.one(["list", "list", "dict", "nested"])
        if len(leaves) == 1 and kind == "list" and self.chance(0.6):
            return leaves[0]
        if kind == "dict":
            return {self.key(leaf, i, by_name): leaf for i, leaf in enumerate(leaves)}
        if kind == "nested" and len(leaves) > 1:
            cut = int(self.rng.integers(1, len(leaves)))
            inner = self.structure(leaves[:cut], by_name)
            rest = {self.key(leaf, i, by_name): leaf for i, leaf in enumerate(leaves[cut:])}
            return {**rest, "inner": inner} if self.chance(0.6) else [inner, rest]
        return leaves

    def key(self, leaf, i, by_name):
        return leaf["$t"] if by_name and self.chance(0.7) else f"{'zbac'[i % 4]}{i}"


def _names(value):
    if isinstance(value, dict):
        return [value["$t"]] if "$t" in value else [n for v in value.values() for n in _names(v)]
    return [n for v in value for n in _names(v)] if isinstance(value, list) else []

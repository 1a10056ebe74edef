"""Recipes: functional models as JSON, so that they can be drawn, written down, and made smaller.

    {"format": "keras", "seed": 7, "batch": 3, "layers": {ID: layer}, "graph": graph, "training": None}

    layer  {"class": "Dense", "args": {"units": 3}}, or a model {"model": graph}
    graph  {"inputs": {NAME: {"shape": [None, 4], "dtype": "float32"}}, "takes": structure,
            "steps": [step], "gives": structure}
    step   {"out": NAME, "call": ID, "args": [...], "kw": {...}}, or "op" in the place of "call":
            a function of keras.ops, or "operator.NAME"

Lists and dicts are themselves; what JSON has no form for is a dict with one of the keys of FORMS.
A step's results are NAME, or NAME.0, NAME.1 and so on where it has several.
"""

import copy
import operator

import keras
import numpy as np

FORMS = {
    "$t": lambda b, name: b.tensors[name],
    "$np": lambda b, a: np.array(a["data"], a["dtype"]),
    "$tensor": lambda b, a: keras.ops.convert_to_tensor(np.array(a["data"], a["dtype"])),
    "$slice": lambda b, a: slice(*a),
    "$ellipsis": lambda b, a: Ellipsis,
    "$tuple": lambda b, a: tuple(b.value(v) for v in a),
    "$layer": lambda b, a: b.layer(a) if isinstance(a, str) else b.new_layer(a),
}


def form(value):
    """The key of a form, or None."""
    return next((k for k in value if k in FORMS), None) if isinstance(value, dict) and len(value) == 1 else None


def array(values, dtype="float32", kind="$np"):
    return {kind: {"data": np.asarray(values).tolist(), "dtype": dtype}}


class Graph:
    """A graph in the making: its tensors by name, over the layers of all graphs."""

    def __init__(self, layers, made):
        self.layers = layers
        self.made = made
        self.tensors = {}

    def value(self, v):
        key = form(v)
        if key:
            return FORMS[key](self, v[key])
        if isinstance(v, list):
            return [self.value(x) for x in v]
        return {k: self.value(x) for k, x in v.items()} if isinstance(v, dict) else v

    def layer(self, name):
        if name not in self.made:
            self.made[name] = self.new_layer(self.layers[name])
        return self.made[name]

    def new_layer(self, layer):
        if "model" in layer:
            return build_graph(layer["model"], self.layers, self.made)
        owner = keras.layers if hasattr(keras.layers, layer["class"]) else keras
        return getattr(owner, layer["class"])(**{k: self.value(v) for k, v in layer["args"].items()})

    def input(self, name, spec):
        self.tensors[name] = keras.Input(
            tuple(spec["shape"]), batch_size=spec.get("batch"), dtype=spec["dtype"], name=name
        )

    def step(self, step):
        """Does a step; the names of its results."""
        function = self.layer(step["call"]) if "call" in step else named(step["op"])
        result = function(*map(self.value, step["args"]), **{k: self.value(v) for k, v in step["kw"].items()})
        leaves = keras.tree.flatten(result)
        names = [step["out"]] if result is leaves[0] else [f"{step['out']}.{i}" for i in range(len(leaves))]
        self.tensors.update(zip(names, leaves))
        return names


def named(name):
    if name.startswith("operator."):
        return getattr(operator, name[9:])
    found = keras.ops
    for part in name.split("."):
        found = getattr(found, part)
    return found


def build_graph(graph, layers, made):
    g = Graph(layers, made)
    for name, spec in graph["inputs"].items():
        g.input(name, spec)
    for step in graph["steps"]:
        g.step(step)
    return keras.Model(g.value(graph["takes"]), g.value(graph["gives"]))


def build(recipe):
    """The model of a recipe."""
    keras.backend.clear_session(free_memory=False)
    return build_graph(recipe["graph"], recipe["layers"], {})


def references(value, key="$t"):
    """The names a value refers to by a form, in order."""
    if form(value) == key and isinstance(value[key], str):
        return [value[key]]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else []
    return [name for part in parts for name in references(part, key)]


def replaced(value, names):
    """A value with other tensors in the places of some."""
    if form(value) == "$t":
        return copy.deepcopy(names.get(value["$t"], value))
    if isinstance(value, dict):
        return {k: replaced(v, names) for k, v in value.items()}
    return [replaced(v, names) for v in value] if isinstance(value, list) else value


def produced(name):
    """The step that makes a tensor, by its name."""
    return name.split(".")[0]


def pruned_graph(graph):
    """Without the steps that nothing needs, and without inputs that no step takes."""
    needed = {produced(n) for n in references(graph["gives"])}
    steps = []
    for step in reversed(graph["steps"]):
        if step["out"] in needed:
            steps.insert(0, step)
            needed |= {produced(n) for n in references([step["args"], step["kw"]])}
    return {**graph, "steps": steps, "inputs": {k: v for k, v in graph["inputs"].items() if k in needed}}


def pruned(recipe):
    """Without what does not matter: steps, inputs and layers that nothing refers to."""
    recipe = copy.deepcopy(recipe)
    graph = recipe["graph"] = pruned_graph(recipe["graph"])
    if set(references(graph["takes"])) != set(graph["inputs"]):
        graph["takes"] = [{"$t": name} for name in graph["inputs"]]
    kept, queue = {}, [step["call"] for step in graph["steps"] if "call" in step]
    while queue:
        name = queue.pop()
        if name not in kept:
            layer = kept[name] = recipe["layers"][name]
            queue += references(layer, "$layer")
            queue += [s["call"] for s in inner_steps(layer) if "call" in s]
    recipe["layers"] = {k: v for k, v in recipe["layers"].items() if k in kept}
    return recipe


def inner_steps(layer):
    """The steps of a layer that is a model, and of those written in its arguments."""
    if isinstance(layer, dict):
        own = layer["model"]["steps"] if "model" in layer else []
        return own + [s for v in layer.values() for s in inner_steps(v)]
    return [s for v in layer for s in inner_steps(v)] if isinstance(layer, list) else []


def size(recipe):
    """How much there is in a recipe."""

    def count(v):
        if isinstance(v, dict):
            return 1 + sum(map(count, v.values()))
        return 1 + sum(map(count, v)) if isinstance(v, (list, tuple)) else 1

    return count({k: v for k, v in recipe.items() if k != "seed"}) + 5 * len(recipe["graph"]["steps"])

"""Smaller recipes that may fail as a recipe does."""

import copy

from recipe import form, produced, pruned, references, replaced, size


def smaller(recipe, specs):
    """All that are smaller, the smallest first; specs are the shapes and types of tensors by name."""
    made = [
        *pieces(recipe, specs),
        *fewer_outputs(recipe),
        *without_steps(recipe),
        *inlined(recipe),
        *plainer_layers(recipe),
        *plainer_training(recipe),
        *plainer_frame(recipe),
    ]
    unique = {repr(c): c for c in (pruned(c) for c in made)}
    limit = size(recipe)
    return sorted((c for c in unique.values() if size(c) < limit), key=size)


def with_graph(recipe, **parts):
    return {**copy.deepcopy(recipe), "graph": {**copy.deepcopy(recipe["graph"]), **copy.deepcopy(parts)}}


def results(step, specs):
    return [n for n in specs if produced(n) == step["out"]]


def pieces(recipe, specs):
    """A step on inputs of its own, alone or with the steps before it."""
    steps = recipe["graph"]["steps"]
    if recipe["training"] or len(steps) < 2:
        return
    for step in steps:
        for depth in (1, 2, 3):
            chosen, frontier = [step], references([step["args"], step["kw"]])
            for _ in range(depth - 1):
                more = [s for s in steps if s["out"] in {produced(n) for n in frontier} and s not in chosen]
                chosen += more
                frontier += [n for s in more for n in references([s["args"], s["kw"]])]
            kept = {s["out"] for s in chosen}
            inputs = {
                n.replace(".", "_"): recipe["graph"]["inputs"].get(n) or specs[n]
                for n in dict.fromkeys(frontier)
                if produced(n) not in kept
            }
            names = {n: {"$t": n.replace(".", "_")} for n in frontier if produced(n) not in kept}
            body = [{**s, "args": replaced(s["args"], names), "kw": replaced(s["kw"], names)} for s in steps if s in chosen]
            gives = [{"$t": n} for n in results(step, specs)]
            yield with_graph(recipe, inputs=inputs, takes=[{"$t": n} for n in inputs], steps=body, gives=gives)


def fewer_outputs(recipe):
    names = references(recipe["graph"]["gives"])
    for name in names if len(names) > 1 and not recipe["training"] else []:
        yield with_graph(recipe, gives={"$t": name})
    if recipe["training"] and len(names) > 1:
        for i, name in enumerate(names):
            one = with_graph(recipe, gives={"$t": name})
            one["training"]["outputs"] = [recipe["training"]["outputs"][i]]
            one["training"]["loss_weights"] = None
            yield one
    yield with_graph(recipe, gives=[{"$t": n} for n in names])
    if len(names) == 1:
        yield with_graph(recipe, gives={"$t": names[0]})


def without_steps(recipe):
    """A step's result is what it took."""
    for step in recipe["graph"]["steps"]:
        for name in dict.fromkeys(references([step["args"], step["kw"]])):
            names = {step["out"]: {"$t": name}, **{f"{step['out']}.{i}": {"$t": name} for i in range(4)}}
            steps = [s for s in recipe["graph"]["steps"] if s is not step]
            steps = [{**s, "args": replaced(s["args"], names), "kw": replaced(s["kw"], names)} for s in steps]
            yield with_graph(recipe, steps=steps, gives=replaced(recipe["graph"]["gives"], names))


def inlined(recipe):
    """Of models in models: fewer steps, fewer outputs, or the model's own steps in the place of its call."""
    for name, layer in recipe["layers"].items():
        if "model" not in layer:
            continue
        inner = {**recipe, "graph": layer["model"], "training": None}
        for less in (*without_steps(inner), *fewer_outputs(inner)):
            if set(references(less["graph"]["takes"])) == set(less["graph"]["inputs"]):
                yield {**copy.deepcopy(recipe), "layers": {**recipe["layers"], name: {"model": less["graph"]}}}
        for step in recipe["graph"]["steps"]:
            if step.get("call") == name:
                yield opened(recipe, step, layer["model"])


def opened(recipe, step, model):
    prefix = step["out"] + "_"
    names = dict(zip(references(model["takes"]), ({"$t": n} for n in references(step["args"]))))
    body = []
    for s in model["steps"]:
        renamed = {**s, "args": prefixed(s["args"], names, prefix), "kw": prefixed(s["kw"], names, prefix)}
        body.append({**renamed, "out": prefix + s["out"]})
    gives = references(prefixed(model["gives"], names, prefix))
    outer = {step["out"]: {"$t": gives[0]}, **{f"{step['out']}.{i}": {"$t": n} for i, n in enumerate(gives)}}
    steps = []
    for s in recipe["graph"]["steps"]:
        steps += body if s is step else [{**s, "args": replaced(s["args"], outer), "kw": replaced(s["kw"], outer)}]
    return with_graph(recipe, steps=steps, gives=replaced(recipe["graph"]["gives"], outer))


def prefixed(value, names, prefix):
    inner = {n: names.get(n, {"$t": prefix + n}) for n in references(value)}
    return replaced(value, inner)


def plainer_layers(recipe):
    """Layers without one of their arguments, at any depth; steps without a keyword."""
    for name, layer in recipe["layers"].items():
        for less in shorter(layer.get("args", {})):
            yield {**copy.deepcopy(recipe), "layers": {**recipe["layers"], name: {**layer, "args": less}}}
    for step in recipe["graph"]["steps"]:
        for key in step["kw"]:
            kw = {k: v for k, v in step["kw"].items() if k != key}
            steps = [{**s, "kw": kw} if s is step else s for s in recipe["graph"]["steps"]]
            yield with_graph(recipe, steps=steps)


def shorter(args):
    for key, value in args.items():
        yield {k: v for k, v in args.items() if k != key}
        if form(value) == "$layer" and isinstance(value["$layer"], dict):
            inner = value["$layer"]
            for less in shorter(inner.get("args", {})):
                yield {**args, key: {"$layer": {**inner, "args": less}}}
        elif isinstance(value, list) and len(value) > 1 and form(value[0]) == "$layer":
            for i in range(len(value)):
                yield {**args, key: value[:i] + value[i + 1 :]}


def plainer_training(recipe):
    training = recipe["training"]
    if not training:
        return
    yield {**copy.deepcopy(recipe), "training": None}
    empty = {"loss_weights": None, "sample_weights": None, "steps": 1, "optimizer": {"class": "SGD", "args": {}}}
    for key, value in empty.items():
        if training[key] != value:
            yield {**copy.deepcopy(recipe), "training": {**training, key: value}}
    for i, output in enumerate(training["outputs"]):
        plain = {"metrics": [], "weighted_metrics": []}
        options = [{**plain, "loss": "mean_squared_error", "kind": "real"}, {"metrics": []}, {"weighted_metrics": []}]
        options += [{key: [m for m in output[key] if m is not gone]} for key in plain for gone in output[key]]
        for option in options:
            outputs = [{**o, **option} if j == i else o for j, o in enumerate(training["outputs"])]
            yield {**copy.deepcopy(recipe), "training": {**training, "outputs": outputs}}


def plainer_frame(recipe):
    """The other format, one row, smaller extents, inputs in a list."""
    if recipe["format"] == "h5":
        yield {**copy.deepcopy(recipe), "format": "keras"}
    inputs = recipe["graph"]["inputs"]
    if not isinstance(recipe["graph"]["takes"], list):
        yield with_graph(recipe, takes=[{"$t": n} for n in inputs])
    if any("batch" in spec for spec in inputs.values()):
        yield with_graph(recipe, inputs={n: {**s, "batch": None} for n, s in inputs.items()})

"""Kinds of steps that take more than one layer and one tensor: merges, attention, states, masks, wrappers, models."""

import draft
import layer_rows

CELLS = ["LSTMCell", "GRUCell", "SimpleRNNCell"]


def merge(d):
    x = d.pick(d.tensors(True))
    if x is None:
        return []
    fits = [n for n in d.tensors(True) if len(d.shape(n)) == len(d.shape(x))]
    same = [n for n in fits if d.shape(n) == d.shape(x)]
    kind = d.one(["Add", "Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract", "Concatenate", "Concatenate", "Dot"])
    count = 2 if kind in ("Subtract", "Dot") or d.chance(0.7) else 3
    among = same if d.chance(0.7) or kind == "Dot" else fits
    chosen = [{"$t": x}] + [{"$t": d.pick(among)} for _ in range(count - 1)]
    d.rng.shuffle(chosen)
    args = {}
    if kind == "Concatenate" and d.chance(0.5):
        args["axis"] = d.one([1, -1, 2])
    if kind == "Dot":
        args = {"axes": d.one([1, -1, [2, 2], 2]), "normalize": d.chance(0.3)}
    return d.call({"class": kind, "args": args}, [chosen])


def attention(d):
    q = d.sequence()
    if q is None:
        return []
    v = d.pick([n for n in d.tensors(True, 3) if d.shape(n)[2] == d.shape(q)[2]])
    kind = d.one(["MultiHeadAttention", "MultiHeadAttention", "Attention", "AdditiveAttention", "GroupQueryAttention"])
    kw = {"use_causal_mask": True} if d.chance(0.2) and kind != "AdditiveAttention" else {}
    lengths = d.shape(q)[1], d.shape(v)[1]
    if kind == "MultiHeadAttention":
        args = {"num_heads": d.one([1, 2]), "key_dim": d.one([1, 2, 3])}
        options = {"value_dim": 2, "output_shape": 3, "use_bias": False, "dropout": 0.2, "use_gate": True}
        args.update({k: o for k, o in options.items() if d.chance(0.2) and k != "use_gate"})
    elif kind == "GroupQueryAttention":
        args = {"head_dim": d.one([1, 2]), "num_query_heads": 2, "num_key_value_heads": d.one([1, 2])}
    else:
        args = {"use_scale": True} if d.chance(0.3) else {}
        if kind == "Attention" and d.chance(0.3):
            args["score_mode"] = "concat"
        names = [{"$t": q}, {"$t": v}] + ([{"$t": v}] if d.chance(0.3) else [])
        return d.call({"class": kind, "args": args}, [names], kw)
    if None not in lengths and d.chance(0.3):
        kw["attention_mask"] = d.constant([1, *lengths], "bool")
    if d.chance(0.2):
        kw["key"] = {"$t": v}
    if d.chance(0.5):
        kw["value"], positional = {"$t": v}, [{"$t": q}]
    else:
        positional = [{"$t": q}, {"$t": v}]
    return d.call({"class": kind, "args": args}, positional, kw)


def recurrent_row(d):
    return d.one_row([r for r in layer_rows.ROWS if r[0] in ("LSTM", "GRU", "SimpleRNN")])


def states(d):
    """A recurrent layer that starts from tensors, another's states or constants, or keeps its own."""
    x = d.sequence()
    if x is None:
        return []
    layer = d.draw_layer(recurrent_row(d))
    units = layer["args"]["units"]
    if d.fixed and d.chance(0.4):
        layer["args"]["stateful"] = True
        return d.call(layer, [{"$t": x}])
    count = 2 if layer["class"] == "LSTM" else 1
    start = []
    for _ in range(count):
        fits = [n for n in d.tensors(True, 2) if d.shape(n)[1] == units]
        if d.fixed and d.chance(0.5):
            start.append(d.constant([d.batch, units]))
            continue
        made = [d.pick(fits)] if fits and d.chance(0.5) else []
        flat = d.pick(d.tensors(True, 2))
        if not made and flat:
            made = d.call({"class": "Dense", "args": {"units": units}}, [{"$t": flat}])
        if not made or made[0] is None:
            return []
        start.append({"$t": made[0]})
    return d.call(layer, [{"$t": x}], {"initial_state": start if count > 1 or d.chance(0.5) else start[0]})


def masked(d):
    """A layer that is given its mask, which was computed or is a constant."""
    x = d.sequence()
    if x is None:
        return []
    row = d.one_row([r for r in layer_rows.ROWS if r[0] in ("LSTM", "GRU", "SimpleRNN", "GlobalAveragePooling1D", "Softmax", "BatchNormalization")])
    time = d.shape(x)[1]
    ids = [n for n in d.tensors(False, 2) if d.shape(n)[1] == time]
    if ids and d.chance(0.6):
        mask = d.try_step([{"$t": d.pick(ids)}, 0], op="not_equal")
        mask = {"$t": mask[0]} if mask else None
    elif d.fixed and time:
        mask = d.constant([d.batch, time], "bool")
    else:
        made = d.try_step([{"$t": x}, 0.0], op="operator.gt")
        made = made and d.try_step([{"$t": made[0]}], {"axis": -1}, op="any")
        mask = {"$t": made[0]} if made else None
    return d.call(d.draw_layer(row), [{"$t": x}], {"mask": mask}) if mask else []


def bidirectional(d):
    x = d.sequence()
    if x is None:
        return []
    row = recurrent_row(d)
    inner = d.draw_layer(row)
    inner["args"].pop("return_state", None)
    # With a mask each backend of Keras does something else then: see docs/deviations.md.
    inner["args"].pop("unroll", None)
    args = {"layer": {"$layer": inner}}
    if d.chance(0.6):
        args["merge_mode"] = d.one(["sum", "mul", "ave", "concat", None])
    if d.chance(0.2):
        other = d.draw_layer(row)
        same = {k: inner["args"][k] for k in ("units", "return_sequences") if k in inner["args"]}
        other["args"] = {"go_backwards": not inner["args"].get("go_backwards", False), **same}
        args["backward_layer"] = {"$layer": other}
    return d.call({"class": "Bidirectional", "args": args}, [{"$t": x}])


def cells(d):
    x = d.sequence()
    if x is None:
        return []
    made = [{"$layer": {"class": d.one(CELLS), "args": {"units": d.one([1, 2, 3])}}} for _ in range(d.rng.integers(1, 3))]
    args = {"cell": made if len(made) > 1 else made[0], "return_sequences": d.chance(0.5)}
    args.update({k: True for k in ("return_state", "go_backwards", "unroll") if d.chance(0.15)})
    return d.call({"class": "RNN", "args": args}, [{"$t": x}])


def wrapped(d):
    """TimeDistributed around a layer, a wrapper or a model."""
    x = d.pick([n for n in d.tensors(True) if len(d.shape(n)) >= 3])
    if x is None:
        return []
    rank = len(d.shape(x)) - 1
    pick = d.rng.random()
    if pick < 0.25:
        made = sub_model(d, d.shape(x)[1:], layers=2)
        inner = {"$layer": made} if made else None
    elif pick < 0.4 and rank == 3:
        inner = {"$layer": {"class": "Bidirectional", "args": {"layer": {"$layer": d.draw_layer(recurrent_row(d))}}}}
    else:
        row = d.one_row([r for r in layer_rows.ROWS if r[1] in ("f", f"f{rank}")])
        inner = {"$layer": d.draw_layer(row)}
    return d.call({"class": "TimeDistributed", "args": {"layer": inner}}, [{"$t": x}]) if inner else []


def spectral(d):
    x = d.pick(d.tensors(True))
    layer = {"class": "Dense", "args": {"units": d.one(layer_rows.UNITS)}}
    return d.call({"class": "SpectralNormalization", "args": {"layer": {"$layer": layer}}}, [{"$t": x}]) if x else []


def sequential(d):
    """Sequential models, called once or twice."""
    x = d.pick(d.tensors(True))
    if x is None:
        return []
    rank = len(d.shape(x))
    rows = [r for r in layer_rows.ROWS if r[1] in ("f", f"f{rank}")]
    layers = [{"$layer": d.draw_layer(d.one_row(rows))} for _ in range(d.rng.integers(1, 4))]
    return d.call({"class": "Sequential", "args": {"layers": layers}}, [{"$t": x}])


def sub_model(d, *shapes, dtypes=None, layers=3):
    """The name of a new model that takes tensors [batch, *shape], or None."""
    inner = draft.Draft(d.rng, d.layers, d.made, d.batch)
    for i, shape in enumerate(shapes):
        inner.input(shape[1:], dtypes[i] if dtypes else "float32")
    grow(inner, layers, nested=0.1)
    return d.new_layer({"model": inner.graph}) if inner.finish(2) and len(inner.graph["inputs"]) == len(shapes) else None


def nested(d):
    """A functional model as a layer, on one tensor or two."""
    names = [d.pick(list(d.keras.tensors)) for _ in range(1 if d.chance(0.7) else 2)]
    if any(str(d.keras.tensors[n].dtype) not in ("float32", "int32") for n in names):
        return []
    dtypes = [str(d.keras.tensors[n].dtype) for n in names]
    made = sub_model(d, *[d.shape(n) for n in names], dtypes=dtypes, layers=int(d.rng.integers(1, 5)))
    if made is None:
        return []
    results = use(d, made, names)
    if results and d.chance(0.4):
        others = [d.pick([n for n in d.keras.tensors if d.keras.tensors[n].shape == d.shape(m)]) for m in names]
        results += use(d, made, others)
    return results


def use(d, model, names):
    """Calls a model with tensors in the structure it takes."""
    inner = d.layers[model]["model"]

    def place(v):
        if isinstance(v, dict) and "$t" in v:
            return {"$t": names[list(inner["inputs"]).index(v["$t"])]}
        return {k: place(p) for k, p in v.items()} if isinstance(v, dict) else [place(p) for p in v]

    return d.try_step([place(inner["takes"])], call=model)


def again_model(d):
    """Another use of a model, on other tensors."""
    models = [s["call"] for s in d.graph["steps"] if "model" in d.layers.get(s.get("call"), {})]
    if not models:
        return []
    inner = d.layers[d.one(models)]
    model = next(k for k, v in d.layers.items() if v == inner)
    fits = [
        [n for n, t in d.keras.tensors.items() if list(t.shape[1:]) == spec["shape"] and t.dtype == spec["dtype"]]
        for spec in inner["model"]["inputs"].values()
    ]
    return use(d, model, [d.pick(f) for f in fits]) if all(fits) else []


FAMILIES = {
    draft.Draft.operation: 9,
    draft.Draft.plain: 10,
    draft.Draft.again: 2,
    merge: 4,
    attention: 2,
    states: 2,
    masked: 1.5,
    bidirectional: 1,
    cells: 1,
    wrapped: 1.5,
    spectral: 0.2,
    sequential: 1,
    nested: 2,
    again_model: 1,
}


def grow(d, steps, nested=1.0):
    """Adds about so many steps."""
    kinds = list(FAMILIES)
    weights = [w * (nested if k.__name__ in ("nested", "sequential", "wrapped") else 1) for k, w in FAMILIES.items()]
    chances = [w / sum(weights) for w in weights]
    for _ in range(steps * 3):
        if len(d.graph["steps"]) >= steps:
            break
        kinds[d.rng.choice(len(kinds), p=chances)](d)

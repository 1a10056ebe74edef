"""What keras.utils.model_to_dot makes of three models, frozen for core's tests (Keras 3.15.1, pydot 4.0.1):

    KERAS_BACKEND=tensorflow python model_drawings.py MODEL-DRAWINGS.json
"""
import json
import sys

import keras
from keras import layers


def stack():
    return keras.Sequential([layers.Input((8, 8, 2), name="i"), layers.Conv2D(4, 3, activation="relu", name="c"),
                             layers.BatchNormalization(name="n", trainable=False), layers.Flatten(name="f"),
                             layers.Dense(3, activation="softmax", name="d")], name="stack")


def ways():
    a, b = layers.Input((4,), name="a"), layers.Input((4,), dtype="int32", name="b")
    inner = keras.Sequential([layers.Input((4,)), layers.Dense(5, name="p"), layers.Dense(4, name="q")], name="inner")
    shared = layers.Dense(4, name="s")
    x = layers.Add(name="plus")([inner(a), shared(a), shared(layers.Embedding(9, 1, name="e")(b)[:, :, 0])])
    return keras.Model({"a": a, "b": b}, {"y": x, "z": layers.Dense(1, name="z")(x)}, name="ways")


def deep():
    i = layers.Input((6,), name="i")
    j = layers.Input((6,), name="j")
    lowest = keras.Model(j, layers.Dense(2, name="low")(j), name="lowest")
    k = layers.Input((6,), name="k")
    middle = keras.Model(k, [layers.Dense(3, name="m")(k), lowest(k)], name="middle")
    one, two = middle(i)
    return keras.Model(i, layers.Concatenate(name="o")([two, one]), name="deep")


ALL = dict(show_shapes=True, show_dtype=True, show_layer_activations=True, show_trainable=True)
OPTIONS = [{}, dict(expand_nested=True), ALL, dict(ALL, expand_nested=True, show_layer_names=False),
           dict(show_shapes=True, rankdir="LR", dpi=96, splines="curved"), dict(show_dtype=True, show_trainable=True)]


def described(dot, names):
    nodes = [n for n in dot.get_nodes() if n.get_name() != "node"]
    return {"nodes": [[names[n.get_name().strip('"')], n.get("label")] for n in nodes],
            "edges": [[names[e.get_source()], names[e.get_destination()]] for e in dot.get_edges()],
            "subgraphs": [described(s, names) for s in dot.get_subgraphs()]}


def named(model, names):
    for layer in model._operations if hasattr(model, "_operations") else model.layers:
        names[str(id(layer))] = layer.name
        if isinstance(layer, keras.Model):
            named(layer, names)
    for layer in model.layers:
        names[str(id(layer))] = layer.name
    return names


cases = []
for make in (stack, ways, deep):
    model = make()
    cases.append({"config": keras.saving.serialize_keras_object(model), "drawings": []})
    for options in OPTIONS:
        dot = keras.utils.model_to_dot(model, **options)
        cases[-1]["drawings"].append({
            "options": options, "graph": described(dot, named(model, {})),
            "attributes": {k: str(dot.get(k)) for k in ("rankdir", "concentrate", "dpi", "splines")}})
json.dump(cases, open(sys.argv[1], "w"), separators=(",", ":"))

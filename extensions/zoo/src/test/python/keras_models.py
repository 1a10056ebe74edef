"""keras.applications by real Keras, for the tests: what models compute, and how it writes their weights.

    python keras_models.py probes DIR [--models ResNet50,VGG16] [--channels-first]
    python keras_models.py weights OUT.zip        # of one small architecture: what the tests have
    python keras_models.py weights DIR --large    # of several, in their own sizes: 1.5 GB

Models are built with weights=None. Their weights and images are by formula: weight i of model.weights has
for element k s = sin(0.37 k + i), scaled as FormulaValues has it; element k of an image is 127.5 (1 + sin(0.11 k)).
A probe is what a model of 10 classes makes of an image. Weights are written as published files are
(Keras 2's layout of .h5, layers and weights by name at the root), as a model in .h5, in .keras and in .weights.h5;
models.json says what each is. Tried with Keras 3.15.1 on TensorFlow 2.21; channels first needs JAX on a CPU
(KERAS_BACKEND=jax).
"""

import argparse
import json
import pathlib
import tempfile
import zipfile

import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

SMALLEST = {"InceptionV3": 75, "InceptionResNetV2": 75, "Xception": 71}
MODULES = {
    "VGG16": "vgg16", "VGG19": "vgg19", "InceptionV3": "inception_v3", "InceptionResNetV2": "inception_resnet_v2",
    "Xception": "xception", "MobileNet": "mobilenet", "MobileNetV2": "mobilenet_v2"}
FAMILIES = {
    "MobileNetV3": "mobilenet_v3", "EfficientNetV2": "efficientnet_v2", "EfficientNet": "efficientnet",
    "DenseNet": "densenet", "NASNet": "nasnet", "ConvNeXt": "convnext"}
SMALL = [
    ("MobileNet", {"alpha": 0.05, "classes": 7, "size": 32}),
    ("MobileNet", {"alpha": 0.05, "include_top": False, "pooling": "avg", "size": 32}),
]
LARGE = [
    (name, options)
    for name in ("ResNet50", "MobileNetV2", "MobileNetV3Small", "EfficientNetB0", "EfficientNetV2B0",
                 "DenseNet121", "InceptionV3", "Xception", "NASNetMobile", "ConvNeXtTiny")
    for options in ({"classes": 5}, {"include_top": False})
]


def module(name):
    found = MODULES.get(name) or next((m for f, m in FAMILIES.items() if name.startswith(f)), None)
    return getattr(keras.applications, found or ("resnet_v2" if name.endswith("V2") else "resnet"))


def value(weight, layer, i):
    s = np.sin(0.37 * np.arange(np.prod(weight.shape, dtype=int)) + i)
    name, rank = weight.name, len(weight.shape)
    if rank > 1:
        depthwise = name == "depthwise_kernel" or isinstance(layer, keras.layers.DepthwiseConv2D)
        axes = weight.shape[:-2] if depthwise else weight.shape[:-1]
        s = s * np.sqrt(2 / np.prod(axes))
    elif name == "gamma":
        s = 1 + 0.1 * s
    elif name.endswith("variance"):
        s = 1 + 0.2 * s * s
    else:
        s = 0.1 * s
    return s.reshape(weight.shape).astype(weight.dtype)


def build(name, **options):
    keras.backend.clear_session()
    model = getattr(keras.applications, name)(weights=None, **options)
    owners = {id(w): layer for layer in model._flatten_layers() for w in layer.weights}
    model.set_weights([value(w, owners[id(w)], i) for i, w in enumerate(model.weights)])
    return model


def probe(name, size, first):
    size = max(size, SMALLEST.get(name, 32))
    shape = (3, size, size) if first else (size, size, 3)
    model = build(name, input_shape=shape, classes=10)
    image = 127.5 * (1 + np.sin(0.11 * np.arange(size * size * 3)))
    image = image.reshape(1, size, size, 3).astype("float32")
    image = module(name).preprocess_input(image, data_format="channels_last")
    head = image.ravel()[:6].tolist()
    given = image.transpose(0, 3, 1, 2) if first else image
    both = keras.Model(model.inputs, [model.layers[-1].input, model.output])
    before, made = (np.asarray(t) for t in both(given, training=False))
    rounded = [float("%.7g" % v) for v in before.ravel()[:12]]
    return {
        "keras": keras.__version__, "name": name,
        "probe": {
            "input_size": size, "classes": 10, "preprocessed_head": head,
            "probabilities": [float("%.7g" % v) for v in made.ravel()],
            "before_last_layer": {
                "head": rounded, "mean": float(before.mean(dtype="float64")), "std": float(before.std(dtype="float64"))}}}


def probes(given):
    given.out.mkdir(parents=True, exist_ok=True)
    keras.config.set_image_data_format("channels_first" if given.channels_first else "channels_last")
    for name in given.models.split(","):
        (given.out / f"{name}.json").write_text(json.dumps(probe(name, given.size, given.channels_first)))
        print(name, flush=True)


def write(folder, name, options):
    given = dict(options)
    size = given.pop("size", None)
    if size:
        given["input_shape"] = (size, size, 3)
    model = build(name, **given)
    stem = "-".join([name] + [f"{k}_{v}" for k, v in options.items()])
    with h5py.File(folder / f"{stem}.published.h5", "w") as f:
        legacy_h5_format.save_weights_to_hdf5_group(f, model)
    model.save(folder / f"{stem}.model.h5")
    model.save(folder / f"{stem}.keras")
    model.save_weights(folder / f"{stem}.weights.h5")
    files = sorted(p.name for p in folder.glob(f"{stem}.*"))
    return {"name": name, "options": options, "files": files}


def weights(given):
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.out if given.large else pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = [write(folder, *case) for case in (LARGE if given.large else SMALL)]
        (folder / "models.json").write_text(json.dumps(rows, indent=1))
        if not given.large:
            with zipfile.ZipFile(given.out, "w", zipfile.ZIP_DEFLATED) as z:
                for file in sorted(folder.iterdir()):
                    z.write(file, file.name)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = options.add_subparsers(required=True)
    probing = kinds.add_parser("probes")
    probing.add_argument("out", type=pathlib.Path)
    probing.add_argument("--models", default="VGG16,ResNet50,ResNet50V2,MobileNet,MobileNetV2,MobileNetV3Small,"
                         "EfficientNetB0,EfficientNetV2B0,InceptionV3,InceptionResNetV2,Xception")
    probing.add_argument("--size", type=int, default=32)
    probing.add_argument("--channels-first", action="store_true")
    probing.set_defaults(run=probes)
    writing = kinds.add_parser("weights")
    writing.add_argument("out", type=pathlib.Path)
    writing.add_argument("--large", action="store_true")
    writing.set_defaults(run=weights)
    given = options.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()

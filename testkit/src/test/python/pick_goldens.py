"""Picks a tenth of the reference data that real Keras computed, for everyone who has no copy of all of it.

    python pick_goldens.py GOLDENS TARGET

Kinds whose cases stand in one file are small and taken whole, but for losses and metrics: of those, and of layers
and optimizers, some cases of each class, those that say most of their arguments among them; of training runs and models the smallest.
"""

import collections
import json
import pathlib
import shutil
import sys

import numpy

source, target = map(pathlib.Path, sys.argv[1:3])
TRAINING, MODELS, PER_CLASS, LARGEST = 4, ("mlp", "lstm", "siamese_nested"), 3, 20_000

index = json.loads((source / "index.json").read_text())


def size(entry):
    return sum((source / entry[k]).stat().st_size for k in ("json", "npz") if entry.get(k))


def copy(entry):
    for value in [*entry.values(), *entry.get("files", {}).values()]:
        if isinstance(value, str) and (source / value).is_file():
            (target / value).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / value, target / value)


def of_each_class(entries):
    """The smallest case of a class and the one that says most of its arguments."""
    groups = collections.defaultdict(list)
    for entry in entries:
        groups[entry["class_name"]].append(entry)
    chosen = []
    for group in groups.values():
        first = min(group, key=size)
        chosen.append(first)
        others = [e for e in group if e is not first and size(e) < LARGEST]
        if others:
            chosen.append(max(others, key=said))
    return chosen


def said(entry):
    return len(json.dumps(json.loads((source / entry["json"]).read_text()).get("config")))


def part(entry):
    """Of a file with many cases, some of each class; its arrays are cut accordingly."""
    whole = json.loads((source / entry["json"]).read_text())
    arrays = numpy.load(source / entry["npz"])
    groups = collections.defaultdict(list)
    for case in whole["cases"]:
        groups[case.get("class_name", case["name"])].append(case)
    whole["cases"] = [c for group in groups.values() for c in group[:PER_CLASS]]
    names = [c["name"] for c in whole["cases"]]
    kept = {k: arrays[k] for k in arrays.files if k.split("/")[0] in names}
    (target / entry["json"]).parent.mkdir(parents=True, exist_ok=True)
    (target / entry["json"]).write_text(json.dumps(whole, separators=(",", ":")) + "\n")
    numpy.savez_compressed(target / entry["npz"], **kept)
    return dict(entry, cases=names)


by_kind = collections.defaultdict(list)
for entry in index["cases"]:
    by_kind[entry["kind"]].append(entry)
chosen = []
for kind, entries in by_kind.items():
    if kind in ("losses", "metrics"):
        chosen += [part(e) for e in entries]
        continue
    if kind in ("layers", "optimizers"):
        entries = of_each_class(entries)
    elif kind == "training":
        entries = sorted(entries, key=size)[:TRAINING]
    elif kind == "models":
        entries = [e for e in entries if e["name"] in MODELS]
    for entry in entries:
        copy(entry)
    chosen += entries
index["cases"] = chosen
index.pop("counts", None)
(target / "index.json").write_text(json.dumps(index, indent=1) + "\n")

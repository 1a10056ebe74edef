"""Picks a tenth of the reference data that real Keras computed, for everyone who has no copy of all of it.

    python pick_goldens.py GOLDENS TARGET

Kinds whose cases stand in one file are small and taken whole, but for metrics: of those, and of layers and optimizers,
some cases of each class, and one for each form of each of its arguments (what all optimizers have counts once for all);
of training runs and models the smallest.
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


def of_each_class(entries, common=frozenset()):
    """The smallest case of a class, the one that says most of its arguments, and those that say what no other does."""
    groups = collections.defaultdict(list)
    for entry in entries:
        groups[entry["class_name"]].append(entry)
    chosen = []
    everywhere = set()
    for group in groups.values():
        first = min(group, key=size)
        others = [e for e in group if e is not first and size(e) < LARGEST]
        taken = [first, *([max(others, key=lambda e: len(json.dumps(config(e))))] if others else [])]
        seen = set().union(*(forms(config(e)) for e in taken))
        everywhere |= {f for f in seen if f[0] in common}
        for entry in sorted(others, key=size):
            new = {f for f in forms(config(entry)) - seen if f not in everywhere}
            if new and entry not in taken:
                taken.append(entry)
                seen |= new
                everywhere |= {f for f in new if f[0] in common}
        chosen += taken
    return chosen


def config(entry):
    return json.loads((source / entry["json"]).read_text()).get("config") or {}


def forms(arguments):
    """Arguments with what they are: a text or truth value itself, of others whether they are there and not 0."""
    return {(k, v if isinstance(v, (bool, str)) else bool(v)) for k, v in arguments.items() if k not in ("name", "dtype")}


def shared(entries):
    """The arguments that all classes have."""
    return frozenset.intersection(*(frozenset(config(e)) for e in entries if config(e).keys() > {"learning_rate"}))


def part(entry):
    """Of a file with many cases, some of each class and one for each form of its arguments; arrays are cut accordingly."""
    whole = json.loads((source / entry["json"]).read_text())
    arrays = numpy.load(source / entry["npz"])
    groups = collections.defaultdict(list)
    for case in whole["cases"]:
        groups[case.get("class_name", case["name"])].append(case)
    kept = []
    for group in groups.values():
        seen = set()
        for i, case in enumerate(group):
            new = forms(case.get("config") or {}) - seen
            if new or i < PER_CLASS:
                kept.append(case)
                seen |= new
    whole["cases"] = kept
    names = [c["name"] for c in kept]
    chosen = {k: arrays[k] for k in arrays.files if k.split("/")[0] in names}
    (target / entry["json"]).parent.mkdir(parents=True, exist_ok=True)
    (target / entry["json"]).write_text(json.dumps(whole, separators=(",", ":")) + "\n")
    numpy.savez_compressed(target / entry["npz"], **chosen)
    return dict(entry, cases=names)


by_kind = collections.defaultdict(list)
for entry in index["cases"]:
    by_kind[entry["kind"]].append(entry)
chosen = []
for kind, entries in by_kind.items():
    if kind == "metrics":
        chosen += [part(e) for e in entries]
        continue
    if kind == "layers":
        entries = of_each_class(entries)
    elif kind == "optimizers":
        entries = of_each_class(entries, shared(entries))
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

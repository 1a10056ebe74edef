"""Judges cases by Trihorn, and makes those that fail as small as they go while they fail alike."""

import collections
import json
import os
import re
import shutil
import subprocess

import case
import opinion
from candidates import smaller
from recipe import Graph, build, size

ROUNDS = 12
TRIED = 24  # candidates of a case in a round


class Judge:
    def __init__(self, command, backend):
        self.command = command
        self.backend = backend

    def failures(self, directory):
        """What is wrong with each case that fails, by its name."""
        file = f"{directory}/report.json"
        run = subprocess.run(
            [*self.command, "cases", directory, "--backend", self.backend, "--report", file],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if run.returncode not in (0, 1) or not os.path.exists(file):
            raise RuntimeError(f"{self.command} ended with {run.returncode}: {run.stdout[-2000:]}")
        with open(file) as f:
            kinds = json.load(f)["kinds"]
        os.remove(file)
        return {
            failure["case"]: failure["problems"]
            for kind in kinds.values()
            for key in ("failures", "unsupported_cases")
            for failure in kind[key]
        }


def kind(problems):
    """What sort of failure it is: numbers, types, or the exception without its names and numbers."""
    first = problems[-1] if " at " in problems[-1] else problems[0]
    if "times the allowed" in first:
        return "wrong logs" if first.startswith("step") else "wrong numbers"
    if "expected" in first and "but got" in first and not "Exception" in first:
        return "wrong types or names"
    first = re.sub(r"could not load \S+: ", "", first)
    words = re.sub(r"'[^']*'|\"[^\"]*\"|\[[^\]]*\]|\d+", "_", first.split(" at io.")[0])
    return words.replace("io.trihorn.", "")[:110]


def specs(recipe):
    """Shapes and types of the tensors of a recipe's graph."""
    g = Graph(recipe["layers"], {})
    for name, spec in recipe["graph"]["inputs"].items():
        g.input(name, spec)
    for step in recipe["graph"]["steps"]:
        g.step(step)
    return {
        n: {"shape": list(t.shape[1:]), "dtype": str(t.dtype), **({"batch": t.shape[0]} if t.shape[:1] and t.shape[0] else {})}
        for n, t in g.tensors.items()
    }


def candidates(recipe, folder):
    """Writes the smaller cases that Keras makes; their recipes by name."""
    written = {}
    build(recipe)  # what a recipe's names mean
    for smaller_one in smaller(recipe, specs(recipe))[: TRIED * 3]:
        if len(written) == TRIED:
            break
        name = f"c{len(written):02d}"
        try:
            case.write(smaller_one, f"{folder}/{name}")
            written[name] = smaller_one
        except case.Left:
            continue
    return written


def read(folder):
    """The recipe of a case."""
    with open(f"{folder}/recipe.json") as f:
        return json.load(f)


def shrink(directory, failing, judge):
    """The smallest recipes that fail as some cases do: name to recipe and problems."""
    best = {}
    for name, problems in failing.items():
        best[name] = read(f"{directory}/{name}"), problems
    open_ones = set(best)
    work = f"{directory}/shrinking"
    for _ in range(ROUNDS):
        shutil.rmtree(work, ignore_errors=True)
        made = {name: candidates(best[name][0], f"{work}/{name}") for name in sorted(open_ones)}
        if not any(made.values()):
            break
        found = judge.failures(work)
        for name, recipes in made.items():
            alike = [
                (recipe, found[f"{name}/{c}"])
                for c, recipe in recipes.items()
                if f"{name}/{c}" in found and kind(found[f"{name}/{c}"]) == kind(best[name][1])
            ]
            if alike:
                best[name] = min(alike, key=lambda pair: size(pair[0]))
            else:
                open_ones.discard(name)
    shutil.rmtree(work, ignore_errors=True)
    return best


def tell(failing, says):
    """Cases by kind, each with what the other backends say of it."""
    for what, number in collections.Counter(kind(p) for p in failing.values()).most_common():
        print(f"  {number}: {what}")
        for name, problems in failing.items():
            if kind(problems) == what:
                print(f"      {name}: {opinion.told(says[name])}")


def report(directory, judge, most):
    """Runs the cases of a directory, shrinks the failures and tells them by kind; 1 if there are any."""
    shutil.rmtree(f"{directory}/shrunk", ignore_errors=True)
    failing = judge.failures(directory)
    blamed = {name: case.keras_agrees(f"{directory}/{name}") for name in failing}
    for name, says in blamed.items():
        if says:
            print(f"left out, Keras itself does not open it again: {name}: {says}")
    failing = {name: problems for name, problems in failing.items() if not blamed[name]}
    says = opinion.asked(directory, failing, judge)
    others = {name: problems for name, problems in failing.items() if opinion.agreeing(says[name])}
    print(f"{len(others)} where Keras's backends disagree, one of them with Trihorn")
    tell(others, says)
    failing = {name: problems for name, problems in failing.items() if name not in others}
    print(f"{len(failing)} failures: where we differ")
    tell(failing, says)
    chosen = dict(list(failing.items())[:most])
    small = shrink(directory, chosen, judge)
    for name, (recipe, _) in small.items():
        case.write(recipe, f"{directory}/shrunk/{name}")
    for name, of_small in opinion.asked(f"{directory}/shrunk", small, judge).items():
        if opinion.agreeing(of_small):
            # It has become a case of another kind, where TensorFlow alone differs.
            small[name] = read(f"{directory}/{name}"), failing[name]
            case.write(small[name][0], f"{directory}/shrunk/{name}")
    for name, (recipe, problems) in sorted(small.items(), key=lambda e: size(e[1][0])):
        print(f"{name}: {problems[0][:300]}\n    {json.dumps({k: recipe[k] for k in ('layers', 'graph', 'training')})[:900]}")
    return 1 if failing else 0

"""Asks Keras on other backends about cases where Trihorn and Keras on TensorFlow differ."""

import glob
import json
import os
import shutil
import subprocess
import sys

import numpy as np

from training import SUM_ROWS

# Who is asked, and by which settings of a process.
BACKENDS = {
    "TensorFlow with summed rows": {"KERAS_BACKEND": "tensorflow", SUM_ROWS: "yes"},
    "torch": {"KERAS_BACKEND": "torch"},
    "jax": {"KERAS_BACKEND": "jax"},
}
OURS = "agrees with Trihorn"
TENSORFLOW = "agrees with TensorFlow"
THIRD = "computes something else"


def agreeing(says):
    """The backend that agrees with Trihorn by what the backends say of a case, or None."""
    return next((backend for backend, opinion in says.items() if opinion == OURS), None)


def told(says):
    """What the backends say of a case, in words."""
    return ", ".join(f"Keras on {backend} {opinion}" for backend, opinion in says.items())


def asked(directory, failing, judge):
    """What Keras on other backends says of cases that fail: name to backend to opinion.

    Each backend is asked only about those where none before it agrees with Trihorn. An
    opinion is one of the three above, or why there is none.
    """
    opinions = {name: {} for name in failing}
    for backend in BACKENDS:
        open_ones = [name for name in failing if not agreeing(opinions[name])]
        for name, opinion in ask(backend, directory, open_ones, judge).items():
            opinions[name][backend] = opinion
    return opinions


def ask(backend, directory, names, judge):
    """One backend's opinion of each of these cases, by name."""
    if not names:
        return {}
    work = f"{directory}/opinion"
    shutil.rmtree(work, ignore_errors=True)
    for name in names:
        os.makedirs(f"{work}/{name}")
        shutil.copy(f"{directory}/{name}/recipe.json", f"{work}/{name}")
    reasons = make(backend, work)
    made = []
    for name in names:
        if is_made(f"{work}/{name}"):
            made.append(name)
        else:
            shutil.rmtree(f"{work}/{name}", ignore_errors=True)
    wrong = judge.failures(work) if made else {}
    opinions = {}
    for name in names:
        if name not in made:
            opinions[name] = f"does not say ({reasons.get(name, 'its process ended')})"
        elif name not in wrong:
            opinions[name] = OURS
        else:
            same = equal(f"{work}/{name}", f"{directory}/{name}")
            opinions[name] = TENSORFLOW if same else THIRD
    shutil.rmtree(work)
    return opinions


def is_made(folder):
    """Whether a case was written whole: its recipe is the last file."""
    return bool(glob.glob(f"{folder}/model.*")) and os.path.exists(f"{folder}/recipe.json")


def make(backend, work):
    """Writes the cases by Keras on a backend; why not, by name, where it does not.

    A case that ends the process is passed over by beginning a new one for those that are left.
    """
    reasons = {}
    waiting = sorted(os.listdir(work))
    while waiting:
        run = subprocess.run(
            [sys.executable, os.path.dirname(__file__), "again", *(f"{work}/{name}" for name in waiting)],
            env={**os.environ, **BACKENDS[backend]},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        done = 0
        for line in run.stdout.splitlines():
            if line.startswith(("written ", "left out, ")):
                what, folder = line.rsplit(": ", 1)
                done += 1
                if what != "written":
                    reasons[os.path.basename(folder)] = what.removeprefix("left out, ")
        if run.returncode == 0:
            break
        if run.returncode > 0 and not done:
            because = (run.stderr.strip().splitlines() or ["?"])[-1]
            return {name: because for name in waiting}
        waiting = waiting[done + 1 :]
    return reasons


def equal(one, other):
    """Whether two cases have the same results: outputs, or logs and what follows training."""
    files = results(one)
    if not files or files != results(other):
        return False
    return all(close(f"{one}/{file}", f"{other}/{file}") for file in files)


def results(folder):
    """The files of a case that Keras computed."""
    found = [f for pattern in ("run_*/out_*.npy", "p_*.npy", "logs.json") for f in glob.glob(f"{folder}/{pattern}")]
    return sorted(os.path.relpath(f, folder) for f in found)


def close(one, other):
    if one.endswith(".npy"):
        a, b = np.load(one), np.load(other)
        return a.shape == b.shape and np.allclose(a, b, 1e-4, 1e-5)
    with open(one) as f, open(other) as g:
        return all(
            a.keys() == b.keys() and np.allclose(list(a.values()), list(b.values()), 1e-4, 1e-5)
            for a, b in zip(json.load(f), json.load(g))
        )

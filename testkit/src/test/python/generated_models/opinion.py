"""Asks Keras on other backends about cases where Trihorn and Keras on TensorFlow differ."""

import glob
import os
import shutil
import subprocess
import sys

BACKENDS = ["jax", "torch"]


def agreeing(directory, failing, judge):
    """The cases that are right by Keras on another backend: name to that backend.

    There the majority is against TensorFlow. Cases that Keras does not make there stay failures, as
    all do where the other backends are not installed.
    """
    found = {}
    for backend in BACKENDS:
        left = [name for name in failing if name not in found]
        if not left:
            break
        work = f"{directory}/opinion"
        shutil.rmtree(work, ignore_errors=True)
        for name in left:
            os.makedirs(f"{work}/{name}")
            shutil.copy(f"{directory}/{name}/recipe.json", f"{work}/{name}")
        run = subprocess.run(
            [sys.executable, os.path.dirname(__file__), "again", work],
            env={**os.environ, "KERAS_BACKEND": backend},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if run.returncode:
            print(f"Keras on {backend} gives no second opinion: {run.stdout[-300:]}")
            continue
        made = [name for name in left if glob.glob(f"{work}/{name}/model.*")]
        wrong = judge.failures(work) if made else {}
        found.update({name: backend for name in made if name not in wrong})
        shutil.rmtree(work)
    return found


"""Random functional models of real Keras, with what it computes.

    python generated_models make DIR [--count 200] [--seed 1]
        draws models and writes them in the layout of `trihorn cases DIR`
    python generated_models run DIR [--count 200] [--seed 1] --trihorn COMMAND [--backend NAME]
        the same, runs them with COMMAND (such as ./trihorn), makes what failed as small as it goes,
        in DIR/shrunk, and fails where anything failed
    python generated_models shrink DIR --trihorn COMMAND [--backend NAME]
        of cases that are there already
    python generated_models again DIR...
        writes the cases below each DIR anew from their recipes

What fails is told in two parts: where Keras on another backend agrees with Trihorn, and where we differ.

Needs Keras 3 on TensorFlow.
"""

import argparse
import collections
import glob
import json
import logging
import os
import shlex
import subprocess
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import case
import drawing
import shrink

CHUNK = 200


def part(directory, first, count):
    """Draws and writes cases of as many seeds; tells of each on a line of its own."""
    for seed in range(first, first + count):
        try:
            recipe = drawing.draw(seed)
            if recipe is None:
                raise case.Left("nothing drawn")
            case.write(recipe, f"{directory}/m{seed:09d}")
            print(f"seed {seed} written", flush=True)
        except case.Left as e:
            print(f"seed {seed} {e}", flush=True)


def make(directory, count, seed):
    """Writes so many cases; in processes of their own, since TensorFlow ends some by a signal."""
    outcomes = collections.Counter()
    at = seed * 1_000_000
    while outcomes["written"] < count:
        most = min(CHUNK, count - outcomes["written"])
        command = [sys.executable, os.path.dirname(__file__), "part", directory, "--count", str(most), "--seed", str(at)]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        told = [line.split(" ", 2)[2] for line in run.stdout.splitlines() if line.startswith("seed ")]
        outcomes.update(told)
        at += len(told)
        if run.returncode > 0:
            raise RuntimeError(run.stderr[-3000:])
        if run.returncode < 0:
            outcomes[f"Keras's process ends with signal {-run.returncode}"] += 1
            at += 1
    print(f"{outcomes.pop('written')} models, drawn {at - seed * 1_000_000}")
    for reason, number in outcomes.most_common():
        print(f"  left out {number}: {reason}")


def again(directories):
    """Writes cases anew; tells of each on a line of its own, with its folder at the end."""
    files = [f for d in directories for f in sorted(glob.glob(f"{d}/**/recipe.json", recursive=True))]
    for file in files:
        with open(file) as f:
            recipe = json.load(f)
        try:
            case.write(recipe, os.path.dirname(file))
            what = "written"
        except case.Left as e:
            what = "left out, " + " ".join(str(e).split())
        print(f"{what}: {os.path.dirname(file)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "part", "run", "shrink", "again"])
    parser.add_argument("directories", nargs="+", metavar="DIR")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--backend", default="reference")
    parser.add_argument("--trihorn", help="the command that runs Trihorn, such as ./trihorn")
    parser.add_argument("--classpath", help="or a class path with Trihorn's command line on it")
    parser.add_argument("--most", type=int, default=40, help="how many failures are made smaller")
    given = parser.parse_args()
    if given.what == "again":
        again(given.directories)
        return 0
    if len(given.directories) > 1:
        parser.error("several directories are only for again")
    directory = given.directories[0]
    if given.what == "part":
        part(directory, given.seed, given.count)
        return 0
    if given.what in ("make", "run"):
        make(directory, given.count, given.seed)
    if given.what == "make":
        return 0
    if not (given.trihorn or given.classpath):
        parser.error("--trihorn is missing: the command that runs Trihorn")
    java = ["java", "-Xmx2g", "-cp", given.classpath, "io.trihorn.cli.Main"]
    judge = shrink.Judge(shlex.split(given.trihorn) if given.trihorn else java, given.backend)
    return shrink.report(directory, judge, given.most)


if __name__ == "__main__":
    sys.exit(main())

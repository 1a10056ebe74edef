"""Plants errors in the code, one at a time, and shows that the tests of a bare clone catch each.

    python planted.py [PART OF AN ERROR'S NAME ...]

What git has of the working tree is copied to a temporary directory, where no reference data lie beside it, and
compiled there by Maven. Each test below must pass as it is; then each error is planted in one file, which is compiled
by itself, and its test must fail. Ends with exit code 1 if an error survives. To add one: a row of planted.json in the
tests' resources, with a file of core, the text there and what takes its place, the test, and for reference data the
cases. PlantedErrorsTest holds the rows to the code.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CONSOLE = "org.junit.platform:junit-platform-console-standalone:1.14.1"
HERE = pathlib.Path(__file__).parent
ROWS = json.loads((HERE.parent / "resources/io/trihorn/testkit/planted.json").read_text())


def run(command, directory, **more):
    return subprocess.run(command, cwd=directory, text=True, capture_output=True, **more)


def checked(command, directory):
    done = run(command, directory)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


class Tree:
    """A compiled copy of the working tree."""

    def __init__(self, root):
        top = pathlib.Path(checked(["git", "rev-parse", "--show-toplevel"], HERE).strip())
        self.root = root / "clone"
        for name in checked(["git", "ls-files", "--cached", "--others", "--exclude-standard"], top).splitlines():
            if (top / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(top / name, self.root / name)
        maven = ["mvn", "-B", "-ntp", "-q"]
        checked([*maven, "test-compile", "dependency:build-classpath", "-Dmdep.outputFile=target/test.cp",
                 "-Dmdep.includeScope=test", "-pl", "testkit", "-am"], self.root)
        checked([*maven, "dependency:copy", f"-Dartifact={CONSOLE}", f"-DoutputDirectory={root}", "-N"], self.root)
        jars = (self.root / "testkit/target/test.cp").read_text().split(os.pathsep)
        folders = [self.root / m / "target" / d for m in ("core", "testkit") for d in ("classes", "test-classes")]
        self.path = [*folders, *[j for j in jars if j.endswith(".jar")], *root.glob("*.jar")]
        self.overlay = root / "planted"

    def passes(self, module, name, cases):
        """Whether a test passes, and what its run said."""
        path = os.pathsep.join(map(str, [self.overlay, *self.path]))
        done = run(["java", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", f"-Dtrihorn.goldens.cases={cases}", "-cp", path,
                    "org.junit.platform.console.ConsoleLauncher", "execute", "-c", name, "--details=summary"],
                   self.root / module)
        started = re.search(r"(\d+) tests started", done.stdout)
        if not started or int(started.group(1)) == 0:
            sys.exit(f"{name} {cases}: no test was run\n{done.stdout}{done.stderr}")
        return done.returncode == 0, done.stdout + done.stderr

    def plant(self, row):
        """Compiles a file with an error where its classes come first."""
        shutil.rmtree(self.overlay, ignore_errors=True)
        self.overlay.mkdir()
        source = self.root / f"core/src/main/java/io/trihorn/{row['file']}.java"
        changed = self.overlay / source.name
        changed.write_text(source.read_text().replace(row["text"], row["planted"]))
        checked(["javac", "-proc:none", "-nowarn", "-parameters", "--release", "17", "-d", str(self.overlay), "-cp",
                 os.pathsep.join(map(str, self.path)), str(changed)], self.root)


def main():
    chosen = [row for row in ROWS if not sys.argv[1:] or any(part in row["error"] for part in sys.argv[1:])]
    survivors = []
    with tempfile.TemporaryDirectory() as root:
        tree = Tree(pathlib.Path(root))
        for module, test in sorted({(row["module"], row["test"]) for row in chosen}):
            passed, said = tree.passes(module, test, "")
            if not passed:
                sys.exit(f"{test} fails as it is\n{said}")
        for row in chosen:
            error, test, cases = row["error"], row["test"], row.get("cases", "")
            tree.plant(row)
            passed, _ = tree.passes(row["module"], test, cases)
            if passed:
                survivors.append(error)
            print(f"{'SURVIVES' if passed else 'caught'}: {error}: {test.rsplit('.')[-1]} {cases}", flush=True)
    print(f"{len(chosen) - len(survivors)} caught, {len(survivors)} survive")
    return 1 if survivors else 0


sys.exit(main())

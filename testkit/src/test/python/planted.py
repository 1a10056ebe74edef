"""Plants errors in the code, one at a time, and shows that the tests of a bare clone catch each.

    python planted.py [PART OF AN ERROR'S NAME ...]

What git has of the working tree is copied to a temporary directory, where no reference data lie beside it, and
compiled there by Maven. The tests must pass as they are; then each error is planted in one file, which is compiled by
itself, and its test must fail; as many at a time as there are processors. Ends with exit code 1 if an error survives. To add one: a row of planted.json in the
tests' resources, with a file of core, the text there and what takes its place, the test, and for reference data the
cases. PlantedErrorsTest holds the rows to the code.
"""

import collections
import concurrent.futures
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

    def passes(self, module, tests, cases, overlay=()):
        """Whether tests of a module pass, with the classes of a folder in front, and what their run said."""
        path = os.pathsep.join(map(str, [*overlay, *self.path]))
        done = run(["java", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", f"-Dtrihorn.goldens.cases={','.join(cases)}",
                    "-cp", path, "org.junit.platform.console.ConsoleLauncher", "execute", "--details=summary",
                    *[word for test in tests for word in ("-c", test)]],
                   self.root / module)
        started = re.search(r"(\d+) tests started", done.stdout)
        if not started or int(started.group(1)) == 0:
            sys.exit(f"{tests} {cases}: no test was run\n{done.stdout}{done.stderr}")
        return done.returncode == 0, done.stdout + done.stderr

    def catches(self, row):
        """Whether a row's test fails where its error is planted."""
        with tempfile.TemporaryDirectory() as folder:
            overlay = pathlib.Path(folder)
            source = self.root / f"core/src/main/java/io/trihorn/{row['file']}.java"
            changed = overlay / source.name
            changed.write_text(source.read_text().replace(row["text"], row["planted"]))
            checked(["javac", "-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn", "-parameters", "--release", "17", "-d", folder,
                     "-cp", os.pathsep.join(map(str, self.path)), str(changed)], self.root)
            return not self.passes(row["module"], [row["test"]], [row.get("cases", "")], [overlay])[0]


def as_they_are(tree, rows):
    """Ends the program where one of the rows' tests fails without any error."""
    tests = collections.defaultdict(set)
    for row in rows:
        tests[row["module"]].add(row["test"])
    cases = sorted({row["cases"] for row in rows if "cases" in row})
    for module, names in tests.items():
        passed, said = tree.passes(module, sorted(names), cases)
        if not passed:
            sys.exit(f"a test fails as it is\n{said}")


def main():
    chosen = [row for row in ROWS if not sys.argv[1:] or any(part in row["error"] for part in sys.argv[1:])]
    survive = 0
    with tempfile.TemporaryDirectory() as root, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        tree = Tree(pathlib.Path(root))
        as_they_are(tree, chosen)
        for row, caught in zip(chosen, workers.map(tree.catches, chosen)):
            survive += not caught
            print(f"{'caught' if caught else 'SURVIVES'}: {row['error']}: {row['test'].rsplit('.')[-1]} {row.get('cases', '')}", flush=True)
    print(f"{len(chosen) - survive} caught, {survive} survive")
    return 1 if survive else 0


sys.exit(main())

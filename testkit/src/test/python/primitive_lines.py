"""How many lines each primitive op takes, by file.

    python primitive_lines.py [--files NAME] [ROOT]

A line counts for a primitive if it stands in its record, in its entry of a table, or in a member (method, record, field)
that names no other primitive or that only such members use; blank lines, imports and heads of classes do not. What several
primitives share counts for none of them. Functions of one or two arguments and reductions are constants of a record, by
which its lines are divided for the median over all. `--files` lists one primitive's lines by file and member.
"""

import collections
import pathlib
import re
import statistics
import sys

# Where primitives are, and what of them is said there.
PLACES = {
    "core/src/main/java/io/trihorn/graph/*.java": "contract, axes and shapes",
    "core/src/main/java/io/trihorn/graph/gradient/*.java": "gradient",
    "core/src/main/java/io/trihorn/graph/pass/EmptyTensors.java": "passes",
    "core/src/main/java/io/trihorn/graph/pass/LayoutRules.java": "passes",
    "core/src/main/java/io/trihorn/graph/pass/IslandRule.java": "passes",
    "core/src/main/java/io/trihorn/backend/reference/*.java": "reference",
    "core/src/main/java/io/trihorn/backend/replicas/*.java": "replicas",
    "core/src/main/java/io/trihorn/ops/Ops.java": "method",
    "backend-onnx/src/main/java/io/trihorn/backend/onnx/emit/*.java": "onnx",
    "backend-tensorflow/src/main/java/io/trihorn/backend/tensorflow/*.java": "tensorflow",
    "backend-dl4j/src/main/java/io/trihorn/backend/dl4j/lowering/*.java": "dl4j",
    "backend-dl4j/src/main/java/io/trihorn/backend/dl4j/kernels/*.java": "dl4j",
    "backend-dl4j/src/main/java/io/trihorn/backend/dl4j/samediff/*.java": "SameDiff",
    "testkit/src/main/java/io/trihorn/testkit/conformance/*Cases.java": "cases",
}
FAMILIES = ("Elementwise", "Reduction", "Linear", "Pooling", "Shaping", "Indexing", "Control")

# Short forms that cases use of the records whose name they do not have.
SHORT = {
    "Binary": "add sub mul div equal less lessEqual",
    "Unary": "neg square",
    "Reduce": "sum",
}


def plain(line):
    """A line without texts and comments."""
    return re.sub(r'"(\\.|[^"\\])*"|//.*', '""', line)


class Unit:
    """A member of a class, or an entry of a table."""

    def __init__(self, file, name, lines, entry=False):
        self.file, self.name, self.entry = file, name, entry
        self.module = str(file).split("/src/")[0]
        self.count = sum(1 for line in lines if line.strip())
        code = "\n".join(plain(x) for x in lines if not x.strip().startswith(("*", "/*", "//")))
        self.code = code
        self.named = {(f, k) for f, k in re.findall(rf"\b({'|'.join(FAMILIES)})\.([A-Z]\w+)", code)}
        self.calls = set(re.findall(r"(?<![.\w])([a-z]\w*)\(|::(\w+)|(?<![.\w])([A-Z]\w*)", code))
        self.calls = {name for names in self.calls for name in names if name}
        self.far = set(re.findall(r"\b([A-Z]\w*)(?:\.|::)(\w+)", code)) | {
            (c, "new") for c in re.findall(r"new ([A-Z]\w*)", code)
        }


def members(text):
    """The members of a file's outermost type: lists of lines, comments with them."""
    lines = text.split("\n")
    start = next((i for i, x in enumerate(lines) if re.match(r"(public |final |abstract |sealed )*(class|interface|record|enum) ", x)), None)
    if start is None:
        return []
    while not plain(lines[start]).rstrip().endswith(("{", "{}")):
        start += 1
    found, now, depth = [], [], 0
    for line in lines[start + 1 :]:
        if line.startswith("}"):
            break
        now.append(line)
        code = plain(line) if not line.strip().startswith(("*", "/*")) else ""
        depth += sum(code.count(c) for c in "({[") - sum(code.count(c) for c in ")}]")
        if depth == 0 and code.rstrip().endswith(("}", ";")) and line.startswith("  "):
            found.append(now)
            now = []
    return found


def case_of(file, entry, kinds):
    """The primitive that a case of the conformance suite, or the file of it, is named after."""
    own = next((kind for kind in kinds if kind[1] + "Cases" == file.stem), None)
    text = re.search(r'"([a-z_]+)', "\n".join(entry))
    name = text.group(1).replace("_", "") if text else ""
    fits = [kind for kind in kinds if name.startswith(kind[1].lower())]
    return own or max(fits, key=lambda kind: len(kind[1]), default=None)


def split_entries(file, name, lines, kinds):
    """The entries of a table in a member, and what is left of that."""
    rest, entries, i = [], [], 0
    while i < len(lines):
        cases = file.stem.endswith("Cases")
        if re.match(r"\s+(list|AxisCases)\.add\w*\(" if cases else r"\s+(table)?\.on\(", lines[i]):
            entry, depth = [], 0
            while True:
                entry.append(lines[i])
                code = plain(lines[i])
                depth += code.count("(") + code.count("{") - code.count(")") - code.count("}")
                i += 1
                if depth <= 0:
                    break
            entries.append(Unit(file, name, entry, True))
            if cases and case_of(file, entry, kinds):
                entries[-1].named = {case_of(file, entry, kinds)}
        else:
            rest.append(lines[i])
            i += 1
    return entries, rest


def units(root, kinds):
    found = []
    for place, part in PLACES.items():
        for path in sorted(root.glob(place)):
            family = path.stem if path.stem in FAMILIES else None
            for lines in members(path.read_text()):
                code = "\n".join(plain(x) for x in lines if not x.strip().startswith(("*", "/*", "//", "@")))
                match = re.search(r"(?:record|class|enum|interface)\s+(\w+)|(\w+)\s*(?:\(|=|;)", code)
                name = (match.group(1) or match.group(2)) if match else "?"
                entries, rest = split_entries(path, name, lines, kinds)
                unit = Unit(path, name, rest)
                for each in (*entries, unit):
                    each.part = part
                found += entries
                if family:
                    unit.named = {(family, name)} if " record " in " " + code else set()
                    unit.entry = bool(unit.named)
                found.append(unit)
    return found


def short_forms(code, kinds):
    """The primitives that cases use by their short forms, and what they use that is none."""
    names = {kind[1].lower(): kind for kind in kinds}
    for kind in kinds:
        names.update({short.lower(): kind for short in SHORT.get(kind[1], "").split()})
    used = {name.lower() for name in re.findall(r"c\s*\.ops\(\)\s*\.(\w+)", code)}
    return {names.get(name, name) for name in used} | set(re.findall(r"new (Fusions\.\w+)", code))


def owned(found, kinds):
    """For each unit the primitive it belongs to, if any."""
    by_class = collections.defaultdict(list)
    for unit in found:
        by_class[unit.module, unit.file.stem].append(unit)
    users = collections.defaultdict(set)
    for unit in found:
        for other in by_class[unit.module, unit.file.stem]:
            if other is not unit and not other.entry and other.name in unit.calls:
                users[other].add(unit)
        for far, name in unit.far:
            for other in by_class.get((unit.module, far), ()) if far != unit.file.stem else ():
                if not other.entry and (other.name in (name, far) or name == "new"):
                    users[other].add(unit)
    owner, several = {}, set()
    for unit in found:
        named = unit.named & kinds
        if unit.file.stem.endswith("Cases") and not unit.entry:
            named |= short_forms(unit.code, kinds)
            # Cases of several are of none, wherever they are named.
            several |= {unit} if len(named) > 1 else set()
        if len(named) == 1:
            owner[unit] = next(iter(named & kinds), None)
        elif unit.entry and named:
            first = re.search(rf"({'|'.join(FAMILIES)})\.([A-Z]\w+)\.class", unit.code)
            owner[unit] = (first.group(1), first.group(2)) if first else None
    changed = True
    while changed:
        changed = False
        for unit in found:
            if unit not in owner and users[unit] and unit not in several:
                owners = {owner.get(user) for user in users[unit]}
                if len(owners) == 1 and None not in owners:
                    owner[unit] = owners.pop()
                    changed = True
    return owner


def kinds_of(root, family, name):
    """How many functions a record stands for."""
    text = (root / f"core/src/main/java/io/trihorn/graph/{family}.java").read_text()
    body = re.search(rf"enum {name}Kind \{{(.*?)\n  \}}", text, re.S)
    return len(re.findall(r"^    [A-Z][A-Z0-9_]*[,;]?$", body.group(1), re.M)) if body else 1


def main():
    arguments = sys.argv[1:]
    wanted = None
    if arguments[:1] == ["--files"]:
        wanted, arguments = arguments[1], arguments[2:]
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parents[4]
    rules = (root / "core/src/main/java/io/trihorn/graph/ShapeRules.java").read_text()
    kinds = set(re.findall(rf"({'|'.join(FAMILIES)})\.(\w+)\.class", rules))
    found = units(root, kinds)
    owner = owned(found, kinds)
    lines, files = collections.Counter(), collections.defaultdict(set)
    parts = collections.defaultdict(collections.Counter)
    for unit, kind in owner.items():
        if kind:
            lines[kind] += unit.count
            files[kind].add(unit.file)
            parts[kind][unit.part] += unit.count
            if kind[1] == wanted:
                print(f"{unit.count:4} {unit.file.relative_to(root)} {unit.name}{' (entry)' if unit.entry else ''}")
    of_each = []
    for (family, name), count in sorted(lines.items(), key=lambda item: item[1]):
        kinds = kinds_of(root, family, name)
        of_each += [count / kinds] * kinds
        each = f", for {kinds} functions" if kinds > 1 else ""
        print(f"{count:5} lines in {len(files[family, name]):2} files: {family}.{name}{each}")
    print(f"median {statistics.median(lines.values()):.0f}, of all {len(of_each)} functions {statistics.median(of_each):.0f}")
    single = [kind for kind in lines if kinds_of(root, *kind) == 1]
    mean = {part: sum(parts[kind][part] for kind in single) / len(single) for part in dict.fromkeys(PLACES.values())}
    print(f"mean of the {len(single)} records of one function: " + ", ".join(f"{part} {n:.0f}" for part, n in mean.items()))


main()

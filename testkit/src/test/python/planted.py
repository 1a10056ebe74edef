"""Plants errors in the code, one at a time, and shows that the tests of a bare clone catch each.

    python planted.py [PART OF AN ERROR'S NAME ...]

What git has of the working tree is copied to a temporary directory, where no reference data lie beside it, and
compiled there by Maven. Each test below must pass as it is; then each error is planted in one file, which is compiled
by itself, and its test must fail. Ends with exit code 1 if an error survives. To add one: a row in PLANTED.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CONSOLE = "org.junit.platform:junit-platform-console-standalone:1.14.1"
GOLDENS = "testkit", "io.trihorn.testkit.conformance.ReferenceGoldensTest"
FIT = "core", "io.trihorn.model.FitLoopTest"
GRADIENTS = "core", "io.trihorn.graph.gradient.GradientsTest"
RANDOM = "testkit", "io.trihorn.testkit.conformance.ReferenceGeneratedModelsTest"
CACHE = "core", "io.trihorn.backend.compile.ProgramCacheTest"
EDGES = "core", "io.trihorn.metrics.ThresholdsTest"
PLATEAU = "core", "io.trihorn.callbacks.ReduceLROnPlateauTest"
WINDOWS = "core", "io.trihorn.data.TimeseriesDatasetTest"
COLUMNS = "core", "io.trihorn.features.FeatureSpaceTest"
EVENTS = "testkit", "io.trihorn.testkit.conformance.ReferenceTensorBoardTest"
DRAWINGS = "core", "io.trihorn.visualization.VisualizationTest"
PROFILES = "core", "io.trihorn.backend.around.ProfilerTest"
APART = "core", "io.trihorn.model.ComparisonTest"

# The error; a file of core; the text there and what takes its place; the test; for reference data, the cases.
PLANTED = [
    ("Lion forgets the sign", "optimizers/Lion", "Ops.multiply(Ops.sign(mixed), rate)", "Ops.multiply(mixed, rate)", GOLDENS, "optimizers/Lion"),
    ("Adam without bias correction", "optimizers/Adam", "Ops.multiply(rate, Ops.sqrt(correction2)), correction1", "rate, correction1", GOLDENS, "optimizers/Adam/"),
    ("centered RMSprop keeps the mean", "optimizers/RMSprop", "Ops.subtract(v, Ops.square(mean))", "Ops.subtract(v, mean)", GOLDENS, "optimizers/RMSprop"),
    ("weight decay without the learning rate", "optimizers/Optimizer", "Ops.multiply(Ops.multiply(w, decay), typedRate)", "Ops.multiply(w, decay)", GOLDENS, "optimizers/AdamW"),
    ("a schedule changes one step early", "optimizers/schedules/PiecewiseConstantDecay", "Ops.lessEqual(step", "Ops.less(step", GOLDENS, "schedules/"),
    ("AUC takes the right heights", "metrics/Auc", "Ops.divide(Ops.add(left(y), right(y)), 2)", "right(y)", GOLDENS, "metrics/AUC"),
    ("ties count against the top k", "metrics/TopKAccuracy", "Ops.greater(yPred, chosen)", "Ops.greaterEqual(yPred, chosen)", GOLDENS, "metrics/"),
    ("R2 divides by the raw squares", "metrics/R2Score", "Ops.subtract(trace.read(squares.variable()), Ops.multiply(total, mean))", "trace.read(squares.variable())", GOLDENS, "metrics/R2Score"),
    ("thresholds are met by equality", "metrics/ConfusionMetric", "Ops.greater(wide, column(p, limits))", "Ops.greaterEqual(wide, column(p, limits))", EDGES, ""),
    ("focal loss without its power", "losses/BinaryFocalCrossentropy", "Ops.power(Ops.subtract(1, mixed(t, p)), gamma)", "Ops.subtract(1, mixed(t, p))", GOLDENS, "losses/"),
    ("cosine similarity with the other sign", "losses/CosineSimilarity", "Ops.negative(LossFunctions.cosine(yTrue, yPred, axis))", "LossFunctions.cosine(yTrue, yPred, axis)", GOLDENS, "losses/"),
    ("hinge keeps targets of 0", "losses/LossFunctions", "Ops.where(binary, Ops.subtract(Ops.multiply(t, 2), 1), t)", "Ops.where(binary, t, t)", EDGES, ""),
    ("label smoothing forgets the classes", "ops/Crossentropies", "Ops.multiply(target, 1 - share), share / classes", "Ops.multiply(target, 1 - share), share", GOLDENS, "losses/"),
    ("group norm loses beta", "layers/normalization/ScaledNormalization", "y = Ops.add(y, spread(beta(), x, call));", "y = Ops.add(y, 0);", GOLDENS, "layers/GroupNormalization"),
    ("batch norm's momentum is turned round", "layers/normalization/Renormalization", "Ops.add(Ops.multiply(old, momentum), Ops.multiply(now, 1 - momentum))", "Ops.add(Ops.multiply(now, momentum), Ops.multiply(old, 1 - momentum))", GOLDENS, "layers/BatchNormalization"),
    ("GRU resets before the product", "layers/rnn/GRUCell", "if (resetAfter) {\n      Tensor inner", "if (false) {\n      Tensor inner", GOLDENS, "layers/GRU"),
    ("the mean of both fans is their sum", "initializers/VarianceScaling", "(in + out) / 2", "in + out", GOLDENS, "initializers/"),
    ("L2 is not squared", "regularizers/L1L2", "Ops.sum(Ops.square(x)), l2", "Ops.sum(Ops.abs(x)), l2", GOLDENS, "regularizers/"),
    ("the last partial batch is dropped", "data/BatchReader", "dropRemainder && batch", "batch", ("core", "io.trihorn.data.DatasetTest"), ""),
    ("saved weights are in the wrong order", "saving/WeightsTree", "saveable.variables().get(i);\n        put(", "saveable.variables().get(saveable.variables().size() - 1 - i);\n        put(", ("testkit", "io.trihorn.saving.KerasLayoutTest"), ""),
    ("the validation split is rounded up", "model/FitLoop", "Math.floor(rows", "Math.ceil(rows", FIT, ""),
    ("validation one epoch early", "model/FitOptions", "validated.test(epoch + 1)", "validated.test(epoch)", FIT, ""),
    ("the loss is looked at a step late", "model/FitLoop", "Math.floorDiv(first - 1, LOSS_INTERVAL)", "Math.floorDiv(first, LOSS_INTERVAL)", FIT, ""),
    ("evicted programs are never closed", "backend/compile/ProgramCache", "if (lease.isFinished()) {\n      finished.add(lease);\n    }", "", CACHE, ""),
    ("programs are closed while they run", "backend/compile/ProgramCache", "evicted && users == 0 &&", "evicted &&", CACHE, ""),
    ("early stopping begins an epoch late", "callbacks/EarlyStopping", "epoch < startFromEpoch", "epoch <= startFromEpoch", GOLDENS, "callbacks/"),
    ("the least learning rate is passed", "callbacks/ReduceLROnPlateau", "Math.max(old * factor, minLr)", "old * factor", PLATEAU, ""),
    ("a plateau is remembered from the training before", "callbacks/ReduceLROnPlateau", "best = null;\n    wait = 0;\n    cooldownCounter = 0;", "", PLATEAU, ""),
    ("steps until a checkpoint begin anew in each epoch", "callbacks/SaveFrequency", "since += step <= seen ? step + 1 : step - seen;", "since = step <= seen ? step + 1 : since + step - seen;", GOLDENS, "callbacks/"),
    ("averages are not kept at the end of training", "callbacks/SwapEMAWeights", "epoch == run.epochs() - 1", "epoch == run.epochs()", GOLDENS, "callbacks/"),
    ("windows begin at the start of the series", "data/TimeseriesDataset", "startIndex + i * sequenceStride", "i * sequenceStride", GOLDENS, "data/"),
    ("more windows than targets", "data/TimeseriesDataset", "Math.min(windows, targets.type().dim(0))", "windows", WINDOWS, ""),
    ("crosses stand in the order of their making", "features/FeatureSpace", "crosses = new TreeMap<>()", "crosses = new LinkedHashMap<>()", COLUMNS, ""),
    ("boundaries that are given are learned anew", "features/Feature", "return given == null || preprocessor", "return given != null || preprocessor", COLUMNS, ""),
    ("an operand taken twice counts four times", "graph/gradient/Gradients", "once.set(i, null);", "once.set(i, gradients.get(i));", GRADIENTS, ""),
    ("each step has its penalty", "layers/rnn/TimeDistributed", "call.applyUnregularized(layer(), List.of(merged(x)), named)", "call.apply(layer(), List.of(merged(x)), named)", RANDOM, ""),
    ("negative numbers look up the first row", "layers/core/EmbeddingTable", "Shapes.fromEnd(whole, inputDim)", "whole", RANDOM, ""),
    ("halves are rounded up", "composites/AbsMaxRounding", "Ops.round(Ops.multiply(x, scale))", "Ops.floor(Ops.add(Ops.multiply(x, scale), 0.5))", GOLDENS, "quantizers/"),
    ("float8 has no numbers below its normal ones", "quantizers/Float8", "power = Ops.maximum(power, powers.getDouble(0));", "", GOLDENS, "quantizers/"),
    ("the rank does not divide LoRA's alpha", "layers/base/AdaptableWeight", "alpha / rank)", "alpha)", GOLDENS, "quantization/"),
    ("LoRA trains the kernel too", "layers/base/AdaptableWeight", "stored.freeze();", "", GOLDENS, "quantization/"),
    ("files lack what LoRA learned", "layers/base/AdaptableWeight", "Ops.cast(Ops.add(base, delta), variable)", "Ops.cast(base, variable)", GOLDENS, "quantization/"),
    ("an evaluation is written at the callback's step", "callbacks/TensorBoard", "long iterations = model.iterations();", "long iterations = step;", EVENTS, ""),
    ("logs of all steps are written", "callbacks/TensorBoard", "updateFreq > 0 && step % updateFreq == 0", "updateFreq > 0", EVENTS, ""),
    ("embeddings are saved after every epoch", "callbacks/TensorBoard", "embeddingsFreq > 0 && epoch % embeddingsFreq == 0", "embeddingsFreq > 0", EVENTS, ""),
    ("boxes have square corners", "visualization/BoxDrawing", "dx * dx + dy * dy <= reach * reach", "dx <= reach && dy <= reach", DRAWINGS, ""),
    ("boxes are as thick as is said", "visualization/BoxDrawing", "(thickness + 1) / 2", "thickness / 2", DRAWINGS, ""),
    ("masks are rounded", "visualization/MaskDrawing", "above * over : below)", "above * over + 0.5f : below)", DRAWINGS, ""),
    ("ops side by side are in one row", "backend/around/Profile", "ends.get(i) <= op.start()", "ends.get(i) > 0", PROFILES, ""),
    ("an op of its own has no layer", "backend/around/OneByOne", "new OpTime(node.scope(), node", 'new OpTime("", node', PROFILES, ""),
    ("random layers go on in the second comparison", "model/ComparedGradients", "copy.seed(model.seed()).on(backend)", "copy.seed(System.nanoTime()).on(backend)", APART, ""),
    ("compared losses have no weights", "model/ComparedGradients", "lossWeights[i] = compiled.lossWeight(i)", "lossWeights[i] = 1", APART, ""),
]


def run(command, directory, **more):
    return subprocess.run(command, cwd=directory, text=True, capture_output=True, **more)


def checked(command, directory):
    done = run(command, directory)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


class Tree:
    """A compiled copy of the working tree, whose files have the texts of these rows."""

    def __init__(self, root, rows):
        here = pathlib.Path(__file__).parent
        top = pathlib.Path(checked(["git", "rev-parse", "--show-toplevel"], here).strip())
        self.root = root / "clone"
        for name in checked(["git", "ls-files", "--cached", "--others", "--exclude-standard"], top).splitlines():
            if (top / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(top / name, self.root / name)
        maven = ["mvn", "-B", "-ntp", "-q"]
        self.require(rows)
        checked([*maven, "test-compile", "dependency:build-classpath", "-Dmdep.outputFile=target/test.cp",
                 "-Dmdep.includeScope=test", "-pl", "testkit", "-am"], self.root)
        checked([*maven, "dependency:copy", f"-Dartifact={CONSOLE}", f"-DoutputDirectory={root}", "-N"], self.root)
        jars = (self.root / "testkit/target/test.cp").read_text().split(os.pathsep)
        folders = [self.root / m / "target" / d for m in ("core", "testkit") for d in ("classes", "test-classes")]
        self.path = [*folders, *[j for j in jars if j.endswith(".jar")], *root.glob("*.jar")]
        self.overlay = root / "planted"

    def passes(self, test, cases):
        """Whether a test passes, and what its run said."""
        module, name = test
        path = os.pathsep.join(map(str, [self.overlay, *self.path]))
        done = run(["java", "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", f"-Dtrihorn.goldens.cases={cases}", "-cp", path,
                    "org.junit.platform.console.ConsoleLauncher", "execute", "-c", name, "--details=summary"],
                   self.root / module)
        started = re.search(r"(\d+) tests started", done.stdout)
        if not started or int(started.group(1)) == 0:
            sys.exit(f"{name} {cases}: no test was run\n{done.stdout}{done.stderr}")
        return done.returncode == 0, done.stdout + done.stderr

    def file(self, name):
        return self.root / f"core/src/main/java/io/trihorn/{name}.java"

    def require(self, rows):
        """Fails where a file no longer has the text that an error takes the place of."""
        counts = [(row[0], row[1], self.file(row[1]).read_text().count(row[2])) for row in rows]
        stale = [f"{error}: {name} has {count} times the text" for error, name, count in counts if count != 1]
        if stale:
            sys.exit("\n".join([*stale, "Change the rows of these errors."]))

    def plant(self, name, before, after):
        """Compiles a file with an error where its classes come first."""
        shutil.rmtree(self.overlay, ignore_errors=True)
        self.overlay.mkdir()
        changed = self.overlay / self.file(name).name
        changed.write_text(self.file(name).read_text().replace(before, after))
        checked(["javac", "-proc:none", "-nowarn", "-parameters", "--release", "17", "-d", str(self.overlay), "-cp",
                 os.pathsep.join(map(str, self.path)), str(changed)], self.root)


def main():
    chosen = [row for row in PLANTED if not sys.argv[1:] or any(part in row[0] for part in sys.argv[1:])]
    survivors = []
    with tempfile.TemporaryDirectory() as root:
        tree = Tree(pathlib.Path(root), chosen)
        for test in sorted({row[4] for row in chosen}):
            passed, said = tree.passes(test, "")
            if not passed:
                sys.exit(f"{test[1]} fails as it is\n{said}")
        for error, file, before, after, test, cases in chosen:
            tree.plant(file, before, after)
            passed, _ = tree.passes(test, cases)
            if passed:
                survivors.append(error)
            print(f"{'SURVIVES' if passed else 'caught'}: {error}: {test[1].rsplit('.')[-1]} {cases}", flush=True)
    print(f"{len(chosen) - len(survivors)} caught, {len(survivors)} survive")
    return 1 if survivors else 0


sys.exit(main())

"""Mutation testing of the package model in parts: some classes at a time, with the tests that are about them.

    python mutate_model.py [PART ...]

Each part is one run of the profile `mutation`, whose command is printed. Then come, for each file, how many changes a test
noticed and how many there were. A change after which a test takes too long counts as not noticed, since on a busy machine
nobody knows why it did: those are told apart. Their sum is at the end.
"""

import collections
import pathlib
import shlex
import subprocess
import sys
import xml.etree.ElementTree

TIMEOUT = 90000
TOP = pathlib.Path(__file__).resolve().parents[4]
REPORT = TOP / "testkit/target/mutation/model/mutations.xml"

# Each part: its classes; its tests; of Keras's programs, the cases that are run where ReferenceGoldensTest is among them.
WIDE = (
    " ReferenceMistakesTest ReferenceNestedModelsTest ReferenceSharingTest QuantizeTest LayerModesTest"
    " BackupAndRestoreTest ModelCallsTest HostWorkTest GatheredPredictionsTest CompilationConfigTest VectorTargetsTest"
    " SequentialTest JoinedStepsTest NetworkInNetworkTest"
)
PARTS = {
    "texts": ("HostPart", "TextLayersTest TextsInsideTest ReferenceTextModelsTest", ""),
    "training": (
        "Training",
        "FitLoopTest ModelUsesTest EventsTest LogNamesTest CompiledNumbersTest OwnStepsTest FreezingTest NamedDataTest"
        " DtypePolicyTest ReferenceStepTest ReferenceTensorBoardTest CompilingAgainTest ReferenceGoldensTest" + WIDE,
        "fit/",
    ),
    "steps": (
        "Trainer StepPrograms LearningRates Programs",
        "ModelUsesTest FreezingTest OwnStepsTest BadInputTest PredictionsTest ManyShapesTest FitLoopTest"
        " StepsPerEpochTest OpenClassesTest SharedWeightsTest CompilingAgainTest ReferenceTensorBoardTest ReferenceStepTest ReferenceGoldensTest" + WIDE,
        "fit/",
    ),
    "models": (
        "Model TrainedNetwork PredictingNetwork Network",
        "UndisturbedTest NamedDataTest PredictionsTest CloningTest SummaryTest OpenClassesTest EventsTest ComparisonTest"
        " ManyShapesTest ModelUsesTest WiringTest BadInputTest FreezingTest ReferenceStepTest ReferenceReplicaTest"
        " ReferenceGoldensTest"
        + WIDE,
        "model_features/,quantization/",
    ),
    "state": (
        "Engine SharedState ModelState ModelValues",
        "EngineTest SharedStateTest ModelStateTest ModelValuesTest SharedWeightsTest UndisturbedTest ManyShapesTest CompilingAgainTest"
        " FreezingTest ModelUsesTest PredictionsTest ModelCallsTest",
        "",
    ),
    "later": (
        "Calibrating ChainProgram MetricFit Preprocessing Joined",
        "CalibratedQuantizationTest JoinedStepsTest GatheredPredictionsTest ReferenceStepTest ReferenceGoldensTest"
        " ReferencePreprocessingTest ReferenceMistakesTest CompiledNumbersTest",
        "quantization/,data/",
    ),
    "data": (
        "Feeding KnownInputs Predicting ValuedNetwork ModelExporter Callback DefaultSteps",
        "PredictionsTest NamedDataTest UndisturbedTest ModelUsesTest InputsTest OpenClassesTest OwnStepsTest"
        " SharedWeightsTest BadInputTest StepsPerEpochTest EventsTest ReferenceStepTest ReferenceGoldensTest" + WIDE,
        "fit/,model_features/",
    ),
}


def command(classes, tests, cases):
    """The command of a part; tests are found by their names."""
    changed = [f"io.trihorn.model.{name}{end}" for name in classes.split() for end in ("", "$*")]
    run = []
    for name in tests.split():
        roots = [TOP / module / "src/test/java" for module in ("core", "testkit")]
        (found,) = [(root, file) for root in roots for file in root.rglob(f"{name}.java")]
        run.append(".".join(found[1].relative_to(found[0]).with_suffix("").parts))
    return [
        "mvn", "-B", "-ntp", "-q", "-Pmutation", "-pl", "testkit", "-am", "process-test-classes", "-Dmutate=model",
        f"-Dmutate.classes={','.join(changed)}", f"-Dmutate.tests={','.join(run)}", "-Dmutate.goldens=programs",
        f"-Dmutate.cases={cases}", f"-Dmutate.timeout={TIMEOUT}",
    ]  # fmt: skip


def counted():
    """By file: how many changes were noticed, took too long, and were not noticed."""
    files = collections.defaultdict(collections.Counter)
    for change in xml.etree.ElementTree.parse(REPORT).getroot():
        status = change.get("status")
        files[change.findtext("sourceFile")][status if status in ("KILLED", "TIMED_OUT") else "SURVIVED"] += 1
    return files


def main():
    total = collections.Counter()
    for part in sys.argv[1:] or PARTS:
        line = command(*PARTS[part])
        print(shlex.join(line), flush=True)
        subprocess.run(line, cwd=TOP, check=True, stdout=subprocess.DEVNULL)
        for file, counts in sorted(counted().items()):
            total += counts
            print(f"{file}: {counts['KILLED']} of {counts.total()}, {counts['TIMED_OUT']} took too long", flush=True)
    print(f"{total['KILLED']} of {total.total()}, {total['TIMED_OUT']} took too long")


main()

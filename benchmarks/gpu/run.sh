#!/bin/sh
# The conformance suite and the benchmarks on a card, with what pack.sh has packed. Needs Java 17 or newer and, for a card,
# its driver, CUDA 12 and cuDNN 9: installed ones, or those in the packages of the Python that PYTHON names, whose PyTorch
# takes part in the race. run.sh [DEVICE] [MODEL...]: gpu, and the models of the targets, unless others are named.
# It writes conformance.txt and bench.json into the folder where it is started.
set -u
here=$(cd "$(dirname "$0")" && pwd -P)
device=${1:-gpu}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- resnet50 bert lstm
python=${PYTHON:-python3}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# Where Python's packages have NVIDIA's libraries.
folders=$("$python" -c 'import glob, nvidia
print(":".join(f for p in nvidia.__path__ for f in glob.glob(p + "/*/lib")))' 2>/dev/null)
export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}${folders:+:$folders}"
CLASSPATH=$(printf '%s:' "$here"/lib/*.jar)
export CLASSPATH OPT_OUT_TRACKING=true
settings="-Dai.djl.offline=true -Dtrihorn.cuda=system"

status=0
echo "== conformance on $device"
# shellcheck disable=SC2086 # settings are to be split
"$java" -Xmx4g $settings "-Dtrihorn.device=$device" "-Dtrihorn.conformance.device=$device" ${CONFORMANCE:+-Dtrihorn.conformance=$CONFORMANCE} \
  org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
  -c io.trihorn.gpu.onnx.OnCardTest >conformance.txt 2>&1 || status=1
tail -n 14 conformance.txt
echo "== benchmarks on $device"
peers=trihorn-onnx
"$python" -c 'import torch' 2>/dev/null && peers=$peers,torch && set -- --python "$(command -v "$python")" "$@"
# shellcheck disable=SC2086
"$java" $settings io.trihorn.benchmarks.Bench --device "$device" --only "$peers" --rounds "${ROUNDS:-5}" \
  --seconds "${SECONDS_EACH:-2}" --json bench.json "$@" || status=1
exit "$status"

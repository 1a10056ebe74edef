#!/bin/sh
# Packs what run.sh needs on a machine with a card and without Maven, in less than 64 MiB: the conformance suite, the
# benchmarks, the backend onnx and ONNX Runtime with code for cards of one compute capability (90 unless another is named).
# benchmarks/gpu/pack.sh [CAPABILITY] writes benchmarks/gpu/target/trihorn-gpu.tar.
set -eu
capability=${1:-90}
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
out=$here/target/trihorn-gpu
most=$((64 * 1048576))

cd "$root"
mvn -q -B -ntp -Pgpu,benchmarks ${TRIHORN_MAVEN_ARGS:-} -pl benchmarks,extensions/gpu/onnx -am -DskipTests \
  package dependency:build-classpath -Dmdep.outputFile=target/classpath -DincludeScope=test
junit=$(sed -n 's/.*junit-platform-commons-\([0-9.]*\)\.jar.*/\1/p' extensions/gpu/onnx/target/classpath)
mvn -q -B -ntp ${TRIHORN_MAVEN_ARGS:-} dependency:copy -Dmdep.prependGroupId=false \
  "-Dartifact=org.junit.platform:junit-platform-console-standalone:$junit" "-DoutputDirectory=$here/target/junit"

rm -rf "$out" "$out.tar"
mkdir -p "$out/lib"
cp "$here"/target/junit/*.jar "$here/run.sh" "$out"/
mv "$out"/junit-*.jar "$out/lib"
jar --create --file "$out/lib/benchmarks.jar" -C benchmarks/target/classes .
jar --create --file "$out/lib/gpu-onnx-tests.jar" -C extensions/gpu/onnx/target/test-classes .

# Of what both need, all but the engines that stay here: those of other backends and of peers, and CUDA.
{
  cat extensions/gpu/onnx/target/classpath
  printf ':'
  cat benchmarks/target/classpath
} | tr ':' '\n' | sort -u | while read -r jar; do
  name=${jar##*/}
  case $jar in
    '' | */org/junit/* | */org/nd4j/* | */org/deeplearning4j/* | */org/bytedeco/* | */org/tensorflow/* | */ai/djl/pytorch/* | \
      */fastutil/* | */archunit/* | */onnxruntime/onnxruntime/*) ;;
    */onnxruntime_gpu-*) java "$here/SlimEngine.java" "$jar" "$out/lib/$name" "$capability" ;;
    */target/classes) jar --create --file "$out/lib/$(basename "${jar%/target/classes}").jar" -C "$jar" . ;;
    *) cp "$jar" "$out/lib" ;;
  esac
done

tar -C "$here/target" -cf "$out.tar" trihorn-gpu
bytes=$(wc -c <"$out.tar")
echo "$out.tar: $((bytes / 1048576)) MiB"
[ "$bytes" -le "$most" ] || {
  echo "that is more than 64 MiB; the largest are:" >&2
  du -a "$out/lib" | sort -rn | head -n 20 >&2
  exit 1
}

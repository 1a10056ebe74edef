#!/usr/bin/env bash
# ONNX Runtime 1.28.0 (Java).
# A good guess: a process that ends normally leaves the temporary directory as it found it.
# What happens: the jar unpacks about 28 MB of libraries into a folder of the temporary directory at each start, and removes the files at the end, but the
# folder `onnxruntime-java…` itself stays: one more for every start of the JVM.
# Seen: when the temporary directory was looked at after runs of the test suite.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>temp-folder</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.microsoft.onnxruntime</groupId><artifactId>onnxruntime</artifactId><version>1.28.0</version></dependency>
  </dependencies>
</project>
XML
cat > "$dir/Start.java" <<'JAVA'
import ai.onnxruntime.OrtEnvironment;

class Start {
  public static void main(String[] args) {
    System.out.println("ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion());
  }
}
JAVA
mvn -q -B -ntp -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/lib"
mkdir "$dir/tmp"
for start in 1 2 3; do
  java -Djava.io.tmpdir="$dir/tmp" -cp "$dir/lib/*" "$dir/Start.java"
done
folders=$(find "$dir/tmp" -mindepth 1 -maxdepth 1 -type d -name 'onnxruntime-java*' | wc -l)
files=$(find "$dir/tmp" -type f | wc -l)
echo "after three starts: $folders folders, $files files"
[ "$folders" -eq 3 ] && [ "$files" -eq 0 ]

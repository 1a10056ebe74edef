#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 on the CPU (nd4j-native).
# A good guess: the mean of a thousand ones is one in every element type; at most the result is rounded to the type.
# What happens: in bfloat16 the sum is kept in the element type while it is added up, and stops at 256, because 256 + 1 is 256 again: the
# mean of 1,000 ones is 0.256. In float16 and float32 it is one.
# Seen: when means over narrow types were compared between three engines; the other two add in float32.
# In Trihorn: sums of narrow types are added in float32 by kernels of its own, held to the interpreter by the conformance suite.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>nd4j-mean</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version></dependency>
    <dependency><groupId>org.nd4j</groupId><artifactId>nd4j-native</artifactId><version>1.0.0-M2.1</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>openblas</artifactId><version>0.3.19-1.5.7</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.7</version><classifier>linux-x86_64</classifier></dependency>
  </dependencies>
</project>
XML
cat > "$dir/Mean.java" <<'JAVA'
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class Mean {
  static double mean(DataType type, int count) {
    double mean = Nd4j.ones(type, count).mean().castTo(DataType.DOUBLE).getDouble(0);
    System.out.println("mean of " + count + " ones as " + type + ": " + mean);
    return mean;
  }

  public static void main(String[] args) {
    boolean still =
        mean(DataType.BFLOAT16, 1000) < 0.3
            & mean(DataType.HALF, 1000) == 1
            & mean(DataType.FLOAT, 1000) == 1;
    System.exit(still ? 0 : 1);
  }
}
JAVA
mvn -q -B -ntp -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/lib" -DincludeScope=runtime
java -cp "$dir/lib/*" "$dir/Mean.java" 2> "$dir/log" || {
  status=$?
  tail -n 5 "$dir/log" >&2
  exit "$status"
}

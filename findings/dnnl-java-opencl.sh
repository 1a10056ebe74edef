#!/usr/bin/env bash
# org.bytedeco:dnnl 3.11-1.5.13 (oneDNN), JavaCPP 1.5.13, Linux x86-64, no graphics card and no OpenCL on the system.
# A good guess: to compute on the processor, the library's natives and JavaCPP's are enough beside the Java classes, as with its
# OpenBLAS or TensorFlow.
# What happens: the first class of oneDNN that is touched loads OpenCL's classes too, and ends with an UnsatisfiedLinkError about
# jniOpenCL; it works when OpenCL's natives, which bring a loader of their own, are on the class path as well. oneDNN's native library
# itself does not want OpenCL.
# Seen: when products of matrices were to go by a newer oneDNN on processors.
# In Trihorn: the native library alone is taken, and called without those classes (OneDnn).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>dnnl</artifactId><version>3.11-1.5.13</version><classifier>linux-x86_64</classifier></dependency>
    <dependency><groupId>org.bytedeco</groupId><artifactId>javacpp</artifactId><version>1.5.13</version><classifier>linux-x86_64</classifier></dependency>
    EXTRA
  </dependencies>
</project>
XML
cat > "$dir/Version.java" <<'JAVA'
public class Version {
  public static void main(String[] args) {
    System.out.println(org.bytedeco.dnnl.global.dnnl.dnnl_version().major());
  }
}
JAVA
with() {
  mkdir "$dir/$1"
  sed "s|EXTRA|$2|" "$dir/pom.xml" > "$dir/$1/pom.xml"
  (cd "$dir/$1" && mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile=cp > log)
  java -cp "$(cat "$dir/$1/cp")" "$dir/Version.java" > "$dir/$1/out" 2>&1 || true
  head -n 1 "$dir/$1/out"
}
without=$(with without "")
opencl=$(with opencl "<dependency><groupId>org.bytedeco</groupId><artifactId>opencl</artifactId><version>3.0-1.5.13</version><classifier>linux-x86_64</classifier></dependency>")
echo "without OpenCL's natives: $without"
echo "with them: version $opencl"
[[ $without == *UnsatisfiedLinkError*jniOpenCL* ]] && [ "$opencl" = 3 ]

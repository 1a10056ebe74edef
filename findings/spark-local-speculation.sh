#!/usr/bin/env bash
# Apache Spark 4.2.0 (Scala 2.13).
# A good guess: with `spark.speculation` on, a task that hangs while the others are done is begun a second time on another executor, so that a
# `local-cluster` is enough to see what a job makes of that.
# What happens: it never is. No second attempt runs on a host that has the first, and all executors of a `local-cluster` have one host; the job
# waits until the slow task ends. Nothing is logged of it.
# Seen: when a test should show that tasks that run twice give their rows once.
# In Trihorn: SpeculativeTasksCluster starts a master and two workers on two addresses of the machine.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>speculation</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.spark</groupId><artifactId>spark-sql_2.13</artifactId><version>4.2.0</version></dependency>
  </dependencies>
</project>
XML
cat > "$dir/Slow.java" <<'JAVA'
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

public class Slow {
  static final AtomicInteger TWICE = new AtomicInteger();

  public static class Counter extends SparkListener {
    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      TWICE.addAndGet(start.taskInfo().speculative() ? 1 : 0);
    }
  }

  static Iterator<Long> wait(Iterator<Long> rows) throws InterruptedException {
    if (TaskContext.get().partitionId() == 0 && TaskContext.get().attemptNumber() == 0) {
      Thread.sleep(20_000);
    }
    return rows;
  }

  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.speculation", true)
            .config("spark.speculation.interval", "100ms")
            .config("spark.speculation.quantile", 0.5)
            .config("spark.speculation.multiplier", 1.1)
            .getOrCreate();
    spark.sparkContext().addSparkListener(new Counter());
    long start = System.nanoTime();
    MapPartitionsFunction<Long, Long> slow = Slow::wait;
    long rows = spark.range(0, 600, 1, 6).mapPartitions(slow, Encoders.LONG()).count();
    System.out.printf(
        "%d rows after %d s, second attempts: %d%n",
        rows, (System.nanoTime() - start) / 1_000_000_000, TWICE.get());
    spark.stop();
    System.exit(TWICE.get() == 0 ? 0 : 1);
  }
}
JAVA
mvn -q -B -ntp -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/lib"
javac -cp "$dir/lib/*" -d "$dir/classes" "$dir/Slow.java"
# Spark starts executors as an installation would.
mkdir -p "$dir/home/jars"
opens=(lang lang.invoke net nio util util.concurrent)
SPARK_HOME="$dir/home" SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 java \
  $(printf -- '--add-opens=java.base/java.%s=ALL-UNNAMED ' "${opens[@]}") --add-opens=java.base/sun.nio.ch=ALL-UNNAMED \
  -Xmx1g -cp "$dir/classes:$(printf '%s:' "$dir"/lib/*.jar)" Slow 2> "$dir/log"

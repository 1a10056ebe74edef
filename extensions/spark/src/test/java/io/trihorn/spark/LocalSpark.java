package io.trihorn.spark;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One session of two threads for all tests, where a task may fail twice. */
final class LocalSpark implements BeforeAllCallback {
  private static SparkSession session;

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .getOrComputeIfAbsent(Started.class, key -> new Started(), Started.class);
  }

  private static final class Started implements AutoCloseable {
    Started() {
      session =
          SparkSession.builder()
              .master("local[2,3]")
              .appName("tests")
              .config("spark.ui.enabled", false)
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", 2)
              .getOrCreate();
    }

    @Override
    public void close() {
      session.stop();
    }
  }

  static SparkSession session() {
    return session;
  }
}

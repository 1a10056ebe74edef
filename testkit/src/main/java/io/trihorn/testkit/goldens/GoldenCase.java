package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.data.Npz;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One case.
 *
 * @param name unique in its kind
 * @param group what it is about, for example a layer's class; reports count by it
 * @param json the case itself
 * @param arrays reads the arrays it names
 * @param folder what the paths it names are relative to, or null where it names none
 */
public record GoldenCase(String name, String group, JsonObject json, Arrays arrays, Path folder) {
  /** A case without files. */
  public GoldenCase(String name, String group, JsonObject json, Arrays arrays) {
    this(name, group, json, arrays, null);
  }

  /** Arrays that are read when they are needed. */
  @FunctionalInterface
  public interface Arrays {
    /** All arrays. */
    Npz read() throws IOException;
  }
}

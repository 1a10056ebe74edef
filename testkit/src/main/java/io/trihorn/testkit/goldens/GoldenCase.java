package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.data.Npz;

/**
 * One case.
 *
 * @param name unique in its kind
 * @param group what it is about, for example a layer's class; reports count by it
 * @param json the case itself
 * @param arrays reads the arrays it names
 */
public record GoldenCase(String name, String group, JsonObject json, Arrays arrays) {
  /** Arrays that are read when they are needed. */
  @FunctionalInterface
  public interface Arrays {
    /** All arrays. */
    Npz read() throws java.io.IOException;
  }
}

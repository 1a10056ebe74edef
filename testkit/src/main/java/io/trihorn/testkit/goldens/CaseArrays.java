package io.trihorn.testkit.goldens;

import com.google.gson.JsonObject;
import io.trihorn.data.Npz;
import io.trihorn.graph.TensorData;

/**
 * The arrays that the members of a case name.
 *
 * @param json the case
 * @param npz the arrays
 */
record CaseArrays(JsonObject json, Npz npz) {
  /** Whether a member names an array. */
  boolean has(String member) {
    return json.has(member) && !json.get(member).isJsonNull();
  }

  /** The array that a member names. */
  TensorData get(String member) {
    return npz.get(json.get(member).getAsString());
  }
}

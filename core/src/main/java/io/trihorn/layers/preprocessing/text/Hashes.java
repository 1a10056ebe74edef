package io.trihorn.layers.preprocessing.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.hashing.FarmHash;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** TensorFlow's hashes of texts, which Keras's layers use; they never change. */
final class Hashes {
  private Hashes() {}

  /** FarmHash's 64-bit fingerprint of a text's UTF-8 bytes. */
  static long fingerprint(String text) {
    return FarmHash.fingerprint(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bucket of a text.
   *
   * @param salt the two halves of SipHash's key, or null for FarmHash
   */
  static long bucket(String text, List<Long> salt, long buckets) {
    long hash =
        salt == null
            ? fingerprint(text)
            : SipHash.hash(salt.get(0), salt.get(1), text.getBytes(StandardCharsets.UTF_8));
    return Long.remainderUnsigned(hash, buckets);
  }

  /** The attribute {@code salt}: null, one number for both halves, or two. */
  static List<Long> salt(Config config, List<Long> value) {
    return config.value(
        "salt",
        value,
        s -> {
          JsonArray array = new JsonArray();
          s.forEach(array::add);
          return array;
        },
        e -> checked(Config.list(e, JsonElement::getAsLong)));
  }

  private static List<Long> checked(List<Long> salt) {
    if (salt.size() > 2 || salt.isEmpty()) {
      throw new ConfigException("salt should be one whole number or two, but is " + salt);
    }
    return List.of(salt.get(0), salt.get(salt.size() - 1));
  }
}

package io.trihorn.texts;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.backend.BackendException;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.config.Registry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Blocks as JSON, and what registries make of them. */
final class Plain {
  private static final Set<String> SERIALIZED =
      Set.of("module", "class_name", "config", "registered_name", "name", "build_config");

  private Plain() {}

  /** The same without places. */
  static JsonElement json(Block block) {
    if (block.value() instanceof Map<?, ?>) {
      JsonObject json = new JsonObject();
      block.fields("it").forEach((key, value) -> json.add(key, json(value)));
      return json;
    }
    if (block.value() instanceof List<?>) {
      JsonArray json = new JsonArray();
      block.items("it").forEach(item -> json.add(json(item)));
      return json;
    }
    if (block.value() instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (block.value() instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    return block.value() == null ? JsonNull.INSTANCE : new JsonPrimitive((String) block.value());
  }

  /**
   * What a registry makes of a name or of {@code {class_name, config}}.
   *
   * @param what what it is, for messages
   * @throws TextException if there is no such class, it has no such attribute, or a value is wrong
   */
  static <T extends Configurable> T object(String what, Block block, Registry<T> registry) {
    if (block.value() instanceof Map<?, ?>) {
      attributes(what, block, registry);
    } else {
      block.text(what);
    }
    return at(what, block, () -> registry.deserialize(json(block)));
  }

  /** Refuses a class that is not there, and attributes that the class does not have. */
  static <T extends Configurable> void attributes(String what, Block block, Registry<T> registry) {
    Map<String, Block> fields = block.fields(what);
    Block name = fields.get("class_name");
    if (name == null) {
      throw block.place().wrong(what + " needs a class_name");
    }
    String className = name.text("class_name of " + what);
    if (!registry.has(className)) {
      throw name.place()
          .wrong(
              what
                  + ": there is no class "
                  + className
                  + Names.didYouMean(className, registry.names()));
    }
    for (String key : fields.keySet()) {
      if (!SERIALIZED.contains(key) && !key.equals("inbound_nodes")) {
        throw block
            .keys()
            .get(key)
            .wrong(what + " has no '" + key + "'; attributes stand in its config");
      }
    }
    Block config = fields.get("config");
    if (config != null && config.value() != null) {
      Set<String> known = at(what, block, () -> registry.create(className)).getConfig().keySet();
      for (String key : config.fields("config of " + what).keySet()) {
        if (!known.contains(key)) {
          throw config
              .keys()
              .get(key)
              .wrong(
                  "%s has no attribute '%s'%s; it has %s"
                      .formatted(what, key, Names.didYouMean(key, known), known));
        }
      }
    }
  }

  /** Does something, and says where it fails: at the attribute that the message is about. */
  static <R> R at(String what, Block block, Supplier<R> action) {
    try {
      return action.get();
    } catch (TextException e) {
      throw e;
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | BackendException e) {
      throw place(block, String.valueOf(e.getMessage())).wrong(what + ": " + e.getMessage(), e);
    }
  }

  private static Place place(Block block, String message) {
    if (block.value() instanceof Map<?, ?>) {
      Block config = block.fields("it").get("config");
      if (config != null && config.value() instanceof Map<?, ?>) {
        for (Map.Entry<String, Block> field : config.fields("it").entrySet()) {
          if (Pattern.compile("\\b" + Pattern.quote(field.getKey()) + "\\b")
              .matcher(message)
              .find()) {
            return field.getValue().place();
          }
        }
      }
    }
    return block.place();
  }
}

package io.trihorn.config;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The classes of one family (layers, losses, ...) by Keras's class name, and Keras's serialized
 * form of their objects. Only registered classes are ever made from a file.
 *
 * @param <T> the family
 */
public final class Registry<T extends Configurable> {
  private final String family;
  private final String module;
  private final Map<String, Supplier<? extends T>> factories = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final Map<String, String> custom = new ConcurrentHashMap<>();
  private final Map<String, Registry<T>> modules = new ConcurrentHashMap<>();

  /**
   * An empty registry.
   *
   * @param family for messages: "layer"
   * @param module Keras's module of the family: "keras.layers"
   */
  public Registry(String family, String module) {
    this.family = family;
    this.module = module;
  }

  /** Adds a class by a factory of unconfigured objects, and further names for it. */
  public Registry<T> add(String className, Supplier<? extends T> factory, String... names) {
    factories.put(className, factory);
    for (String name : names) {
      aliases.put(name, className);
    }
    return this;
  }

  /** Adds a further name for a class, unless it is a class's own or taken. */
  public Registry<T> addAlias(String className, String name) {
    if (!factories.containsKey(name)) {
      aliases.putIfAbsent(name, className);
    }
    return this;
  }

  /** Adds a user's class, written to files as {@code package>className}. */
  public Registry<T> addCustom(
      String packageName, String className, Supplier<? extends T> factory) {
    custom.put(className, packageName + ">" + className);
    return add(className, factory);
  }

  /**
   * Adds the classes of a module of Keras's and the modules in it, which are told from this
   * family's by their module: there is an operation {@code Add} beside the layer.
   */
  public Registry<T> addModule(Registry<T> classes) {
    modules.put(classes.module, classes);
    return this;
  }

  private Registry<T> of(String moduleName) {
    if (moduleName != null) {
      for (Registry<T> other : modules.values()) {
        if (moduleName.equals(other.module) || moduleName.startsWith(other.module + ".")) {
          return other;
        }
      }
    }
    return this;
  }

  /** All class names, sorted. */
  public List<String> names() {
    return factories.keySet().stream().sorted().toList();
  }

  /** Whether there is a class of this name or alias. */
  public boolean has(String name) {
    return factories.containsKey(name) || aliases.containsKey(name);
  }

  /**
   * An object with default attributes.
   *
   * @throws UnknownNameException if the name is unknown; the message has the nearest known ones
   */
  public T create(String name) {
    Supplier<? extends T> factory = factories.get(aliases.getOrDefault(name, name));
    if (factory == null) {
      throw new UnknownNameException(
          name,
          "unknown "
              + family
              + " '"
              + name
              + "'; did you mean "
              + String.join(" or ", nearest(name))
              + "? A class of your own is added to the registry by name.");
    }
    return factory.get();
  }

  private List<String> nearest(String name) {
    Set<String> known = new HashSet<>(factories.keySet());
    known.addAll(aliases.keySet());
    return Names.nearest(name, known, 2);
  }

  /**
   * An object of a registered name with attributes.
   *
   * @param attributes by Keras's names: numbers, texts, booleans, lists of these, or null
   * @throws UnknownNameException if the name or one of the attributes is unknown
   */
  public T create(String name, Map<String, ?> attributes) {
    Set<String> known = create(name).getConfig().keySet();
    for (String key : attributes.keySet()) {
      if (!known.contains(key)) {
        throw new UnknownNameException(
            key,
            family
                + " '"
                + name
                + "' has no attribute '"
                + key
                + "'; did you mean '"
                + Names.nearest(key, known, 1).get(0)
                + "'? It has "
                + known);
      }
    }
    return create(name, new Gson().toJsonTree(attributes).getAsJsonObject());
  }

  /** An object from a class name and its attributes. */
  public T create(String name, JsonObject config) {
    T object = create(name);
    object.configure(Config.reader(name, config));
    return object;
  }

  private String module(T object) {
    return object.module() == null ? module : object.module();
  }

  /** Keras's serialized form. */
  public JsonElement serialize(T object) {
    if (object == null) {
      return JsonNull.INSTANCE;
    }
    Registry<T> other = of(object.module());
    if (other != this) {
      return other.serialize(object);
    }
    JsonObject json = new JsonObject();
    String name = object.className();
    String registered = custom.get(name);
    json.addProperty("module", registered == null ? module(object) : null);
    json.addProperty("class_name", name);
    json.add("config", object.getConfig());
    // Keras writes a name for classes that are not in its public modules.
    boolean hidden = registered == null && module(object).startsWith("keras.src.");
    json.addProperty("registered_name", hidden ? name : registered);
    object.annotate(json);
    return json;
  }

  /** An object from Keras's serialized form, or from its bare name. */
  public T deserialize(JsonElement element) {
    if (element == null || element.isJsonNull()) {
      return null;
    }
    if (element.isJsonPrimitive()) {
      return create(element.getAsString());
    }
    JsonObject json = element.getAsJsonObject();
    if (!json.has("class_name")) {
      throw new ConfigException("a serialized " + family + " needs a class_name: " + json);
    }
    JsonElement from = json.get("module");
    Registry<T> other = of(from == null || from.isJsonNull() ? null : from.getAsString());
    if (other != this) {
      return other.deserialize(json);
    }
    String name = json.get("class_name").getAsString();
    if (name.equals("function")) {
      return create(json.get("config").getAsString());
    }
    JsonElement config = json.get("config");
    if (config != null && config.isJsonPrimitive()) {
      return create(config.getAsString());
    }
    String plain = name.contains(">") ? name.substring(name.lastIndexOf('>') + 1) : name;
    return config == null || config.isJsonNull()
        ? create(plain)
        : create(plain, config.getAsJsonObject());
  }
}

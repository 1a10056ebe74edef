package io.trihorn.config;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The classes of one family (layers, losses, ...) by Keras's class name, and Keras's serialized
 * form of their objects. Only registered classes are ever made from a file.
 *
 * <p>Classes of users are kept apart from Keras's, and those of one package from those of another,
 * by their registered names {@code package>ClassName}: a {@code shop>Dense} is never taken for
 * Keras's {@code Dense}.
 *
 * @param <T> the family
 */
public final class Registry<T extends Configurable> {
  private static final String SEPARATOR = ">";

  /** Modules whose classes are Keras's, whatever Keras wrote them. */
  private static final Pattern KERAS =
      Pattern.compile("(tf_)?keras(\\..*)?|tensorflow\\..*|builtins");

  private final String family;
  private final String module;
  private final Map<String, Supplier<? extends T>> factories = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final Map<String, Supplier<? extends T>> custom = new ConcurrentHashMap<>();
  private final Map<Class<?>, String> registeredNames = new ConcurrentHashMap<>();
  private final Map<String, Supplier<Registry<T>>> modules = new ConcurrentHashMap<>();

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

  /**
   * Adds a class of Keras's by a factory of unconfigured objects, and further names for it.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public Registry<T> add(String className, Supplier<? extends T> factory, String... names) {
    if (factories.putIfAbsent(className, factory) != null) {
      throw new IllegalArgumentException(
          "there is a "
              + family
              + " '"
              + className
              + "' already; add a class of your own with a package, by addCustom(\"package\", \""
              + className
              + "\", factory)");
    }
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

  /**
   * Adds a user's class, which files have as {@code package>className}. Of several of one name that
   * is given without a package, as in files of old, the first by the package's name is meant.
   *
   * @param packageName as in Keras's {@code register_keras_serializable}, where {@code Custom} is
   *     the one that is not given
   * @param factory gives unconfigured objects, all of one class
   */
  public Registry<T> addCustom(
      String packageName, String className, Supplier<? extends T> factory) {
    String registered = packageName + SEPARATOR + className;
    custom.put(registered, factory);
    registeredNames.put(factory.get().getClass(), registered);
    return this;
  }

  /**
   * Adds the classes of a module of Keras's and the modules in it, which are told from this
   * family's by their module: there is an operation {@code Add} beside the layer.
   *
   * @param moduleName Keras's module: "keras.src.ops"
   * @param classes gives them; asked only when one of them may be meant, since a table of hundreds
   *     takes a good part of the time in which a program starts
   */
  public Registry<T> addModule(String moduleName, Supplier<Registry<T>> classes) {
    modules.put(moduleName, classes);
    return this;
  }

  private Registry<T> of(String moduleName) {
    if (moduleName != null) {
      for (Map.Entry<String, Supplier<Registry<T>>> other : modules.entrySet()) {
        String name = other.getKey();
        if (moduleName.equals(name) || moduleName.startsWith(name + ".")) {
          return other.getValue().get();
        }
      }
    }
    return this;
  }

  /** The names of all of Keras's classes that are here, sorted. */
  public List<String> names() {
    return factories.keySet().stream().sorted().toList();
  }

  /** Whether there is a class of this name, alias or registered name. */
  public boolean has(String name) {
    return find(name) != null;
  }

  /** Keras's classes first, unless the name has a package; then users'; then those of modules. */
  private Supplier<? extends T> find(String name) {
    if (name.contains(SEPARATOR)) {
      return custom.get(name);
    }
    Supplier<? extends T> own = factories.get(aliases.getOrDefault(name, name));
    if (own != null) {
      return own;
    }
    Supplier<? extends T> users = findCustom(name);
    return users != null
        ? users
        : modules.values().stream()
            .map(other -> other.get().find(name))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** A user's class by its name without the package. */
  private Supplier<? extends T> findCustom(String name) {
    return custom.entrySet().stream()
        .filter(e -> e.getKey().endsWith(SEPARATOR + name))
        .min(Map.Entry.comparingByKey())
        .<Supplier<? extends T>>map(Map.Entry::getValue)
        .orElse(null);
  }

  /**
   * An object with default attributes.
   *
   * @param name Keras's class name, or a registered name {@code package>ClassName}
   * @throws UnknownNameException if the name is unknown; the message has the nearest known ones
   */
  public T create(String name) {
    if (name == null) {
      throw new ConfigException(
          "the name of the " + family + " is null; give one, such as '" + names().get(0) + "'");
    }
    Supplier<? extends T> factory = find(name);
    if (factory == null) {
      throw unknown(name);
    }
    return factory.get();
  }

  private UnknownNameException unknown(String name) {
    int at = name.indexOf(SEPARATOR);
    String packageName = at < 0 ? "Custom" : name.substring(0, at);
    Set<String> known = new HashSet<>(factories.keySet());
    known.addAll(aliases.keySet());
    String near = Names.didYouMean(name.substring(at + 1), known);
    return new UnknownNameException(
        name,
        "unknown "
            + family
            + " '"
            + name
            + "'"
            + (near.isEmpty() ? "." : near)
            + " A class of your own is added to the registry by addCustom(\""
            + packageName
            + "\", \""
            + name.substring(at + 1)
            + "\", factory).");
  }

  /**
   * An object of a registered name with attributes.
   *
   * @param attributes by Keras's names: numbers, texts, booleans, lists of these, or null
   * @throws UnknownNameException if the name or one of the attributes is unknown
   */
  public T create(String name, Map<String, ?> attributes) {
    Set<String> known = Config.names(create(name));
    for (String key : attributes.keySet()) {
      if (!known.contains(key)) {
        String near = Names.didYouMean(key, known);
        throw new UnknownNameException(
            key,
            family
                + " '"
                + name
                + "' has no attribute '"
                + key
                + "'"
                + (near.isEmpty() ? "." : near)
                + " It has "
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
    String registered = registeredNames.get(object.getClass());
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
    JsonObject json = JsonParts.object("a serialized " + family, element);
    if (!json.has("class_name")) {
      throw new ConfigException("a serialized " + family + " needs a class_name: " + json);
    }
    JsonElement from = json.get("module");
    Registry<T> other = of(from == null || from.isJsonNull() ? null : from.getAsString());
    if (other != this) {
      return other.deserialize(json);
    }
    String what = "a serialized " + family;
    String name = JsonParts.text(what, json, "class_name");
    JsonElement config = json.get("config");
    if (name.equals("function") || (config != null && config.isJsonPrimitive())) {
      return create(JsonParts.text(what, json, "config"));
    }
    T object = of(json, name);
    boolean none = config == null || config.isJsonNull();
    object.configure(
        Config.reader(name, none ? new JsonObject() : JsonParts.object(what, json, "config")));
    return object;
  }

  /** An object of the class that JSON names: by registered name, or where the module is Keras's. */
  private T of(JsonObject json, String className) {
    String registered = text(json.get("registered_name"));
    boolean users = json.has("module") && !isKeras(text(json.get("module")));
    if (registered != null && (users || custom.containsKey(registered))) {
      Supplier<? extends T> factory =
          registered.contains(SEPARATOR) ? custom.get(registered) : findCustom(registered);
      if (factory == null) {
        throw unknown(registered);
      }
      return factory.get();
    }
    return create(className);
  }

  private static boolean isKeras(String moduleName) {
    return moduleName != null && KERAS.matcher(moduleName).matches();
  }

  private static String text(JsonElement e) {
    return e == null || e.isJsonNull() ? null : e.getAsString();
  }
}

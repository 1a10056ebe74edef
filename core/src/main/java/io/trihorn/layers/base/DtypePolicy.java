package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.JsonParts;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Floatx;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The element types a layer works in: Keras's dtype policy.
 *
 * @param name {@code float32}, {@code float64}, {@code mixed_float16}, {@code int8_from_float32},
 *     ...
 * @param compute what the layer computes in; floating inputs are converted to it
 * @param variable what its weights are stored in
 * @param mode how the layer is quantized, or null
 * @param byPath policies by the paths of layers inside or regular expressions for them: Keras's
 *     {@code DTypePolicyMap}; empty for a policy that is the same for all
 */
public record DtypePolicy(
    String name,
    DataType compute,
    DataType variable,
    QuantizationMode mode,
    Map<String, DtypePolicy> byPath) {
  private static final ThreadLocal<DtypePolicy> CURRENT = new ThreadLocal<>();
  private static final String FROM = "_from_";
  private static final Map<String, DataType> MIXED =
      Map.of("mixed_float16", DataType.FLOAT16, "mixed_bfloat16", DataType.BFLOAT16);

  /** float32 throughout. */
  public static final DtypePolicy FLOAT32 = of(DataType.FLOAT32);

  /** A policy; the map is copied in its order. */
  public DtypePolicy {
    byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
  }

  /** The policy that layers get where they are given none. */
  public static DtypePolicy dtypePolicy() {
    DtypePolicy policy = CURRENT.get();
    return policy == null ? of(Floatx.floatx()) : policy;
  }

  /**
   * Makes something, such as a model, whose layers get a policy where they are given none. It is in
   * force on the calling thread until the body ends: there is no {@code set_dtype_policy} for the
   * whole process.
   *
   * <pre>{@code
   * Model model = DtypePolicy.using("mixed_bfloat16", () -> new Sequential(dense(8), dense(2)));
   * }</pre>
   *
   * @param name as in {@link #of(String)}
   */
  public static <T> T using(String name, Supplier<T> body) {
    return using(of(name), body);
  }

  /** {@link #using(String, Supplier)} by the policy itself. */
  public static <T> T using(DtypePolicy policy, Supplier<T> body) {
    DtypePolicy before = CURRENT.get();
    CURRENT.set(policy);
    try {
      return body.get();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /** One element type throughout. */
  public static DtypePolicy of(DataType dtype) {
    return new DtypePolicy(DTypes.name(dtype), dtype, dtype, null, Map.of());
  }

  /**
   * The policy of Keras's name: an element type, {@code mixed_float16}, {@code mixed_bfloat16}, or
   * a quantized one such as {@code int8_from_float32}.
   *
   * @throws ConfigException if there is none
   */
  public static DtypePolicy of(String name) {
    if (QuantizationMode.begins(name)) {
      int at = name.indexOf(FROM);
      if (at < 0) {
        throw new ConfigException(
            "a quantized dtype policy should name its source, as in int8_from_float32, but is '"
                + name
                + "'");
      }
      DtypePolicy source = of(name.substring(at + FROM.length()));
      return source.quantized(QuantizationMode.parse(name.substring(0, at)));
    }
    if (MIXED.containsKey(name)) {
      return new DtypePolicy(name, MIXED.get(name), DataType.FLOAT32, null, Map.of());
    }
    try {
      return of(DTypes.parse(name));
    } catch (ShapeException e) {
      throw new ConfigException(
          "a dtype policy should be mixed_float16, mixed_bfloat16 or an element type such as"
              + " float32, but is '"
              + name
              + "'",
          e);
    }
  }

  /**
   * Policies by the paths of layers.
   *
   * @param otherwise for layers that no key fits
   * @param byPath by path, or by a regular expression that fits whole paths
   */
  public static DtypePolicy map(DtypePolicy otherwise, Map<String, DtypePolicy> byPath) {
    return new DtypePolicy(
        "map_" + otherwise.name(),
        otherwise.compute(),
        otherwise.variable(),
        otherwise.mode(),
        byPath);
  }

  /**
   * The policy of a layer.
   *
   * @param path its name after those of the layers it is in, with slashes between
   * @throws ConfigException if several keys fit
   */
  public DtypePolicy forPath(String path) {
    if (!isMap()) {
      return this;
    }
    if (byPath.containsKey(path)) {
      return byPath.get(path);
    }
    List<String> fitting =
        byPath.keySet().stream().filter(key -> Pattern.matches(key, path)).toList();
    if (fitting.size() > 1) {
      throw new ConfigException(
          "layer '" + path + "' should fit one key of the dtype policy's map, but fits " + fitting);
    }
    return fitting.isEmpty() ? otherwise() : byPath.get(fitting.get(0));
  }

  private boolean isMap() {
    return name.startsWith("map_");
  }

  private DtypePolicy otherwise() {
    return new DtypePolicy(name.substring("map_".length()), compute, variable, mode, Map.of());
  }

  /**
   * This policy with weights quantized.
   *
   * @throws ConfigException if it is quantized, or computes in float16 where the mode is int8
   */
  public DtypePolicy quantized(QuantizationMode wanted) {
    if (mode != null) {
      throw new ConfigException("the dtype policy " + name + " is quantized already");
    }
    if (compute == DataType.FLOAT16 && wanted.name().equals("int8")) {
      throw new ConfigException(
          "int8 should not be computed from in float16, whose range is too small, but the policy is "
              + name);
    }
    return new DtypePolicy(wanted.text() + FROM + name, compute, variable, wanted, Map.of());
  }

  /** The policy before it was quantized; itself where it is not. */
  public DtypePolicy source() {
    return mode == null ? this : of(sourceName());
  }

  private String sourceName() {
    return name.substring(name.indexOf(FROM) + FROM.length());
  }

  /** Keras's serialized form. */
  public JsonElement toJson() {
    JsonObject config = new JsonObject();
    if (isMap()) {
      config.add("default_policy", otherwise().toJson());
      JsonObject policies = new JsonObject();
      byPath.forEach((path, policy) -> policies.add(path, policy.toJson()));
      config.add("policy_map", policies);
      return serialized("keras.dtype_policies", "DTypePolicyMap", config);
    }
    if (mode == null) {
      config.addProperty("name", name);
      return serialized("keras", "DTypePolicy", config);
    }
    config.addProperty("mode", mode.text());
    config.addProperty("source_name", sourceName());
    if (mode.name().equals("float8")) {
      config.addProperty("amax_history_length", mode.size());
    }
    return serialized("keras.dtype_policies", mode.policyClass(), config);
  }

  private static JsonObject serialized(String module, String className, JsonObject config) {
    JsonObject json = new JsonObject();
    json.addProperty("module", module);
    json.addProperty("class_name", className);
    json.add("config", config);
    json.add("registered_name", JsonNull.INSTANCE);
    return json;
  }

  /** The policy from Keras's serialized form or its bare name. */
  public static DtypePolicy parse(JsonElement json) {
    if (json.isJsonPrimitive()) {
      return of(json.getAsString());
    }
    String what = "a dtype policy";
    JsonObject config = JsonParts.object(what, json, "config");
    if (config.has("policy_map")) {
      JsonElement otherwise = config.get("default_policy");
      Map<String, DtypePolicy> byPath = new LinkedHashMap<>();
      JsonParts.object(what, config, "policy_map")
          .entrySet()
          .forEach(e -> byPath.put(e.getKey(), parse(e.getValue())));
      boolean none = otherwise == null || otherwise.isJsonNull();
      return map(none ? dtypePolicy() : parse(otherwise), byPath);
    }
    Config read = Config.reader(what, config);
    if (!config.has("mode")) {
      return read.has("name") ? of(read.text("name", null)) : dtypePolicy();
    }
    DtypePolicy source =
        read.has("source_name") ? of(read.text("source_name", null)) : dtypePolicy();
    QuantizationMode mode = QuantizationMode.parse(JsonParts.text(what, config, "mode"));
    boolean history = config.has("amax_history_length");
    return source.quantized(
        history ? QuantizationMode.float8(read.integer("amax_history_length", 0)) : mode);
  }
}

package io.trihorn.layers.operations;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ValueForm;
import io.trihorn.graph.Shaping;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.ops.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function of {@code keras.ops} as a node of a functional model, saved as Keras saves it. It has
 * no weights, converts no element types of its inputs, and its results carry no mask, unless a
 * result is an input as it stands. {@link Operations} makes and applies them.
 */
public final class Operation extends Layer {
  /** What gives its input back in Keras where there is nothing to do, with the mask it carries. */
  private static final Set<String> UNCHANGED =
      Set.of("Cast", "SaturateCast", "ConvertToTensor", "Array", "Real", "Conj", "Conjugate");

  private final OperationType type;
  private final Map<String, Object> attributes;

  Operation(OperationType type, Map<String, Object> attributes) {
    this.type = type;
    this.attributes = new LinkedHashMap<>(attributes);
  }

  /** One with the defaults of its attributes, for a configuration that is to be read. */
  Operation(OperationType type) {
    this(type, Map.of());
    type.attributes().parameters().forEach(p -> attributes.put(p.name(), p.otherwise()));
  }

  @Override
  public String className() {
    return type.name();
  }

  @Override
  public String module() {
    return Operations.MODULE + "." + type.module();
  }

  /** Keras builds no operations. */
  @Override
  public void annotate(JsonObject serialized) {}

  @Override
  public void configure(Config config) {
    String name = config.text("name", name());
    if (config.reading()) {
      assignName(name);
    }
    for (Signature.Parameter p : type.attributes().parameters()) {
      Object value = attributes.get(p.name());
      attributes.put(p.name(), config.value(p.name(), value, ValueForm::write, ValueForm::read));
    }
  }

  /** What numbers say about extents: a shape to broadcast to, sizes of parts. */
  @Override
  protected List<Shape> knownShapes() {
    return attributes.values().stream()
        .filter(
            value ->
                value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance))
        .map(
            value ->
                new Shape(
                    ((List<?>) value).stream().mapToLong(e -> Math.max(1, (Long) e)).toArray()))
        .toList();
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Map<String, Object> values = new LinkedHashMap<>(attributes);
    values.putAll(type.inputs().bind(className(), call.positional(), call.arguments()));
    List<Tensor> results =
        type.function().apply(new Arguments(className(), values, call.builder()));
    return UNCHANGED.contains(type.name())
        ? results
        : results.stream().map(y -> call.trace().mask(y) == null ? y : renewed(y)).toList();
  }

  /** The same elements as another value, which carries no mask. */
  private static Tensor renewed(Tensor x) {
    return x.with(x.builder().add(new Shaping.Reshape(x.shape()), x.value()));
  }
}

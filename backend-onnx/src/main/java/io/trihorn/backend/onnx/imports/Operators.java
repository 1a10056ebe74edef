package io.trihorn.backend.onnx.imports;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of operators: for each its meanings, each valid from a version of the operator set
 * until the next one.
 */
public final class Operators {
  private static final Map<String, NavigableMap<Integer, Operator>> TABLE;

  static {
    Builder table = new Builder();
    MathOperators.addTo(table);
    ActivationOperators.addTo(table);
    LogicOperators.addTo(table);
    ReduceOperators.addTo(table);
    ProductOperators.addTo(table);
    MatrixOperators.addTo(table);
    QuantizeOperators.addTo(table);
    QLinearOperators.addTo(table);
    ConvOperators.addTo(table);
    PoolOperators.addTo(table);
    NormOperators.addTo(table);
    SoftmaxOperators.addTo(table);
    AttentionOperators.addTo(table);
    LossOperators.addTo(table);
    ShapeOperators.addTo(table);
    SliceOperators.addTo(table);
    MakeOperators.addTo(table);
    PadOperators.addTo(table);
    IndexOperators.addTo(table);
    ScatterOperators.addTo(table);
    DataDependentOperators.addTo(table);
    ResizeOperators.addTo(table);
    SampleOperators.addTo(table);
    RecurrentOperators.addTo(table);
    ControlOperators.addTo(table);
    ContribOperators.addTo(table);
    ContribAttention.addTo(table);
    LinearModelOperators.addTo(table);
    SupportVectorOperators.addTo(table);
    TreeOperators.addTo(table);
    FeatureOperators.addTo(table);
    CategoryOperators.addTo(table);
    TABLE = Collections.unmodifiableMap(table.table);
  }

  private Operators() {}

  /** What a node of this operator does, or null if that is not known. */
  static Operator find(String domain, String name, int opset) {
    NavigableMap<Integer, Operator> versions = TABLE.get(key(domain, name));
    Map.Entry<Integer, Operator> entry = versions == null ? null : versions.floorEntry(opset);
    return entry == null ? null : entry.getValue();
  }

  /** The names of all operators there are, those of other domains than ONNX's with the domain. */
  public static Set<String> names() {
    return new TreeSet<>(TABLE.keySet());
  }

  private static String key(String domain, String name) {
    return domain.isEmpty() ? name : domain + "." + name;
  }

  /** The table while it is made. */
  static final class Builder {
    private final Map<String, NavigableMap<Integer, Operator>> table = new HashMap<>();

    private Builder() {}

    /** An operator, from a version on. */
    Builder add(String name, int since, Operator operator) {
      table.computeIfAbsent(name, n -> new TreeMap<>()).put(since, operator);
      return this;
    }

    /** An operator of one result, from a version on. */
    Builder one(String name, int since, Operator.One operator) {
      return add(name, since, call -> List.of(operator.apply(call)));
    }

    /** An operator of one result that always meant the same. */
    Builder one(String name, Operator.One operator) {
      return one(name, 1, operator);
    }

    /** An operator that always meant the same. */
    Builder add(String name, Operator operator) {
      return add(name, 1, operator);
    }
  }
}

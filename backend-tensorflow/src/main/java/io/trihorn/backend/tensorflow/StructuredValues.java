package io.trihorn.backend.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.proto.Struct.DictValue;
import org.tensorflow.proto.Struct.ListValue;
import org.tensorflow.proto.Struct.NamedTupleValue;
import org.tensorflow.proto.Struct.NoneValue;
import org.tensorflow.proto.Struct.PairValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TensorSpecProto;
import org.tensorflow.proto.Struct.TupleValue;

/** Python's values in TensorFlow's messages, as the signatures of functions have them. */
final class StructuredValues {
  private StructuredValues() {}

  static StructuredValue none() {
    return StructuredValue.newBuilder().setNoneValue(NoneValue.getDefaultInstance()).build();
  }

  /** A list of texts. */
  static StructuredValue texts(List<String> values) {
    ListValue.Builder list = ListValue.newBuilder();
    values.forEach(v -> list.addValuesBuilder().setStringValue(v));
    return StructuredValue.newBuilder().setListValue(list).build();
  }

  static StructuredValue tuple(List<StructuredValue> values) {
    return StructuredValue.newBuilder()
        .setTupleValue(TupleValue.newBuilder().addAllValues(values))
        .build();
  }

  static StructuredValue dict(Map<String, StructuredValue> values) {
    return StructuredValue.newBuilder()
        .setDictValue(DictValue.newBuilder().putAllFields(values))
        .build();
  }

  /** A {@code TensorSpec}. */
  static StructuredValue spec(EndpointFunction.Port port) {
    return StructuredValue.newBuilder()
        .setTensorSpecValue(
            TensorSpecProto.newBuilder()
                .setName(port.name())
                .setShape(port.shape())
                .setDtype(port.dtype()))
        .build();
  }

  /** A tree of lists and maps with what a function makes of each leaf; called in no order. */
  static StructuredValue tree(Object tree, Function<Object, StructuredValue> leaves) {
    if (tree instanceof List<?> list) {
      ListValue.Builder values = ListValue.newBuilder();
      list.forEach(v -> values.addValues(tree(v, leaves)));
      return StructuredValue.newBuilder().setListValue(values).build();
    }
    if (tree instanceof Map<?, ?> map) {
      DictValue.Builder values = DictValue.newBuilder();
      map.forEach((key, v) -> values.putFields(key.toString(), tree(v, leaves)));
      return StructuredValue.newBuilder().setDictValue(values).build();
    }
    return leaves.apply(tree);
  }

  /** What {@code inspect.getfullargspec} gives of a function without defaults. */
  static StructuredValue arguments(List<String> positional, List<String> keywords) {
    return StructuredValue.newBuilder()
        .setNamedTupleValue(
            NamedTupleValue.newBuilder()
                .setName("FullArgSpec")
                .addValues(pair("args", texts(positional)))
                .addValues(pair("varargs", none()))
                .addValues(pair("varkw", none()))
                .addValues(pair("defaults", none()))
                .addValues(pair("kwonlyargs", texts(keywords)))
                .addValues(pair("kwonlydefaults", none()))
                .addValues(pair("annotations", dict(Map.of()))))
        .build();
  }

  private static PairValue pair(String name, StructuredValue value) {
    return PairValue.newBuilder().setKey(name).setValue(value).build();
  }
}

package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which values of a traced model are texts, held as their numbers in its {@link Vocabulary}; and
 * their other form, in which they come in and go out: bytes, as {@link io.trihorn.ndarray.Texts}
 * has them.
 */
final class TextValues {
  /** What moves elements only: its result is text where its first operand is. */
  private static final Set<Class<? extends Op>> MOVES =
      Set.of(
          Shaping.Reshape.class,
          Shaping.Transpose.class,
          Shaping.Broadcast.class,
          Shaping.Slice.class,
          Shaping.Concat.class,
          Shaping.Split.class,
          Indexing.Gather.class);

  private final Vocabulary vocabulary;
  private final Set<Value> marked = new HashSet<>();

  TextValues(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Says that a tensor of numbers stands for texts. */
  Tensor mark(Tensor numbers) {
    marked.add(numbers.value());
    return numbers;
  }

  boolean isText(Tensor x) {
    Value value = x.value();
    while (!marked.contains(value)) {
      Node node = value.node();
      if (!MOVES.contains(node.op().getClass())) {
        return false;
      }
      value = node.input(0);
    }
    return true;
  }

  /** The bytes of all texts, {@code (number + 1, width)}; the first row is of unknown texts. */
  private TensorData table() {
    List<byte[]> texts =
        Stream.concat(Stream.of(""), vocabulary.texts().stream())
            .map(t -> t.getBytes(StandardCharsets.UTF_8))
            .toList();
    int width = texts.stream().mapToInt(t -> t.length).reduce(1, Math::max);
    TensorData table = TensorData.zeros(TensorType.of(DataType.UINT8, texts.size(), width));
    for (int i = 0; i < texts.size(); i++) {
      for (int k = 0; k < texts.get(i).length; k++) {
        table.setLong((long) i * width + k, texts.get(i)[k] & 0xff);
      }
    }
    return table;
  }

  /** Numbers as bytes, {@code (...)} to uint8 {@code (..., width)}. */
  Tensor bytes(Tensor numbers) {
    return Shapes.take(numbers.constant(table()), Ops.add(numbers, 1), 0);
  }

  private static Tensor padded(Tensor codes, long width) {
    long[] low = new long[codes.rank()];
    long[] high = new long[codes.rank()];
    high[codes.rank() - 1] = width - codes.dim(-1);
    return Shapes.pad(codes, low, high, 0);
  }

  private static Tensor first(Tensor codes, long width) {
    return codes.dim(-1) == width ? codes : Shapes.slice(codes, -1, 0, width);
  }

  /** Bytes as numbers, uint8 {@code (..., width)} to {@code (...)}. */
  Tensor numbers(Tensor bytes) {
    TensorData table = table();
    long given = bytes.dim(-1);
    long width = table.type().dim(1);
    Tensor codes = Ops.cast(bytes, DataType.INT32);
    Tensor wide = Shapes.expandDims(given < width ? padded(codes, width) : first(codes, width), -2);
    Tensor same = Ops.all(Ops.equal(wide, bytes.constant(table.cast(DataType.INT32))), -1);
    // The row of unknown texts is the empty text's, which a vocabulary may have as well.
    Tensor found = Shapes.slice(same, -1, 1, table.type().dim(0));
    Tensor any = Ops.any(found, -1);
    if (given > width) {
      // What is longer than all that are known is none of them, however much longer it may be.
      Tensor rest = Shapes.slice(codes, -1, width, given);
      any = Ops.logicalAnd(any, Ops.all(Ops.equal(rest, 0), -1));
    }
    Tensor at = Ops.cast(Ops.argmax(Ops.cast(found, DataType.INT32), -1), DataType.INT64);
    return mark(Ops.where(any, at, at.scalar(Vocabulary.OTHER)));
  }
}

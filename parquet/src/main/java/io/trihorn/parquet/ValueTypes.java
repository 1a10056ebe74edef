package io.trihorn.parquet;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** How a value of each of Parquet's types is read: as a number, a boolean or a text. */
final class ValueTypes {
  private static final TensorType HALF = TensorType.of(DataType.FLOAT16);
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;
  private static final long NANOS_OF_A_DAY = 86_400_000_000_000L;

  private ValueTypes() {}

  static Function<ColumnReader, Object> reading(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    boolean unsigned = meaning instanceof IntLogicalTypeAnnotation whole && !whole.isSigned();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> ColumnReader::getBoolean;
      case FLOAT -> ColumnReader::getFloat;
      case DOUBLE -> ColumnReader::getDouble;
      case INT32 ->
          meaning instanceof DecimalLogicalTypeAnnotation decimal
              ? reader -> BigDecimal.valueOf(reader.getInteger(), decimal.getScale())
              : unsigned
                  ? reader -> Integer.toUnsignedLong(reader.getInteger())
                  : ColumnReader::getInteger;
      case INT64 ->
          meaning instanceof DecimalLogicalTypeAnnotation decimal
              ? reader -> BigDecimal.valueOf(reader.getLong(), decimal.getScale())
              : unsigned
                  ? reader -> new BigInteger(Long.toUnsignedString(reader.getLong()))
                  : ColumnReader::getLong;
      case INT96 -> reader -> nanos(reader.getBinary());
      case BINARY ->
          meaning instanceof DecimalLogicalTypeAnnotation decimal
              ? reader -> decimal(reader.getBinary(), decimal)
              : reader -> reader.getBinary().toStringUsingUTF8();
      case FIXED_LEN_BYTE_ARRAY -> fixed(type, meaning);
    };
  }

  private static Function<ColumnReader, Object> fixed(
      PrimitiveType type, LogicalTypeAnnotation meaning) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return reader -> decimal(reader.getBinary(), decimal);
    }
    if (meaning instanceof Float16LogicalTypeAnnotation) {
      return reader -> half(reader.getBinary());
    }
    throw new IllegalArgumentException(
        "expected numbers, booleans, texts or lists of them, but it has " + type);
  }

  private static double half(Binary bytes) {
    ByteBuffer stored = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    TensorData bits = TensorData.zeros(HALF);
    bits.bytes().putShort(0, stored.getShort(stored.position()));
    return bits.getDouble(0);
  }

  private static BigDecimal decimal(Binary bytes, DecimalLogicalTypeAnnotation type) {
    return new BigDecimal(new BigInteger(bytes.getBytes()), type.getScale());
  }

  /** A moment in the form that came before Parquet's own: nanoseconds of a day, and the day. */
  private static long nanos(Binary bytes) {
    ByteBuffer parts = bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long ofDay = parts.getLong(parts.position());
    long day = parts.getInt(parts.position() + Long.BYTES) - JULIAN_DAY_OF_1970;
    return day * NANOS_OF_A_DAY + ofDay;
  }
}

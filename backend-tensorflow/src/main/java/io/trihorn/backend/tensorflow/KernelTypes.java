package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetRegisteredKernelsForOp;

import ai.djl.ndarray.types.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.backend.BackendException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;

/**
 * Which element types an operation computes with. TensorFlow itself is asked, as kernels differ by
 * platform and build. Where there is none for a type, a wider one is computed with instead.
 */
final class KernelTypes {
  private static final Map<DataType, List<DataType>> WIDER =
      Map.of(
          DataType.FLOAT16, List.of(DataType.FLOAT32),
          DataType.BFLOAT16, List.of(DataType.FLOAT32),
          DataType.BOOLEAN, List.of(DataType.UINT8, DataType.INT32),
          DataType.UINT8, List.of(DataType.INT32, DataType.INT64),
          DataType.INT8, List.of(DataType.INT32, DataType.INT64),
          DataType.INT32, List.of(DataType.INT64));

  /** For each operation and attribute, the numbers of the types; empty where any type will do. */
  private final Map<String, Set<Integer>> known = new ConcurrentHashMap<>();

  /**
   * The type to compute with.
   *
   * @param operation the operation's kind
   * @param attribute the name of its attribute that holds the element type
   * @param dtype the type of the operands
   */
  DataType computing(String operation, String attribute, DataType dtype) {
    Set<Integer> types =
        known.computeIfAbsent(operation + "/" + attribute, key -> types(operation, attribute));
    if (types.isEmpty() || types.contains(Dtypes.code(dtype))) {
      return dtype;
    }
    for (DataType wider : WIDER.getOrDefault(dtype, List.of())) {
      if (types.contains(Dtypes.code(wider))) {
        return wider;
      }
    }
    throw new BackendException("TensorFlow has no kernel of " + operation + " for " + dtype);
  }

  private static Set<Integer> types(String operation, String attribute) {
    Set<Integer> types = new HashSet<>();
    for (KernelDef kernel : kernels(operation).getKernelList()) {
      if (!kernel.getDeviceType().equals("CPU") || !kernel.getLabel().isEmpty()) {
        // What a GPU lacks is placed on the CPU, so the CPU's kernels are what counts.
        continue;
      }
      kernel.getConstraintList().stream()
          .filter(constraint -> constraint.getName().equals(attribute))
          .flatMap(
              constraint -> constraint.getAllowedValues().getList().getTypeValueList().stream())
          .forEach(types::add);
    }
    return Set.copyOf(types);
  }

  private static KernelList kernels(String operation) {
    try (Status status = new Status()) {
      TF_Buffer buffer = TF_GetRegisteredKernelsForOp(operation, status.handle());
      status.check("listing the kernels of " + operation);
      byte[] bytes = new byte[Math.toIntExact(buffer.length())];
      new BytePointer(buffer.data()).get(bytes);
      TF_DeleteBuffer(buffer);
      return KernelList.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new BackendException("tensorflow: unreadable list of the kernels of " + operation, e);
    }
  }
}

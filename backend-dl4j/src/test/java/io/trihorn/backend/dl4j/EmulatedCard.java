package io.trihorn.backend.dl4j;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;

/**
 * libnd4j's functions for cards, by its build for processors: memory of the card is a part of the
 * machine's that may be reached only as a card's may.
 */
final class EmulatedCard implements InvocationHandler {
  // What copies and fills answer when all is well.
  private static final int DONE = 1;

  private final NativeOps ops;

  /** The length of each stretch that is the card's, by its address. */
  private final TreeMap<Long, Pointer> memory = new TreeMap<>();

  private EmulatedCard(NativeOps ops) {
    this.ops = ops;
  }

  static NativeOps over(NativeOps ops) {
    return (NativeOps)
        Proxy.newProxyInstance(
            EmulatedCard.class.getClassLoader(),
            new Class<?>[] {NativeOps.class},
            new EmulatedCard(ops));
  }

  @Override
  public Object invoke(Object self, Method method, Object[] given) throws Throwable {
    Object[] a = given == null ? new Object[0] : given;
    return switch (method.getName()) {
      case "getAvailableDevices" -> 1;
      case "setDevice" -> expect((int) a[0] == 0, "there is no card " + a[0], 0);
      case "mallocDevice" -> allocate((long) a[0]);
      case "freeDevice" -> free((Pointer) a[0]);
      case "memsetSync", "memsetAsync" -> {
        on((Pointer) a[0]);
        Pointer.memset((Pointer) a[0], (int) a[1], (long) a[2]);
        yield DONE;
      }
      case "memcpySync" -> copy((Pointer) a[0], (Pointer) a[1], (long) a[2], (int) a[3]);
      case "memcpyAsync" -> {
        expect(a[4] != null, "a copy needs a stream", DONE);
        yield copy((Pointer) a[0], (Pointer) a[1], (long) a[2], (int) a[3]);
      }
      case "streamSynchronize" -> expect(a[0] != null, "there is no stream", DONE);
      case "defaultLaunchContext" -> null;
      case "lcExecutionStream", "lcReductionPointer", "lcAllocationPointer", "lcScalarPointer" ->
          new Stream();
      case "getConstantShapeBufferSpecial" ->
          ops.getConstantShapeBufferPrimary((OpaqueConstantShapeBuffer) a[0]);
      case "dbCreateExternalDataBuffer" -> {
        expect((a[2] == null) != (a[3] == null), "an array is on one side", 0);
        if (a[3] != null) {
          on((Pointer) a[3]);
        }
        yield ops.dbCreateExternalDataBuffer(
            (long) a[0], (int) a[1], (Pointer) (a[2] == null ? a[3] : a[2]), null);
      }
      default -> others(method, a);
    };
  }

  /** Something that is not null. */
  private static final class Stream extends Pointer {
    Stream() {
      address = 1;
    }
  }

  /** Ops without a context are given a stream, which those for processors do not take. */
  private Object others(Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    boolean launched =
        name.startsWith("execTransform")
            || name.startsWith("execPairwise")
            || name.startsWith("execScalar")
            || name.startsWith("execReduce");
    if (launched) {
      PointerPointer<?> launch = (PointerPointer<?>) arguments[0];
      expect(launch != null && !launch.get(1).isNull(), name + " needs a stream", 0);
      arguments[0] = null;
    }
    try {
      return method.invoke(ops, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object expect(boolean holds, String otherwise, Object answer) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
    return answer;
  }

  private synchronized Pointer allocate(long bytes) {
    Pointer stretch = Pointer.malloc(bytes).capacity(bytes);
    memory.put(stretch.address(), stretch);
    return stretch;
  }

  private synchronized Object free(Pointer stretch) {
    on(stretch);
    Pointer.free(memory.remove(stretch.address()));
    return 0;
  }

  private Object copy(Pointer to, Pointer from, long bytes, int kind) {
    expect(isOn(to) == (kind != 2), "the target of a copy of kind " + kind, 0);
    expect(isOn(from) == (kind != 1), "the source of a copy of kind " + kind, 0);
    Pointer.memcpy(to, from, bytes);
    return DONE;
  }

  private void on(Pointer at) {
    expect(isOn(at), "not in the memory of the card", 0);
  }

  private synchronized boolean isOn(Pointer at) {
    long address = at.address() + at.position();
    Map.Entry<Long, Pointer> stretch = memory.floorEntry(address);
    return stretch != null && address < stretch.getKey() + stretch.getValue().capacity();
  }
}

package io.trihorn.datasets;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python's pickles as far as datasets use them: numbers, texts, lists, tuples, maps and NumPy
 * arrays. Bytes become texts of Latin-1. Anything else is refused, so that nothing in a file is
 * ever executed.
 */
final class Pickle {
  private static final Object MARK = new Object();

  private final DataInputStream in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** The name of a class or function. */
  private record Global(String name) {}

  /** A type of elements, whose letter for the byte order does not matter for one byte. */
  static final class ElementType {
    final String code;
    String order = "<";

    ElementType(String code) {
      this.code = code;
    }
  }

  /** A NumPy array: its elements are a text of bytes, or a list of objects. */
  static final class Array {
    List<Long> shape = List.of();
    ElementType type;
    Object elements;

    /** The bytes of an array of uint8. */
    byte[] bytes() throws IOException {
      if (!type.code.equals("u1") || !(elements instanceof String text)) {
        throw new IOException("expected an array of uint8, but got one of " + type.code);
      }
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * The object of a pickle.
   *
   * @throws IOException if it is damaged, or holds what is refused
   */
  static Object read(InputStream in) throws IOException {
    try {
      return new Pickle(in).read();
    } catch (ClassCastException | IndexOutOfBoundsException e) {
      throw new IOException("the pickle is damaged: " + e.getMessage(), e);
    }
  }

  private Object read() throws IOException {
    while (true) {
      int code = in.readUnsignedByte();
      if (code == '.') {
        return pop();
      }
      step(code);
    }
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> in.readUnsignedByte();
      case 0x95 -> in.readLong();
      case '(' -> push(MARK);
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) in.readUnsignedByte());
      case 'M' -> push((long) (in.readUnsignedByte() | in.readUnsignedByte() << 8));
      case 'J' -> push((long) int32());
      case 0x8a -> push(longOf(in.readNBytes(in.readUnsignedByte())));
      case 'I', 'L' -> push(decimal(line()));
      case 'G' -> push(in.readDouble());
      case 'U', 'C' -> push(text(in.readUnsignedByte(), StandardCharsets.ISO_8859_1));
      case 'T', 'B' -> push(text(int32(), StandardCharsets.ISO_8859_1));
      case 'X' -> push(text(int32(), StandardCharsets.UTF_8));
      case 0x8c -> push(text(in.readUnsignedByte(), StandardCharsets.UTF_8));
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case ')' -> push(List.of());
      case 'l', 't' -> push(marked());
      case 0x85 -> push(last(1));
      case 0x86 -> push(last(2));
      case 0x87 -> push(last(3));
      case 'a' -> append(last(1));
      case 'e' -> append(marked());
      case 's' -> put(last(2));
      case 'u' -> put(marked());
      case 'd' -> {
        List<Object> pairs = marked();
        push(new LinkedHashMap<>());
        put(pairs);
      }
      case 'c' -> push(new Global(line() + "." + line()));
      case 0x93 -> {
        List<Object> names = last(2);
        push(new Global(names.get(0) + "." + names.get(1)));
      }
      case 'R' -> {
        List<Object> call = last(2);
        push(made((Global) call.get(0), (List<?>) call.get(1)));
      }
      case 'b' -> {
        List<?> state = (List<?>) pop();
        fill(top(), state);
      }
      case 'q' -> memo.put(in.readUnsignedByte(), top());
      case 'r' -> memo.put(int32(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(memo.get(in.readUnsignedByte()));
      case 'j' -> push(memo.get(int32()));
      default -> throw new IOException("the pickle has an instruction that is not known: " + code);
    }
  }

  private static Object made(Global function, List<?> arguments) throws IOException {
    return switch (function.name()) {
      case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
          new Array();
      case "numpy.dtype" -> new ElementType((String) arguments.get(0));
      case "_codecs.encode" -> arguments.get(0);
      default ->
          throw new IOException(
              "the pickle calls " + function.name() + ", which is refused: is the file genuine?");
    };
  }

  private static void fill(Object made, List<?> state) throws IOException {
    if (made instanceof ElementType type) {
      type.order = (String) state.get(1);
    } else if (made instanceof Array array) {
      // The version, the shape, the type, whether columns come first, the elements.
      array.shape = ((List<?>) state.get(1)).stream().map(d -> (Long) d).toList();
      array.type = (ElementType) state.get(2);
      array.elements = state.get(4);
    } else {
      throw new IOException("the pickle sets the state of what is not known");
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private List<Object> last(int count) {
    List<Object> part = stack.subList(stack.size() - count, stack.size());
    List<Object> taken = new ArrayList<>(part);
    part.clear();
    return taken;
  }

  private List<Object> marked() {
    List<Object> taken = last(stack.size() - 1 - stack.lastIndexOf(MARK));
    pop();
    return taken;
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> values) {
    ((List<Object>) top()).addAll(values);
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> pairs) {
    Map<Object, Object> map = (Map<Object, Object>) top();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      map.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  private int int32() throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private static long longOf(byte[] bytes) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | (i == bytes.length - 1 ? bytes[i] : bytes[i] & 0xff);
    }
    return value;
  }

  private static Object decimal(String line) {
    return Long.parseLong(line.endsWith("L") ? line.substring(0, line.length() - 1) : line);
  }

  private String text(int bytes, Charset charset) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new IOException("the pickle ends inside a text");
    }
    return new String(read, charset);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString();
  }
}

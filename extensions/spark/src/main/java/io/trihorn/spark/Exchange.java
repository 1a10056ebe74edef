package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Gives all workers the mean of what each has. The bytes go through Spark's barrier, which carries
 * texts, in pieces, since answers hold those of all workers.
 */
final class Exchange {
  /** How many characters an answer has at most; Spark's own limit is 128 MiB. */
  private static final int ANSWER = 64 << 20;

  private final Function<String, String[]> gather;
  private final int workers;
  private final int piece;
  private long sent;

  /**
   * An exchange.
   *
   * @param workers how many take part
   * @param gather given a text, the texts of all workers in their order
   */
  Exchange(int workers, Function<String, String[]> gather) {
    this(workers, gather, ANSWER / workers / 4 * 4);
  }

  Exchange(int workers, Function<String, String[]> gather, int piece) {
    this.workers = workers;
    this.gather = gather;
    this.piece = piece;
  }

  /**
   * What workers have together.
   *
   * @param rows the rows of all
   * @param loss the sum of their losses
   * @param tensors the means, weighted by rows, or the greatest integers; null is zeros
   */
  record Total(long rows, double loss, List<TensorData> tensors) {}

  /**
   * Adds this worker's part.
   *
   * @param rows its rows
   * @param loss the sum of their losses
   * @param types those of the tensors
   * @param own this worker's tensors; null is zeros
   */
  Total total(long rows, double loss, List<TensorType> types, List<TensorData> own) {
    List<byte[]> messages = gather(encode(rows, loss, types, own));
    long all = 0;
    double sum = 0;
    List<Long> counts = new ArrayList<>();
    List<List<WireTensor>> tensors = new ArrayList<>();
    for (byte[] message : messages) {
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        counts.add(in.readLong());
        sum += in.readDouble();
        List<WireTensor> read = new ArrayList<>();
        for (TensorType type : types) {
          read.add(WireTensor.read(in, type));
        }
        tensors.add(read);
      } catch (IOException e) {
        throw new UncheckedIOException("a worker's message is broken", e);
      }
      all += counts.get(counts.size() - 1);
    }
    List<TensorData> means = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      List<Reduction.Part> parts = new ArrayList<>();
      for (int w = 0; w < messages.size(); w++) {
        double share = all == 0 ? 0 : (double) counts.get(w) / all;
        parts.add(new Reduction.Part(share, tensors.get(w).get(i)));
      }
      means.add(Reduction.reduce(types.get(i), parts));
    }
    return new Total(all, sum, means);
  }

  private static byte[] encode(
      long rows, double loss, List<TensorType> types, List<TensorData> own) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(rows);
      out.writeDouble(loss);
      for (int i = 0; i < types.size(); i++) {
        WireTensor.of(types.get(i), own.get(i)).write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written to", e);
    }
    return bytes.toByteArray();
  }

  /** The bytes of all workers, in their order. */
  List<byte[]> gather(byte[] own) {
    String text = Base64.getEncoder().encodeToString(own);
    sent += text.length();
    List<StringBuilder> whole = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      whole.add(new StringBuilder());
    }
    // Whether somebody has more is what the first character of a piece says.
    boolean more = true;
    for (int start = 0; more; start += piece) {
      int from = Math.min(start, text.length());
      int end = Math.min(start + piece, text.length());
      String mark = end < text.length() ? "+" : ".";
      String[] pieces = gather.apply(mark + text.substring(from, end));
      for (int w = 0; w < workers; w++) {
        whole.get(w).append(pieces[w], 1, pieces[w].length());
      }
      more = Arrays.stream(pieces).anyMatch(p -> p.charAt(0) == '+');
    }
    return whole.stream().map(w -> Base64.getDecoder().decode(w.toString())).toList();
  }

  /** The characters that this worker sent so far. */
  long sent() {
    return sent;
  }
}

package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.random.SplitMix64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What can be done to rows that come one after another. */
final class SampleStages {
  private SampleStages() {}

  /** Rows through a buffer of which one is drawn each time. */
  static SampleSource shuffle(SampleSource source, int buffer, long seed) {
    return epoch -> {
      Stream<Sample> rows = source.open(epoch);
      return SampleSource.stream(
          new BufferShuffle(rows.iterator(), buffer, SplitMix64.stream(seed, epoch)), rows::close);
    };
  }

  private record BufferShuffle(
      Iterator<Sample> rows, int size, SplitMix64 random, List<Sample> waiting)
      implements Iterator<Sample> {
    BufferShuffle(Iterator<Sample> rows, int size, SplitMix64 random) {
      this(rows, size, random, new ArrayList<>());
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty() || rows.hasNext();
    }

    @Override
    public Sample next() {
      while (waiting.size() < size && rows.hasNext()) {
        waiting.add(rows.next());
      }
      int drawn = random.nextInt(waiting.size());
      Sample last = waiting.remove(waiting.size() - 1);
      return drawn == waiting.size() ? last : waiting.set(drawn, last);
    }
  }

  /** The epochs of a source one after another as one: so many, or endlessly. */
  static SampleSource repeat(SampleSource source, long times) {
    return epoch -> {
      LongStream epochs =
          times < 0
              ? LongStream.iterate(epoch, e -> e + 1)
              : LongStream.range(epoch * times, (epoch + 1) * times);
      Repeated rows = new Repeated(source, epochs.iterator());
      return SampleSource.stream(rows, rows::close);
    };
  }

  private static final class Repeated implements Iterator<Sample>, AutoCloseable {
    private final SampleSource source;
    private final PrimitiveIterator.OfLong epochs;
    private Stream<Sample> open = Stream.empty();
    private Iterator<Sample> rows = open.iterator();

    Repeated(SampleSource source, PrimitiveIterator.OfLong epochs) {
      this.source = source;
      this.epochs = epochs;
    }

    @Override
    public boolean hasNext() {
      // An epoch without rows is the end: the next would have none either.
      if (!rows.hasNext() && epochs.hasNext()) {
        open.close();
        open = source.open(epochs.nextLong());
        rows = open.iterator();
      }
      return rows.hasNext();
    }

    @Override
    public Sample next() {
      if (!hasNext()) {
        throw new NoSuchElementException("there are no more rows");
      }
      return rows.next();
    }

    @Override
    public void close() {
      open.close();
    }
  }

  /** Rows that lie in turn in several sources. */
  static SampleSource interleave(List<SampleSource> sources, int cycle, int block) {
    return epoch -> {
      Interleaving rows =
          new Interleaving(sources.stream().map(s -> s.open(epoch)).iterator(), cycle, block);
      return SampleSource.stream(rows, rows::close);
    };
  }

  /** Rows of two sources, the inputs of the second as targets of the first. */
  static SampleSource zip(SampleSource inputs, SampleSource targets) {
    return epoch -> {
      Stream<Sample> left = inputs.open(epoch);
      Stream<Sample> right = targets.open(epoch);
      Iterator<Sample> first = left.iterator();
      Iterator<Sample> second = right.iterator();
      Iterator<Sample> both =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return first.hasNext() && second.hasNext();
            }

            @Override
            public Sample next() {
              Sample x = first.next();
              return new Sample(x.inputs(), second.next().inputs(), x.weights());
            }
          };
      return SampleSource.stream(
          both,
          () -> {
            left.close();
            right.close();
          });
    };
  }

  /** Rows that follow each other as one row with an axis more. */
  static SampleSource window(SampleSource source, int size, int shift, int stride) {
    return epoch -> {
      Stream<Sample> rows = source.open(epoch);
      return SampleSource.stream(
          new Windows(rows.iterator(), size, shift, stride, new ArrayDeque<>()), rows::close);
    };
  }

  private record Windows(
      Iterator<Sample> rows, int size, int shift, int stride, Deque<Sample> waiting)
      implements Iterator<Sample> {
    private int span() {
      return (size - 1) * stride + 1;
    }

    @Override
    public boolean hasNext() {
      while (waiting.size() < span() && rows.hasNext()) {
        waiting.add(rows.next());
      }
      return waiting.size() >= span();
    }

    @Override
    public Sample next() {
      hasNext();
      List<Sample> all = List.copyOf(waiting);
      List<Sample> chosen = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        chosen.add(all.get(i * stride));
      }
      for (int i = 0; i < shift && (!waiting.isEmpty() || rows.hasNext()); i++) {
        if (waiting.isEmpty()) {
          rows.next();
        } else {
          waiting.remove();
        }
      }
      return new Sample(
          stacked(chosen, Sample::inputs),
          stacked(chosen, Sample::targets),
          stacked(chosen, Sample::weights));
    }

    private static List<TensorData> stacked(
        List<Sample> rows, Function<Sample, List<TensorData>> part) {
      List<TensorData> out = new ArrayList<>();
      for (int t = 0; t < part.apply(rows.get(0)).size(); t++) {
        TensorType type = part.apply(rows.get(0)).get(t).type();
        long[] dims = new long[type.rank() + 1];
        dims[0] = 1;
        System.arraycopy(type.dims(), 0, dims, 1, type.rank());
        int place = t;
        out.add(
            TensorData.concatenate(
                rows.stream().map(row -> part.apply(row).get(place).reshape(dims)).toList()));
      }
      return out;
    }
  }

  /** Rows changed by several threads, in their order. */
  static SampleSource map(SampleSource source, Function<Sample, Sample> function, int threads) {
    return epoch -> {
      Stream<Sample> rows = source.open(epoch);
      ParallelMap<Sample, Sample> mapped =
          new ParallelMap<>("row", rows.iterator(), function, threads);
      return SampleSource.stream(
          mapped,
          () -> {
            mapped.close();
            rows.close();
          });
    };
  }
}

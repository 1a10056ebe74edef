package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * A backend that tells how long each op and each layer takes on another one, and how many bytes it
 * makes, in training and prediction:
 *
 * <pre>{@code
 * var profiler = new Profiler(Backends.get("onnx"));
 * model.on(profiler);
 * model.predict(x);      // makes the programs
 * profiler.reset();
 * model.predict(x);
 * System.out.println(profiler.profile());
 * }</pre>
 *
 * <p>Programs run whole, as without it, and give the same values bit for bit. Their ops are
 * measured by what the engine has for that: ONNX Runtime's profiles and TensorFlow's step
 * statistics, on dl4j a clock around each step of its plan, on reference one around each op. What
 * an engine fuses is one op, and is counted to the layer of one of those it was made of. Ops that
 * run side by side are counted each for itself, and measuring takes time, so the sum of the ops is
 * not the time of a run: {@link Profile#nanos} is that of the runs. A backend that measures nothing
 * runs each op as a program of its own.
 *
 * <p>ONNX Runtime tells of its runs when it is asked to, and compiles its program again after that.
 */
public final class Profiler extends ForwardingBackend {
  /** The most ops that are kept one by one; all are counted. */
  private static final int MOST_EVENTS = 200_000;

  /** Programs that nobody refers to any more may go. */
  private final Set<Measured> open = Collections.newSetFromMap(new WeakHashMap<>());

  private final Map<List<String>, Profile.Cost> costs = new LinkedHashMap<>();
  private final List<Profile.Event> events = new ArrayList<>();
  private final Set<Integer> used = new HashSet<>();
  private int programs;
  private long runs;
  private long nanos;

  /** Measures on this backend. */
  public Profiler(Backend inner) {
    super(inner);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    int number;
    synchronized (this) {
      number = ++programs;
    }
    MeasuredExecutable.Sink sink = ops -> ran(number, ops);
    Measured made =
        new Measured(
            inner()
                .measure(graph, store, sink)
                .orElseGet(() -> new OneByOne(inner(), graph, store, sink)),
            number);
    synchronized (this) {
      open.add(made);
    }
    return made;
  }

  private synchronized void ran(int program, List<OpTime> ops) {
    for (OpTime op : ops) {
      costs.merge(
          List.of(op.layer(), op.op()),
          new Profile.Cost(op.layer(), op.op(), 1, op.nanos(), op.bytes()),
          Profile.Cost::plus);
      if (events.size() < MOST_EVENTS) {
        events.add(new Profile.Event(program, op));
      }
    }
  }

  private synchronized void took(int program, long time) {
    used.add(program);
    runs++;
    nanos += time;
  }

  /** What was measured since the last reset, of runs that have ended. */
  public Profile profile() {
    flush();
    synchronized (this) {
      return new Profile(used.size(), runs, nanos, List.copyOf(costs.values()), events);
    }
  }

  /** Begins anew. */
  public void reset() {
    flush();
    synchronized (this) {
      costs.clear();
      events.clear();
      used.clear();
      runs = 0;
      nanos = 0;
    }
  }

  /** Without a lock: programs hand over what they measured while they are flushed. */
  private void flush() {
    List<Measured> all;
    synchronized (this) {
      all = List.copyOf(open);
    }
    all.forEach(Measured::flush);
  }

  /** A program that is asked for what it has measured before it goes. */
  private final class Measured extends ForwardingExecutable {
    private final MeasuredExecutable inside;
    private final int number;

    Measured(MeasuredExecutable inside, int number) {
      super(inside);
      this.inside = inside;
      this.number = number;
    }

    void flush() {
      inside.flush();
    }

    @Override
    public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
      long start = System.nanoTime();
      super.run(feeds, fetches);
      took(number, System.nanoTime() - start);
    }

    @Override
    public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
      long start = System.nanoTime();
      List<DeviceTensor> results = super.call(feeds, wanted);
      took(number, System.nanoTime() - start);
      return results;
    }

    @Override
    public void close() {
      inside.flush();
      synchronized (Profiler.this) {
        open.remove(this);
      }
      super.close();
    }
  }
}

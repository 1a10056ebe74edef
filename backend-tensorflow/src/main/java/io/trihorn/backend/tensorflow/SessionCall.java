package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Tensor;

/**
 * A call of a session with everything prepared that stays the same: what is fed, what is fetched
 * and what is run besides. Safe for use by many threads.
 */
final class SessionCall {
  /** What one running call needs; kept for the next. */
  private record Frame(
      PointerPointer<TF_Tensor> feeds, PointerPointer<TF_Tensor> fetches, Status status) {}

  private final TF_Session session;
  private final TensorMemory memory;
  private final TF_Buffer options;
  private final String doing;
  private final int feedCount;
  private final int fetchCount;
  private final TF_Output feeds;
  private final TF_Output fetches;
  private final PointerPointer<TF_Operation> targets;
  private final StepTimes times;
  private final Queue<Frame> idle = new ConcurrentLinkedQueue<>();

  /**
   * Prepares a call that is fed tensors in TensorFlow's memory.
   *
   * @param options how to run, or null
   * @param doing what it does, for messages
   * @param target what is run besides the fetches, or null
   */
  SessionCall(
      TF_Session session,
      TF_Buffer options,
      String doing,
      List<Wire> feeds,
      List<Wire> fetches,
      TF_Operation target) {
    this(session, HostTensors::allocate, options, doing, feeds, fetches, target, null);
  }

  /**
   * Prepares a call that may be measured.
   *
   * @param memory where tensors are made of what it is fed
   * @param options how to run, or null
   * @param doing what it does, for messages
   * @param target what is run besides the fetches, or null
   * @param times is told what each operation took, where the options say that TensorFlow looks at
   *     that; else null
   */
  SessionCall(
      TF_Session session,
      TensorMemory memory,
      TF_Buffer options,
      String doing,
      List<Wire> feeds,
      List<Wire> fetches,
      TF_Operation target,
      StepTimes times) {
    this.session = session;
    this.memory = memory;
    this.times = times;
    this.options = options;
    this.doing = doing;
    this.feedCount = feeds.size();
    this.fetchCount = fetches.size();
    this.feeds = OperationWriter.outputs(feeds);
    this.fetches = OperationWriter.outputs(fetches);
    this.targets = target == null ? null : new PointerPointer<TF_Operation>(1).put(0, target);
  }

  /**
   * Runs.
   *
   * @param values one for each feed
   * @param places one for each fetch, overwritten
   */
  void run(List<? extends TensorValue> values, List<TensorData> places) {
    TF_Tensor[] got = run(values);
    try {
      for (int i = 0; i < fetchCount; i++) {
        HostTensors.copy(got[i], places.get(i));
      }
    } finally {
      delete(got);
    }
  }

  /** Runs on a value for each feed; the caller deletes what this gives. */
  TF_Tensor[] run(List<? extends TensorValue> values) {
    TF_Tensor[] fed = new TF_Tensor[feedCount];
    TF_Tensor[] made = new TF_Tensor[feedCount];
    try {
      for (int i = 0; i < feedCount; i++) {
        fed[i] = NativeTensor.handle(values.get(i));
        if (fed[i] == null) {
          made[i] = HostTensors.copyOf(values.get(i).toHost(), memory);
          fed[i] = made[i];
        }
      }
      return run(fed);
    } finally {
      delete(made);
    }
  }

  private static void delete(TF_Tensor... tensors) {
    for (TF_Tensor tensor : tensors) {
      if (tensor != null) {
        TF_DeleteTensor(tensor);
      }
    }
  }

  /** Runs on TensorFlow's own tensors, one for each feed; the caller deletes what this gives. */
  TF_Tensor[] run(TF_Tensor... fed) {
    Frame free = idle.poll();
    Frame frame =
        free != null
            ? free
            : new Frame(
                new PointerPointer<>(Math.max(1, feedCount)),
                new PointerPointer<>(Math.max(1, fetchCount)),
                new Status());
    for (int i = 0; i < feedCount; i++) {
      frame.feeds.put(i, fed[i]);
    }
    if (times == null) {
      call(frame, null);
    } else {
      times.during(metadata -> call(frame, metadata));
    }
    TF_Tensor[] got = new TF_Tensor[fetchCount];
    for (int i = 0; i < fetchCount; i++) {
      // Not get(TF_Tensor.class, i), which looks for a constructor by reflection.
      got[i] = new TF_Tensor(frame.fetches.get(i));
    }
    idle.add(frame);
    return got;
  }

  private void call(Frame frame, TF_Buffer metadata) {
    TF_SessionRun(
        session,
        options,
        feeds,
        frame.feeds,
        feedCount,
        fetches,
        frame.fetches,
        fetchCount,
        targets,
        targets == null ? 0 : 1,
        metadata,
        frame.status.handle());
    frame.status.check(doing);
  }
}

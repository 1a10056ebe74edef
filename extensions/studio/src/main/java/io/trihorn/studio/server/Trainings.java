package io.trihorn.studio.server;

import io.trihorn.backend.BackendException;
import io.trihorn.studio.record.Recorder;
import io.trihorn.studio.record.RecorderOptions;
import io.trihorn.studio.record.RunBackup;
import io.trihorn.studio.store.NewRun;
import io.trihorn.studio.store.Run;
import io.trihorn.studio.store.RunStore;
import io.trihorn.studio.store.Wish;
import io.trihorn.texts.TrainingText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Trains what pages send as texts, each in a thread of its own. */
final class Trainings implements AutoCloseable {
  private static final long END_SECONDS = 60;

  private final Path folder;
  private final Path runs;
  private final Map<Long, Thread> threads = new ConcurrentHashMap<>();

  /**
   * A place for trainings.
   *
   * @param folder what paths in texts are relative to
   * @param runs the folder of runs
   */
  Trainings(Path folder, Path runs) {
    this.folder = folder;
    this.runs = runs;
  }

  /** Makes the recorder of a training. */
  private interface Recording {
    Recorder open(RunStore store, RecorderOptions options, LongConsumer begun);
  }

  /**
   * Begins a training.
   *
   * @param name of the run
   * @param backend what computes; empty for what the text or configuration says
   * @return the number of the run, once it has begun
   * @throws io.trihorn.texts.TextException if the text is no training
   * @throws IOException if its data cannot be read
   */
  long start(String name, String text, String backend, List<String> tags) throws IOException {
    NewRun run = new NewRun(name, tags, text);
    return begin(
        text, backend, (store, options, begun) -> new Recorder(store, run, options, begun));
  }

  /**
   * Goes on with a run that came to no end, from what it kept; from its begin if it kept nothing.
   *
   * @throws IllegalStateException if it cannot be taken up
   * @throws IOException if its data cannot be read
   */
  void resume(Run run) throws IOException {
    if (run.text() == null) {
      throw new IllegalStateException(
          "run " + run.id() + " was begun by a program; start that again to go on");
    }
    if (!run.state().isLive()) {
      awaitEnd(threads.get(run.id()));
    }
    begin(
        run.text(),
        run.backend(),
        (store, options, begun) -> {
          if (!store.takeUp(run.id())) {
            throw new IllegalStateException(
                "run " + run.id() + " goes on already or has come to its end");
          }
          return new Recorder(store, run.id(), options, begun);
        });
  }

  /** A run is told to have stopped before its thread has freed the model and what it kept. */
  private static void awaitEnd(Thread thread) throws IOException {
    try {
      if (thread != null) {
        thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a training ends", e);
    }
  }

  private long begin(String text, String backend, Recording recording) throws IOException {
    TrainingText training = TrainingText.parse("text", text, folder);
    try {
      if (!backend.isEmpty()) {
        training.model().on(backend);
      }
      RecorderOptions options = RecorderOptions.DEFAULT.sample(training.sample());
      CompletableFuture<Long> begun = new CompletableFuture<>();
      Thread thread =
          new Thread(() -> train(training, options, recording, begun), "trihorn-training");
      thread.setDaemon(true);
      thread.start();
      return begun.get();
    } catch (ExecutionException e) {
      throw new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a training begins", e);
    } catch (IOException | IllegalArgumentException | BackendException e) {
      training.close();
      throw e;
    }
  }

  private void train(
      TrainingText training,
      RecorderOptions options,
      Recording recording,
      CompletableFuture<Long> begun) {
    try (training;
        RunStore store = RunStore.open(runs);
        Recorder recorder =
            recording.open(
                store,
                options,
                id -> {
                  threads.put(id, Thread.currentThread());
                  begun.complete(id);
                })) {
      PrintStream nowhere =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      RunBackup backup = new RunBackup(() -> store.state(begun.join()));
      try {
        training.run(nowhere, List.of(recorder), List.of(backup));
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        recorder.failed(String.valueOf(e.getMessage()));
        begun.completeExceptionally(e);
      }
    } catch (RuntimeException e) {
      // Nobody waits any more for one that has begun.
      if (!begun.completeExceptionally(e)) {
        throw e;
      }
    } finally {
      threads.values().remove(Thread.currentThread());
    }
  }

  /** Stops all, and waits for their ends. */
  @Override
  public void close() {
    try (RunStore store = RunStore.open(runs)) {
      threads.keySet().forEach(id -> store.wish(id, Wish.STOP));
      for (Thread thread : threads.values()) {
        thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

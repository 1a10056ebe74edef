package io.trihorn.distribution.workers;

import io.trihorn.data.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/** Deals batches out to workers in turn; whoever wants one reads those before it for others. */
final class Deal {
  private final Iterator<Batch> batches;
  private final List<Queue<Batch>> dealt = new ArrayList<>();
  private int next;

  Deal(Iterator<Batch> batches, int workers) {
    this.batches = batches;
    for (int i = 0; i < workers; i++) {
      dealt.add(new ArrayDeque<>());
    }
  }

  private synchronized boolean has(int worker) {
    while (dealt.get(worker).isEmpty() && batches.hasNext()) {
      dealt.get(next).add(batches.next());
      next = (next + 1) % dealt.size();
    }
    return !dealt.get(worker).isEmpty();
  }

  private synchronized Batch take(int worker) {
    if (!has(worker)) {
      throw new NoSuchElementException("no batch is left");
    }
    return dealt.get(worker).remove();
  }

  /** The batches of one worker, for its thread. */
  Iterator<Batch> of(int worker) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return has(worker);
      }

      @Override
      public Batch next() {
        return take(worker);
      }
    };
  }
}

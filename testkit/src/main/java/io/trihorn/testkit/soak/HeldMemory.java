package io.trihorn.testkit.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/**
 * What this process holds, in bytes. The heap itself may grow as its collector likes.
 *
 * @param outside of the Java heap
 * @param objects in it that are no garbage
 */
public record HeldMemory(long outside, long objects) {
  /** Now, after a collection. */
  public static HeldMemory now() {
    System.gc();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long resident = ResidentMemory.isKnown() ? ResidentMemory.bytes() : 0;
    return new HeldMemory(Math.max(0, resident - heap.getCommitted()), heap.getUsed());
  }

  /** Whether neither is more than this above what it was. */
  public boolean isFlat(HeldMemory before, long most) {
    return outside - before.outside <= most && objects - before.objects <= most;
  }

  @Override
  public String toString() {
    return "%d MB outside the heap and %d MB of objects".formatted(outside >> 20, objects >> 20);
  }
}

package io.trihorn.backend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CompanyTest {
  private static void sleep(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Test
  void runsMeetWhenAnotherGoesOn() {
    Company company = new Company();
    company.enter();
    assertFalse(company.isMet());
    company.enter();
    assertTrue(company.isMet());
    sleep(3);
    assertTrue(company.isMet(), "as long as it goes on");
    company.leave();
    sleep(3);
    assertFalse(company.isMet(), "it has not come back");
  }

  @Test
  void whoHasJustLeftIsExpected() {
    for (int attempt = 0; attempt < 100; attempt++) {
      Company company = new Company();
      company.enter();
      company.enter();
      long start = System.nanoTime();
      assertTrue(company.isMet());
      company.leave();
      boolean met = company.isMet();
      // On a busy machine, the thread may have waited in between.
      if (System.nanoTime() - start < 500_000) {
        assertTrue(met);
        return;
      }
    }
    throw new AssertionError("no thread goes on for half a millisecond");
  }
}

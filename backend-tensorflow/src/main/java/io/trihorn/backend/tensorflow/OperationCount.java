package io.trihorn.backend.tensorflow;

/**
 * How many operations of a session belong to programs that may still run, and how many do not. It
 * knows no session, so that who counts a program that is garbage keeps none alive.
 */
final class OperationCount {
  /** Useless operations that are borne before a move; a small model's steps take some hundred. */
  private static final int MOST_GARBAGE = 4_000;

  private int session;
  private int live;
  private int garbage;

  /**
   * Notes a program's operations.
   *
   * @return the number of the session they are in
   */
  synchronized int opened(int operations) {
    live += operations;
    return session;
  }

  /** Notes that a program in the session of this number will not run any more. */
  synchronized void released(int inSession, int operations) {
    if (inSession == session) {
      live -= operations;
      garbage += operations;
    }
  }

  /** Notes operations that belong to no program and have no use. */
  synchronized void useless(int operations) {
    garbage += operations;
  }

  /** Whether too little is useless for a move to a new session. */
  synchronized boolean isTidy() {
    return garbage < MOST_GARBAGE || garbage < live;
  }

  /** Notes that everything is in a new session, which is empty. */
  synchronized void moved() {
    session++;
    live = 0;
    garbage = 0;
  }
}

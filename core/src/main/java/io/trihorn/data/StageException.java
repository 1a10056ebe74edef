package io.trihorn.data;

/** Carries what a stage threw to the thread that uses the batches, where it is thrown as it is. */
final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient RuntimeException problem;

  StageException(RuntimeException problem) {
    super(problem);
    this.problem = problem;
  }

  RuntimeException problem() {
    return problem;
  }
}

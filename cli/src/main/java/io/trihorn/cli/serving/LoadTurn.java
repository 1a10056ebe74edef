package io.trihorn.cli.serving;

/**
 * The server under load for a while, and right after it the same batches by {@code predictOnBatch}
 * alone: what else the machine does meanwhile slows both.
 *
 * @param wrk what clients got
 * @param formed the batches
 * @param served what this process took for them, server and all
 * @param alone what it took for them without the server
 * @param nothing requests in a second to a model that does nothing, in between
 */
record LoadTurn(Wrk wrk, BatchSizes formed, Usage served, Usage alone, double nothing) {
  /** Rows in a second, without the server. */
  double aloneRate() {
    return formed.total() / alone.nanos() * 1e9;
  }

  /** What the server gave of that; what it had computed for nobody at the end does not count. */
  double share(int rows) {
    return wrk.rate() * rows / aloneRate();
  }

  /**
   * What it could give at most: as if a request took what one of a model that does nothing takes,
   * and then what the model alone takes for its rows, which leaves no processor to others.
   */
  double most(int rows) {
    return nothing * rows / (nothing * rows + aloneRate());
  }
}

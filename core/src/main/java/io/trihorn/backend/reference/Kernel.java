package io.trihorn.backend.reference;

import java.util.List;

/** What a node does: results from operands, which it leaves as they are. */
@FunctionalInterface
interface Kernel {
  List<Array> run(List<Array> operands);
}

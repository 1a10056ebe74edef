package io.trihorn.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers the cases of one family. */
final class CaseList {
  private final String family;
  private final List<OpCase> cases = new ArrayList<>();

  CaseList(String family) {
    this.family = family;
  }

  /** Adds a case. */
  CaseList add(String name, Consumer<CaseBuilder> body) {
    cases.add(new OpCase(family + "/" + name, body));
    return this;
  }

  List<OpCase> cases() {
    return List.copyOf(cases);
  }
}

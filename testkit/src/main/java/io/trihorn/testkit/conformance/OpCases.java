package io.trihorn.testkit.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All cases of single ops and small graphs. */
public final class OpCases {
  private OpCases() {}

  /** Every case, by family. */
  public static List<OpCase> all() {
    return Stream.of(
            UnaryCases.cases(),
            BinaryCases.cases(),
            CastCases.cases(),
            ReductionCases.cases(),
            MatMulCases.cases(),
            ConvolutionCases.cases(),
            PoolingCases.cases(),
            ShapingCases.cases(),
            IndexingCases.cases(),
            ScanCases.cases(),
            GraphCases.cases(),
            CompositeCases.cases(),
            FollowedCases.cases(),
            OpExampleCases.cases(),
            StabilityCases.cases(),
            RandomCases.cases(),
            RandomWindowCases.cases())
        .flatMap(List::stream)
        .toList();
  }
}

package io.trihorn.testkit.conformance;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The gradients of those op cases whose outputs depend smoothly on their inputs. */
public final class GradientCases {
  /** Which cases of a family are differentiated: those whose name, without family, matches. */
  private static final Map<String, Pattern> CHOSEN =
      Map.ofEntries(
          Map.entry("unary", Pattern.compile("(?!not|is_nan).*(float32|shapes|range)")),
          Map.entry(
              "binary",
              Pattern.compile(
                  "(add|sub|mul|div|pow|max|min) (float32|broadcast)|where (float32|broadcast)"
                      + "|same operand twice")),
          Map.entry(
              "composite",
              Pattern.compile(
                  "(?!adam|random|.*(edges|rectifiers|special values)|.*"
                      + " (bfloat16|float16|float64)).*")),
          Map.entry("cast", Pattern.compile("float(32|64|16) to float(32|64|16)")),
          Map.entry(
              "reduction",
              Pattern.compile(
                  "(sum|mean|prod|max|min) (float32|shapes|along .*)|(sum|prod) of nothing"
                      + "|cumsum (float32|shapes)|.* of many")),
          Map.entry("matmul", Pattern.compile("(?!special|plain b?float(16|64)|batches b?f).*")),
          Map.entry(
              "convolution",
              Pattern.compile(
                  ".*(gradient|forward) (1d strided and padded|2d|2d dilated, strided, padded"
                      + "|2d grouped, strided, padded|2d depthwise with multiplier"
                      + "|2d padding beyond the window|3d strided and padded)"
                      + " channels_(first|last) float32",
                  Pattern.CASE_INSENSITIVE)),
          Map.entry(
              "pooling",
              Pattern.compile(
                  ".*(1d overlapping, padded|2d with a rest|2d overlapping, same"
                      + "|2d uneven padding|3d padded) .* float32")),
          Map.entry(
              "shaping",
              Pattern.compile(
                  "each op float32|reshape|transpose|broadcast|slice|reverse|pad|concat|split"
                      + "|chain")),
          Map.entry(
              "indexing",
              Pattern.compile(
                  "(gather|scatter_add|top_k) (float32|shapes|out of range|of many.*)")),
          Map.entry("scan", Pattern.compile("(?!integers|carries exchanged).*")),
          Map.entry(
              "graph",
              Pattern.compile(
                  "one value.*|an inner.*|a long chain|many uses.*|a view.*|[sn].*ma.*")),
          Map.entry("ops", Pattern.compile(".*")),
          Map.entry("stability", Pattern.compile(".*")),
          Map.entry("random", Pattern.compile("expression .*")));

  private GradientCases() {}

  /** The cases that are differentiated. */
  static List<OpCase> functions() {
    return OpCases.all().stream().filter(GradientCases::chosen).toList();
  }

  private static boolean chosen(OpCase opCase) {
    Pattern pattern = CHOSEN.get(opCase.family());
    return pattern != null && pattern.matcher(special(opCase)).matches();
  }

  private static String special(OpCase opCase) {
    return opCase.name().substring(opCase.family().length() + 1);
  }

  /** Every case, by family; the names are those of the ops' cases in a family of their own. */
  public static List<OpCase> all() {
    return functions().stream()
        .map(f -> new OpCase(f.family() + " gradient/" + special(f), c -> differentiated(f, c)))
        .toList();
  }

  private static void differentiated(OpCase function, CaseBuilder c) {
    function.body().accept(c);
    c.differentiate();
  }
}

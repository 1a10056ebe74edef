package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.layers.base.KerasTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Losses and accuracy: scalars from predictions and labels. */
final class LossRules {
  private static final Map<String, Object> AS_FLOAT = Map.of("dtype", "float32");

  private LossRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("SoftmaxWithLoss", LossRules::softmax);
    rules.put("MultinomialLogisticLoss", Rule.one(LossRules::logistic));
    rules.put("SigmoidCrossEntropyLoss", Rule.one(LossRules::sigmoid));
    rules.put("EuclideanLoss", Rule.one(LossRules::euclidean));
    rules.put("HingeLoss", Rule.one(LossRules::hinge));
    rules.put("ContrastiveLoss", Rule.one(LossRules::contrastive));
    rules.put("InfogainLoss", LossRules::infogain);
    rules.put("Accuracy", LossRules::accuracy);
  }

  private static KerasTensor sum(KerasTensor x) {
    return op("Sum", x);
  }

  private static KerasTensor cast(KerasTensor x) {
    return op("Cast", AS_FLOAT, x);
  }

  /** Labels as the classes' axis of predictions has them: 1 at the label's place. */
  private static KerasTensor oneHot(KerasTensor labels, KerasTensor scores, int axis) {
    KerasTensor whole = op("Cast", Map.of("dtype", "int32"), labels);
    int[] places = placesOf(scores, axis);
    KerasTensor shaped = reshape(whole, places);
    return op(
        "OneHot",
        Map.of("num_classes", dims(scores)[axis], "axis", axis, "dtype", "float32"),
        shaped);
  }

  /** The extents without the classes' axis. */
  private static int[] placesOf(KerasTensor scores, int axis) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < rank(scores); i++) {
      if (i != axis) {
        places.add(dims(scores)[i]);
      }
    }
    return places.stream().mapToInt(i -> i).toArray();
  }

  /** 1 where a label counts, null where all do. */
  private static KerasTensor counted(Part p, KerasTensor labels) {
    return p.has("ignore_label") ? cast(op("NotEqual", labels, p.integer("ignore_label"))) : null;
  }

  /** A sum of losses divided as the layer's normalization says. */
  private static KerasTensor normalized(
      Site site,
      KerasTensor total,
      KerasTensor counted,
      KerasTensor each,
      KerasTensor scores,
      boolean byBatch) {
    Part p = site.parameters("loss_param");
    String mode = p.text("normalization");
    if (!p.has("normalization")) {
      boolean flag = p.has("normalize") ? p.flag("normalize") : !byBatch;
      mode = flag ? "VALID" : "BATCH_SIZE";
    }
    if (mode.equals("VALID") && counted != null) {
      return op("TrueDivide", total, op("Maximum", sum(counted), 1.0));
    }
    return switch (mode) {
      case "NONE" -> total;
      case "BATCH_SIZE" -> perRow(total, scores);
      default -> op("TrueDivide", total, elements(each));
    };
  }

  /** The number of elements: known, or counted where rows come from a {@code Filter}. */
  private static Object elements(KerasTensor x) {
    return Site.hasKnownRows(x)
        ? (Object) (double) Site.count(x, 0, rank(x))
        : sum(op("OnesLike", x));
  }

  /** A total divided by the number of rows. */
  private static KerasTensor perRow(KerasTensor total, KerasTensor x) {
    if (Site.hasKnownRows(x)) {
      return op("TrueDivide", total, (double) dims(x)[0]);
    }
    KerasTensor rows = op("TrueDivide", elements(x), (double) Site.count(x, 1, rank(x)));
    return op("TrueDivide", total, rows);
  }

  private static List<KerasTensor> softmax(Site site) {
    site.expectBottoms(2);
    KerasTensor scores = site.bottom(0);
    int axis = site.axis(site.parameters("softmax_param").integer("axis"), rank(scores));
    KerasTensor logs = op("LogSoftmax", Map.of("axis", axis), scores);
    KerasTensor picked = op("Multiply", logs, oneHot(site.bottom(1), scores, axis));
    KerasTensor each = op("Negative", op("Sum", Map.of("axis", axis), picked));
    return ofPlaces(site, each, axis);
  }

  /**
   * From the loss of each place the whole one, and the probabilities where a second top asks for
   * them.
   */
  private static List<KerasTensor> ofPlaces(Site site, KerasTensor each, int axis) {
    KerasTensor scores = site.bottom(0);
    KerasTensor labels = reshape(site.bottom(1), dims(each));
    KerasTensor counted = counted(site.parameters("loss_param"), labels);
    KerasTensor total = sum(counted == null ? each : op("Multiply", each, counted));
    List<KerasTensor> tops = new ArrayList<>();
    tops.add(normalized(site, total, counted, each, scores, false));
    if (site.tops() > 1) {
      tops.add(op("Softmax", Map.of("axis", axis), scores));
    }
    return tops;
  }

  private static KerasTensor logistic(Site site) {
    site.expectBottoms(2);
    KerasTensor scores = site.bottom(0);
    KerasTensor bounded = op("Maximum", scores, 1e-20);
    KerasTensor picked = op("Multiply", op("Log", bounded), oneHot(site.bottom(1), scores, 1));
    return perRow(op("Negative", sum(picked)), scores);
  }

  /** The third bottom says what each prediction is worth for each label. */
  private static List<KerasTensor> infogain(Site site) {
    if (site.bottoms().size() != 3) {
      throw site.error(
          "expected three bottoms, of which the last is the matrix (1, 1, classes, classes), but got "
              + site.bottoms().size()
              + "; a matrix in a file of its own is not read: give it as an input");
    }
    KerasTensor scores = site.bottom(0);
    int axis = site.axis(site.parameters("infogain_loss_param").integer("axis"), rank(scores));
    int classes = dims(scores)[axis];
    KerasTensor logs = op("Log", op("Maximum", op("Softmax", Map.of("axis", axis), scores), 1e-20));
    Map<String, Object> toEnd = Map.of("source", axis, "destination", -1);
    KerasTensor labels = op("Moveaxis", toEnd, oneHot(site.bottom(1), scores, axis));
    KerasTensor worth = op("Matmul", labels, reshape(site.bottom(2), classes, classes));
    KerasTensor each = op("Negative", op("Multiply", worth, op("Moveaxis", toEnd, logs)));
    return ofPlaces(site, op("Sum", Map.of("axis", -1), each), axis);
  }

  private static KerasTensor sigmoid(Site site) {
    site.expectBottoms(2);
    KerasTensor x = site.bottom(0);
    KerasTensor target = reshape(site.bottom(1), dims(x));
    KerasTensor each = op("Subtract", op("Softplus", x), op("Multiply", x, target));
    KerasTensor counted = counted(site.parameters("loss_param"), target);
    KerasTensor total = sum(counted == null ? each : op("Multiply", each, counted));
    return normalized(site, total, counted, x, x, true);
  }

  private static KerasTensor euclidean(Site site) {
    site.expectBottoms(2);
    KerasTensor x = site.bottom(0);
    KerasTensor away = op("Subtract", x, reshape(site.bottom(1), dims(x)));
    return perRow(op("TrueDivide", sum(op("Square", away)), 2.0), x);
  }

  private static KerasTensor hinge(Site site) {
    site.expectBottoms(2);
    KerasTensor x =
        reshape(
            site.bottom(0),
            dims(site.bottom(0))[0],
            Site.count(site.bottom(0), 1, rank(site.bottom(0))));
    // -1 at the label's place, 1 elsewhere.
    KerasTensor sign = op("Subtract", 1.0, op("Multiply", oneHot(site.bottom(1), x, 1), 2.0));
    KerasTensor margins = op("Relu", op("Add", op("Multiply", x, sign), 1.0));
    boolean squared = site.parameters("hinge_loss_param").text("norm").equals("L2");
    return perRow(sum(squared ? op("Square", margins) : margins), x);
  }

  private static KerasTensor contrastive(Site site) {
    site.expectBottoms(3);
    Part p = site.parameters("contrastive_loss_param");
    KerasTensor away = op("Subtract", site.bottom(0), site.bottom(1));
    int batch = dims(away)[0];
    KerasTensor square =
        op(
            "Sum",
            Map.of("axis", 1),
            reshape(op("Square", away), batch, Site.count(away, 1, rank(away))));
    KerasTensor similar = reshape(site.bottom(2), batch);
    double margin = p.number("margin");
    KerasTensor apart =
        p.flag("legacy_version")
            ? op("Relu", op("Subtract", margin, square))
            : op("Square", op("Relu", op("Subtract", margin, distance(square))));
    KerasTensor each =
        op(
            "Add",
            op("Multiply", similar, square),
            op("Multiply", op("Subtract", 1.0, similar), apart));
    return perRow(op("TrueDivide", sum(each), 2.0), square);
  }

  /**
   * A distance from its square. Caffe divides the gradient by the distance and 1e-4, so that it is
   * 0 where both sides are equal.
   */
  private static KerasTensor distance(KerasTensor square) {
    KerasTensor distance = op("Sqrt", op("Maximum", square, 1e-30));
    KerasTensor value = op("StopGradient", distance);
    KerasTensor factor = op("TrueDivide", value, op("Add", value, 1e-4));
    return op("Add", value, op("Multiply", factor, op("Subtract", distance, value)));
  }

  /** Of the labels that count, how many are among the best. */
  private static List<KerasTensor> accuracy(Site site) {
    site.expectBottoms(2);
    Part p = site.parameters("accuracy_param");
    KerasTensor scores = site.bottom(0);
    int axis = site.axis(p.integer("axis"), rank(scores));
    KerasTensor chosen = oneHot(site.bottom(1), scores, axis);
    Map<String, Object> along = Map.of("axis", axis, "keepdims", true);
    KerasTensor own = op("Sum", along, op("Multiply", scores, chosen));
    KerasTensor better = cast(op("Greater", scores, own));
    KerasTensor rank = op("Sum", Map.of("axis", axis), better);
    KerasTensor right = cast(op("Less", rank, p.integer("top_k")));
    KerasTensor counted = counted(p, reshape(site.bottom(1), dims(right)));
    KerasTensor hits = counted == null ? right : op("Multiply", right, counted);
    List<KerasTensor> tops = new ArrayList<>();
    tops.add(counted == null ? op("Mean", right) : op("TrueDivide", sum(hits), sum(counted)));
    if (site.tops() > 1) {
      tops.add(byClass(chosen, hits, counted, axis));
    }
    return tops;
  }

  /** For each class the part of its labels that are right; 0 where there are none. */
  private static KerasTensor byClass(
      KerasTensor chosen, KerasTensor hits, KerasTensor counted, int axis) {
    Map<String, Object> classes = Map.of("axis", axis);
    Map<String, Object> others =
        Map.of("axis", IntStream.range(0, rank(chosen)).filter(i -> i != axis).toArray());
    KerasTensor right = op("Multiply", chosen, op("ExpandDims", classes, hits));
    KerasTensor there =
        counted == null ? chosen : op("Multiply", chosen, op("ExpandDims", classes, counted));
    return op("TrueDivide", op("Sum", others, right), op("Maximum", op("Sum", others, there), 1.0));
  }
}

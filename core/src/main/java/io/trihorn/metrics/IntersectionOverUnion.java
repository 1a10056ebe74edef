package io.trihorn.metrics;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean over some classes of {@code tp / (tp + fp + fn)}, from a matrix of how often each class
 * (row) was taken for each (column). Targets and predictions are class indices of any shape, or
 * probabilities along an axis where they are not sparse.
 */
public final class IntersectionOverUnion extends Metric {
  /** Keras's metrics of this kind. */
  enum Kind {
    /** Of given classes. */
    IOU("IoU"),
    /** Of all classes. */
    MEAN("MeanIoU"),
    /** Of yes and no, by a threshold. */
    BINARY("BinaryIoU"),
    /** Of given classes, from probabilities. */
    ONE_HOT("OneHotIoU"),
    /** Of all classes, from probabilities. */
    ONE_HOT_MEAN("OneHotMeanIoU");

    private final String className;

    Kind(String className) {
      this.className = className;
    }

    String className() {
      return className;
    }

    private boolean oneHot() {
      return this == ONE_HOT || this == ONE_HOT_MEAN;
    }

    private boolean allClasses() {
      return this == MEAN || this == ONE_HOT_MEAN;
    }
  }

  private static final double EPSILON = 1e-7;
  private final Kind kind;
  private int classes = 2;
  private List<Integer> targets;
  private double threshold = 0.5;
  private Integer ignoreClass;
  private boolean sparseTrue;
  private boolean sparsePredicted;
  private int axis = -1;
  private Weight matrix;

  IntersectionOverUnion(Kind kind) {
    super(DataType.INT32);
    this.kind = kind;
    this.sparseTrue = !kind.oneHot();
    this.sparsePredicted = !kind.oneHot();
    this.targets = List.of(0, 1);
  }

  @Override
  public String className() {
    return kind.className;
  }

  /** How many classes there are. */
  public IntersectionOverUnion numClasses(int value) {
    set("num_classes", value);
    return this;
  }

  /** The classes that count, where not all do. */
  public IntersectionOverUnion targetClassIds(List<Integer> value) {
    set("target_class_ids", value);
    return this;
  }

  /** Of BinaryIoU: from it on a prediction says yes; by default 0.5. */
  public IntersectionOverUnion threshold(double value) {
    set("threshold", value);
    return this;
  }

  /** A class whose samples do not count; null for none. */
  public IntersectionOverUnion ignoreClass(Integer value) {
    set("ignore_class", value);
    return this;
  }

  /** Whether targets are class indices. */
  public IntersectionOverUnion sparseYTrue(boolean value) {
    set("sparse_y_true", value);
    return this;
  }

  /** Whether predictions are class indices. */
  public IntersectionOverUnion sparseYPred(boolean value) {
    set("sparse_y_pred", value);
    return this;
  }

  /** The axis of probabilities; by default the last. */
  public IntersectionOverUnion axis(int value) {
    set("axis", value);
    return this;
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    if (!kind.allClasses()) {
      targets = config.integers("target_class_ids", targets);
    }
    if (kind == Kind.BINARY) {
      threshold = config.number("threshold", threshold);
      return;
    }
    classes = config.integer("num_classes", classes);
    if (kind.allClasses()) {
      targets = IntStream.range(0, classes).boxed().toList();
    }
    if (targets.stream().anyMatch(t -> t < 0 || t >= classes)) {
      throw new ConfigException(
          className() + ": target_class_ids " + targets + " are not all below " + classes);
    }
    ignoreClass = config.nullableInteger("ignore_class", ignoreClass);
    if (!kind.oneHot()) {
      sparseTrue = config.bool("sparse_y_true", sparseTrue);
    }
    sparsePredicted = config.bool("sparse_y_pred", sparsePredicted);
    axis = config.integer("axis", axis);
  }

  @Override
  public boolean sparseTargets() {
    return sparseTrue;
  }

  @Override
  public void build(TensorType yTrue, TensorType yPred) {
    if (matrix == null) {
      matrix = addVariable("total_confusion_matrix", classes, classes);
    }
  }

  private static Tensor flat(Tensor x) {
    return Shapes.reshape(Ops.cast(x, DataType.INT32), x.size());
  }

  @Override
  public void update(Trace trace, Tensor yTrue, Tensor yPred, Tensor sampleWeight) {
    build(yTrue.type(), yPred.type());
    Tensor t = flat(sparseTrue ? yTrue : Ops.argmax(yTrue, axis));
    Tensor p;
    if (kind == Kind.BINARY) {
      p = flat(Ops.greaterEqual(yPred, threshold));
    } else {
      p = flat(sparsePredicted ? yPred : Ops.argmax(yPred, axis));
    }
    // Weights become whole numbers, as the counts are.
    Tensor w =
        sampleWeight == null
            ? Shapes.onesLike(t)
            : Shapes.broadcastTo(flat(Ops.cast(sampleWeight, dtype())), t.size());
    Tensor counted = Ops.logicalAnd(isClass(t), isClass(p));
    if (ignoreClass != null) {
      counted = Ops.logicalAnd(counted, Ops.notEqual(t, ignoreClass));
    }
    Tensor cell = Ops.where(counted, Ops.add(Ops.multiply(t, classes), p), 0);
    // Floats hold the counts of a batch exactly, and all engines add them up quickly.
    Tensor amount = Ops.cast(Ops.where(counted, w, 0), DataType.FLOAT32);
    Tensor none = Shapes.full(amount, 0, DataType.FLOAT32, (long) classes * classes);
    Tensor counts = Shapes.scatterAdd(none, cell, amount);
    increase(trace, matrix, Shapes.reshape(counts, classes, classes));
  }

  private Tensor isClass(Tensor x) {
    return Ops.logicalAnd(Ops.greaterEqual(x, 0), Ops.less(x, classes));
  }

  @Override
  public Tensor result(Trace trace) {
    Tensor counts = Ops.cast(trace.read(matrix.variable()), DataType.FLOAT32);
    Tensor index = Shapes.arange(counts, classes, DataType.INT32);
    Tensor right = Ops.sum(Ops.multiply(counts, Shapes.oneHot(index, classes, counts.dtype())), 1);
    Tensor union = Ops.subtract(Ops.add(Ops.sum(counts, 0), Ops.sum(counts, 1)), right);
    Tensor present = Ops.greater(union, 1e-9);
    Tensor iou = Ops.where(present, Ops.divide(right, Ops.add(union, EPSILON)), 0);
    Tensor total = counts.scalar(0);
    Tensor number = counts.scalar(0);
    for (int target : targets) {
      total = Ops.add(total, Shapes.index(iou, 0, target));
      number = Ops.add(number, Ops.cast(Shapes.index(present, 0, target), counts.dtype()));
    }
    return Ops.divide(total, Ops.add(number, EPSILON));
  }

  @Override
  public Direction direction() {
    return Direction.UP;
  }
}

package io.trihorn.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import io.trihorn.wrappers.Estimator;
import java.time.OffsetDateTime;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * Trains copies of a compiled model of Trihorn, with fresh weights each time, as Tribuo's trainers
 * do: in cross-validation, ensembles and pipelines. A feature is a column of the model's input
 * {@code (features)}, in the order of their names; what an example lacks is 0. All that the trainer
 * is made of, the model and how it is compiled too, is in the provenance.
 *
 * @param <T> what is predicted
 */
public abstract sealed class TrihornTrainer<T extends Output<T>> implements Trainer<T>
    permits TrihornClassifier, TrihornRegressor {
  @Config(mandatory = true, description = "The compiled model as Model.toJson gives it.")
  private String model;

  @Config(mandatory = true, description = "Passes over the examples.")
  private int epochs;

  @Config(description = "Rows of a training step.")
  private int batchSize = 32;

  @Config(description = "Seed of the first training; each one after it has the next.")
  private long seed = Trainer.DEFAULT_SEED;

  @Config(description = "The backend; empty is what configuration says.")
  private String backend = "";

  private int invocations;

  /** One whose attributes come from Tribuo's configuration. */
  TrihornTrainer() {}

  TrihornTrainer(Model model, int epochs) {
    this.model = model.toJson();
    this.epochs = epochs;
  }

  /** Sets how many rows a training step has; by default 32. */
  public TrihornTrainer<T> batchSize(int rows) {
    batchSize = rows;
    return this;
  }

  /** Sets the seed of the first training; by default Tribuo's. Each one after it has the next. */
  public TrihornTrainer<T> seed(long value) {
    seed = value;
    return this;
  }

  /** Sets the backend that models are trained on, by its name. */
  public TrihornTrainer<T> backend(String name) {
    backend = name;
    return this;
  }

  abstract Outputs<T> outputs();

  @Override
  public final TrihornModel<T> train(Dataset<T> examples) {
    return train(examples, Map.of());
  }

  @Override
  public final TrihornModel<T> train(Dataset<T> examples, Map<String, Provenance> run) {
    return train(examples, run, INCREMENT_INVOCATION_COUNT);
  }

  @Override
  public final synchronized TrihornModel<T> train(
      Dataset<T> examples, Map<String, Provenance> run, int invocation) {
    if (examples.getOutputInfo().getUnknownCount() > 0) {
      throw new IllegalArgumentException(
          "expected examples whose outputs are known, but "
              + examples.getOutputInfo().getUnknownCount()
              + " are not");
    }
    if (invocation != INCREMENT_INVOCATION_COUNT) {
      setInvocationCount(invocation);
    }
    TrainerProvenance provenance = getProvenance();
    ImmutableFeatureMap features = examples.getFeatureIDMap();
    ImmutableOutputInfo<T> info = examples.getOutputIDInfo();
    Model trained = trained(examples, features, info);
    return new TrihornModel<>(
        "trihorn",
        new ModelProvenance(
            TrihornModel.class.getName(),
            OffsetDateTime.now(),
            examples.getProvenance(),
            provenance,
            run),
        features,
        info,
        outputs(),
        trained);
  }

  private Model trained(
      Dataset<T> examples, ImmutableFeatureMap features, ImmutableOutputInfo<T> info) {
    Model prototype = Model.fromJson(model).seed(seed + invocations++);
    if (!backend.isEmpty()) {
      prototype.on(backend);
    }
    TensorData x = HostValues.of(Rows.of(examples, features));
    Model made = Estimator.copyFor(x, prototype);
    requireColumns("takes", made.inputs().get(0).shape().get(1), "features", features.size());
    requireColumns("gives", made.outputs().get(0).shape().get(1), "outputs", info.size());
    made.fit(
        x,
        outputs().targets(examples, info),
        FitOptions.epochs(epochs).batchSize(batchSize).verbose(0));
    return made;
  }

  private static void requireColumns(String verb, long columns, String what, int expected) {
    if (columns != expected) {
      throw new IllegalArgumentException(
          "the examples have %d %s, but the model %s %d".formatted(expected, what, verb, columns));
    }
  }

  @Override
  public final synchronized int getInvocationCount() {
    return invocations;
  }

  @Override
  public final synchronized void setInvocationCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("expected a count of 0 or more, but got " + count);
    }
    invocations = count;
  }

  @Override
  public final TrainerProvenance getProvenance() {
    return new TrainerProvenanceImpl(this);
  }
}

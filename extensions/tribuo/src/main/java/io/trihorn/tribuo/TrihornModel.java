package io.trihorn.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.ndarray.HostValues;
import io.trihorn.saving.Saving;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * What a {@link TrihornTrainer} gives: a model of Trihorn as one of Tribuo. It is kept by Tribuo's
 * {@code serializeToFile}, not by Java's own serialization; it says nothing of the weights of
 * features. Copies share the network.
 *
 * @param <T> what is predicted
 */
public final class TrihornModel<T extends Output<T>> extends org.tribuo.Model<T>
    implements AutoCloseable {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 0;

  private final transient Outputs<T> outputs;
  private final transient Model network;

  TrihornModel(
      String name,
      ModelProvenance provenance,
      ImmutableFeatureMap features,
      ImmutableOutputInfo<T> info,
      Outputs<T> outputs,
      Model network) {
    super(name, provenance, features, info, outputs instanceof Outputs.Labels);
    this.outputs = outputs;
    this.network = network;
  }

  /** The model of Trihorn. */
  public Model network() {
    return network;
  }

  @Override
  public Prediction<T> predict(Example<T> example) {
    return innerPredict(List.of(example)).get(0);
  }

  /** All at once, in batches. */
  @Override
  protected List<Prediction<T>> innerPredict(Iterable<Example<T>> examples) {
    List<Example<T>> all = new ArrayList<>();
    examples.forEach(all::add);
    if (all.isEmpty()) {
      return List.of();
    }
    float[][] rows = new float[all.size()][featureIDMap.size()];
    int[] used = new int[rows.length];
    for (int row = 0; row < rows.length; row++) {
      used[row] = Rows.fill(rows[row], all.get(row), featureIDMap);
      if (used[row] == 0) {
        throw new IllegalArgumentException("no feature is known of example " + all.get(row));
      }
    }
    TensorData given = HostValues.of(network.predict(rows));
    float[] values = given.toFloatArray();
    int columns = values.length / rows.length;
    List<Prediction<T>> predictions = new ArrayList<>();
    for (int row = 0; row < rows.length; row++) {
      float[] own = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
      predictions.add(outputs.prediction(own, used[row], all.get(row), outputIDInfo));
    }
    return predictions;
  }

  @Override
  public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
    return Map.of();
  }

  @Override
  public Optional<Excuse<T>> getExcuse(Example<T> example) {
    return Optional.empty();
  }

  @Override
  protected TrihornModel<T> copy(String newName, ModelProvenance newProvenance) {
    return new TrihornModel<>(newName, newProvenance, featureIDMap, outputIDInfo, outputs, network);
  }

  /** What Tribuo knows of the model, and then the network in Keras's format. */
  @Override
  public ModelProto serialize() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      createDataCarrier().serialize().writeDelimitedTo(bytes);
      Path file = Files.createTempFile("trihorn", ".keras");
      try {
        Saving.saveModel(network, file);
        Files.copy(file, bytes);
      } finally {
        Files.delete(file);
      }
      BytesValue value = BytesValue.of(ByteString.copyFrom(bytes.toByteArray()));
      return ModelProto.newBuilder()
          .setVersion(VERSION)
          .setClassName(TrihornModel.class.getName())
          .setSerializedData(Any.pack(value))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("the network cannot be written", e);
    }
  }

  /**
   * Reads what {@link #serialize} wrote; called by Tribuo.
   *
   * @throws InvalidProtocolBufferException if it is something else
   */
  public static TrihornModel<?> deserializeFromProto(int version, String className, Any message)
      throws InvalidProtocolBufferException {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "expected version " + VERSION + " of " + className + ", but got " + version);
    }
    try (InputStream bytes = message.unpack(BytesValue.class).getValue().newInput()) {
      ModelDataCarrier<?> known =
          ModelDataCarrier.deserialize(ModelDataProto.parseDelimitedFrom(bytes));
      Path file = Files.createTempFile("trihorn", ".keras");
      try {
        Files.write(file, bytes.readAllBytes());
        return of(known, Saving.loadModel(file));
      } finally {
        Files.delete(file);
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("the network cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static TrihornModel<?> of(ModelDataCarrier<?> known, Model network) {
    Object first = known.outputDomain().getDomain().iterator().next();
    return first instanceof Label
        ? of((ModelDataCarrier<Label>) known, new Outputs.Labels(), network)
        : of((ModelDataCarrier<Regressor>) known, new Outputs.Numbers(), network);
  }

  private static <T extends Output<T>> TrihornModel<T> of(
      ModelDataCarrier<T> known, Outputs<T> outputs, Model network) {
    return new TrihornModel<>(
        known.name(),
        known.provenance(),
        known.featureDomain(),
        known.outputDomain(),
        outputs,
        network);
  }

  /** Frees the network. */
  @Override
  public void close() {
    network.close();
  }
}

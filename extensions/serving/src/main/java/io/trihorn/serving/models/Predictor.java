package io.trihorn.serving.models;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.List;

/** What is asked: a {@link Model}, or whatever else gives outputs for inputs. */
public interface Predictor extends AutoCloseable {
  /** What it takes and gives. */
  Signature signature();

  /**
   * The outputs. Asked by several threads at a time.
   *
   * @param inputs one for each of the signature; they are others after the call
   * @return one for each of the signature, which stay as they are
   */
  List<TensorData> predict(List<TensorData> inputs);

  @Override
  void close();

  /**
   * A model, which is closed with it.
   *
   * @throws io.trihorn.model.ModelException if it does not know its inputs
   */
  static Predictor of(Model model) {
    Signature signature = Signature.of(model);
    return new Predictor() {
      @Override
      public Signature signature() {
        return signature;
      }

      @Override
      public List<TensorData> predict(List<TensorData> inputs) {
        return model.predictOnBatch(inputs.toArray(TensorData[]::new));
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }
}

package io.trihorn.cli.serving;

import ai.djl.ndarray.types.DataType;
import io.trihorn.cli.samples.Transformer;
import io.trihorn.examples.LeNet;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.serving.tensors.Datatype;
import io.trihorn.serving.tensors.RawTensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What is served in a trial: a network, and random rows to ask it for. */
enum ServedSample {
  /** Images of digits. */
  LENET(() -> LeNet.model(0), TensorType.of(DataType.FLOAT32, 1, 28, 28, 1)),
  /** Tokens. */
  TRANSFORMER(
      () -> Transformer.model(ServedSample.WORDS, 128),
      TensorType.of(DataType.INT32, 1, Transformer.LENGTH));

  private static final int WORDS = 1000;

  private final Supplier<Model> factory;
  private final TensorType row;

  ServedSample(Supplier<Model> factory, TensorType row) {
    this.factory = factory;
    this.row = row;
  }

  Model model(String backend) {
    return factory.get().seed(1).on(backend);
  }

  /**
   * A request and its answer.
   *
   * @param input what is asked for
   * @param header the JSON that goes before the bytes
   * @param body all of it
   * @param output what the model gives by itself
   */
  record Asked(TensorData input, String header, byte[] body, TensorData output) {}

  /** Rows of one shape. */
  TensorData rows(int count, Random random) {
    long[] dims = row.dims();
    dims[0] = count;
    TensorData data = TensorData.zeros(row.withShape(dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, row.dtype().isFloating() ? random.nextFloat() : random.nextInt(WORDS));
    }
    return data;
  }

  /** Different requests with the answers that they should have. */
  List<Asked> asked(Model model, int count, int rows) {
    Random random = new Random(3);
    List<Asked> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TensorData input = rows(rows, random);
      byte[] raw = RawTensor.bytes(input);
      String header =
          "{\"inputs\":[{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
              .formatted(
                  model.inputs().get(0).layer().name(),
                  Arrays.toString(input.type().dims()),
                  Datatype.of(input.dtype()),
                  raw.length);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(raw);
      TensorData output = model.predictOnBatch(input).get(0);
      all.add(new Asked(input, header, body.toByteArray(), output));
    }
    return all;
  }
}

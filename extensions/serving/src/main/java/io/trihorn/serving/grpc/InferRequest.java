package io.trihorn.serving.grpc;

import io.trihorn.protobuf.Field;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.Signature;
import io.trihorn.serving.tensors.RawTensor;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is asked: {@code ModelInferRequest}, of which the requests for a model's state and
 * description have the first two fields.
 *
 * @param model its name
 * @param version its number; empty for the one that is served
 * @param id to be repeated in the answer
 * @param inputs each in bytes
 * @param outputs the names of those that are asked for
 * @param raw the elements of the inputs, in their order; none where the inputs have their own
 */
record InferRequest(
    String model,
    String version,
    String id,
    List<ByteBuffer> inputs,
    List<String> outputs,
    List<ByteBuffer> raw) {
  /**
   * Reads a message.
   *
   * @throws ServingException if it is none
   */
  static InferRequest read(byte[] message) {
    String[] texts = {"", "", ""};
    List<ByteBuffer> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<ByteBuffer> raw = new ArrayList<>();
    for (Field field : fields(ByteBuffer.wrap(message))) {
      switch (field.number()) {
        case 1, 2, 3 -> texts[field.number() - 1] = text(field);
        case 5 -> inputs.add(field.content());
        case 6 -> outputs.add(named(field.content()));
        case 7 -> raw.add(field.content());
        default -> {}
      }
    }
    return new InferRequest(texts[0], texts[1], texts[2], inputs, outputs, raw);
  }

  static List<Field> fields(ByteBuffer message) {
    try {
      return Field.fields(message);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw ServingException.invalid("the bytes are no message of the protocol: %s", e);
    }
  }

  static String text(Field field) {
    return StandardCharsets.UTF_8.decode(field.content().duplicate()).toString();
  }

  private static String named(ByteBuffer output) {
    return fields(output).stream()
        .filter(field -> field.number() == 1)
        .map(InferRequest::text)
        .findFirst()
        .orElseThrow(() -> ServingException.invalid("an output that is asked for has no name"));
  }

  /**
   * The inputs as a model takes them.
   *
   * @throws ServingException if they are not those of the signature
   */
  List<InputRows> tensors(Signature signature, Limits limits) {
    if (!raw.isEmpty() && raw.size() != inputs.size()) {
      throw ServingException.invalid(
          "raw_input_contents should have one entry for each of %d inputs, but has %d",
          inputs.size(), raw.size());
    }
    InputRows[] tensors = new InputRows[signature.inputs().size()];
    for (int i = 0; i < inputs.size(); i++) {
      InferInput input = InferInput.read(inputs.get(i));
      int place = signature.input(input.name());
      Port port = signature.inputs().get(place);
      if (tensors[place] != null) {
        throw ServingException.invalid("input '%s' is given twice", port.name());
      }
      tensors[place] =
          raw.isEmpty()
              ? input.tensor(port, limits)
              : RawTensor.read(port, input.datatype(), input.shape(), raw.get(i), limits);
    }
    for (int i = 0; i < tensors.length; i++) {
      if (tensors[i] == null) {
        throw ServingException.invalid(
            "input '%s' is missing; the model takes %s",
            signature.inputs().get(i).name(), signature.inputs().stream().map(Port::name).toList());
      }
    }
    return Arrays.asList(tensors);
  }

  /** The places of the outputs that are asked for; all where none is named. */
  List<Integer> wanted(Signature signature) {
    return outputs.isEmpty()
        ? IntStream.range(0, signature.outputs().size()).boxed().toList()
        : outputs.stream().map(signature::output).toList();
  }
}

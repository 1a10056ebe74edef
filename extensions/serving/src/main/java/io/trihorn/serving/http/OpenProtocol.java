package io.trihorn.serving.http;

import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.Signature;
import io.trihorn.serving.tensors.JsonInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Open Inference Protocol, version 2, with its extension for binary tensors: where a header
 * tells how long the JSON is, the bytes of the inputs that have a {@code binary_data_size} follow.
 */
final class OpenProtocol implements Inference {
  /** Tells how much of a body is JSON. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  @Override
  public String name() {
    return "kserve";
  }

  @Override
  public int jsonLength(Body body, String told) {
    return told == null ? body.length() : length(told, body.length());
  }

  @Override
  public Question read(ServedVersion version, Body body, int jsonLength, Limits limits) {
    Request request = new Request(version.signature(), limits);
    request.read(new JsonInput(body.bytes(), jsonLength));
    ByteBuffer raw = ByteBuffer.wrap(body.bytes(), jsonLength, body.length() - jsonLength);
    List<InputRows> inputs = request.inputs(raw);
    if (raw.hasRemaining()) {
      throw ServingException.invalid(
          "%d bytes follow the inputs; their binary_data_size should tell all of them",
          raw.remaining());
    }
    List<OpenAnswer.Wanted> outputs = request.outputs();
    return new Question(
        inputs, request.patience, results -> OpenAnswer.of(version, request.id, outputs, results));
  }

  private static int length(String header, int all) {
    try {
      int length = Integer.parseInt(header);
      if (length >= 0 && length <= all) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Told below, as other lengths that cannot be.
    }
    throw ServingException.invalid(
        "%s should be a number from 0 to %d, the length of the body, but is '%s'",
        JSON_LENGTH, all, header);
  }

  /** What the JSON says. */
  private static final class Request {
    private final Signature signature;
    private final Limits limits;
    private final OpenInput[] inputs;
    private final List<Integer> order = new ArrayList<>();
    private final List<OpenAnswer.Wanted> outputs = new ArrayList<>();
    private String id;
    private boolean binary;
    private Duration patience = Question.NO_END;

    Request(Signature signature, Limits limits) {
      this.signature = signature;
      this.limits = limits;
      this.inputs = new OpenInput[signature.inputs().size()];
    }

    void read(JsonInput in) {
      in.beginObject();
      for (String key = in.name(); key != null; key = in.name()) {
        switch (key) {
          case "id" -> id = in.string();
          case "inputs" -> inputs(in);
          case "outputs" -> outputs(in);
          case "parameters" -> parameters(in);
          default -> in.skip();
        }
      }
      in.end();
    }

    private void parameters(JsonInput in) {
      in.beginObject();
      for (String key = in.name(); key != null; key = in.name()) {
        switch (key) {
          case "binary_data_output" -> binary = in.bool();
          case "timeout" -> patience = Duration.ofNanos(1_000 * Math.min(in.integer(), 1L << 50));
          default -> in.skip();
        }
      }
    }

    private void inputs(JsonInput in) {
      in.beginArray();
      while (in.hasNext()) {
        OpenInput input = OpenInput.read(in, signature, limits);
        int place = signature.input(input.port().name());
        if (inputs[place] != null) {
          throw ServingException.invalid("input '%s' is given twice", input.port().name());
        }
        inputs[place] = input;
        order.add(place);
      }
    }

    private void outputs(JsonInput in) {
      in.beginArray();
      while (in.hasNext()) {
        String name = null;
        Boolean raw = null;
        in.beginObject();
        for (String key = in.name(); key != null; key = in.name()) {
          switch (key) {
            case "name" -> name = in.string();
            case "parameters" -> raw = binaryData(in);
            default -> in.skip();
          }
        }
        if (name == null) {
          throw ServingException.invalid("an output that is asked for has no name");
        }
        outputs.add(new OpenAnswer.Wanted(signature.output(name), raw));
      }
    }

    private static Boolean binaryData(JsonInput in) {
      Boolean raw = null;
      in.beginObject();
      for (String key = in.name(); key != null; key = in.name()) {
        if (key.equals("binary_data")) {
          raw = in.bool();
        } else {
          in.skip();
        }
      }
      return raw;
    }

    /** The inputs; the bytes are those of the inputs in the order of the request. */
    List<InputRows> inputs(ByteBuffer raw) {
      InputRows[] tensors = new InputRows[inputs.length];
      for (int place : order) {
        tensors[place] = inputs[place].toRows(raw, limits);
      }
      for (int i = 0; i < tensors.length; i++) {
        if (tensors[i] == null) {
          throw ServingException.invalid(
              "input '%s' is missing; the model takes %s",
              signature.inputs().get(i).name(),
              signature.inputs().stream().map(Port::name).toList());
        }
      }
      return Arrays.asList(tensors);
    }

    /** The outputs that are asked for; all where none is. */
    List<OpenAnswer.Wanted> outputs() {
      if (outputs.isEmpty()) {
        for (int i = 0; i < signature.outputs().size(); i++) {
          outputs.add(new OpenAnswer.Wanted(i, null));
        }
      }
      return outputs.stream().map(output -> output.orElse(binary)).toList();
    }
  }
}

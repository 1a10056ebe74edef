package io.trihorn.serving.http;

import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServedVersion;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.Signature;
import io.trihorn.serving.tensors.Elements;
import io.trihorn.serving.tensors.JsonInput;
import io.trihorn.serving.tensors.JsonOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * TensorFlow Serving's predictions: {@code instances} row by row, or {@code inputs} as columns.
 * What comes in rows is answered by rows in {@code predictions}, columns by {@code outputs}; the
 * only input or output goes without its name.
 */
final class TensorFlowProtocol implements Inference {
  private static final String SIGNATURE = "serving_default";

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public int jsonLength(Body body, String told) {
    return body.length();
  }

  @Override
  public Question read(ServedVersion version, Body body, int jsonLength, Limits limits) {
    Signature signature = version.signature();
    List<Elements> read = new ArrayList<>();
    signature.inputs().forEach(port -> read.add(new Elements(port, limits)));
    JsonInput in = new JsonInput(body.bytes(), jsonLength);
    String form = null;
    in.beginObject();
    for (String key = in.name(); key != null; key = in.name()) {
      if (key.equals("instances") || key.equals("inputs")) {
        if (form != null) {
          throw ServingException.invalid(
              "a request has 'instances' (rows) or 'inputs' (columns), once, but not '%s' and '%s'",
              form, key);
        }
        form = key;
        if (key.equals("instances")) {
          rows(in, signature, read);
        } else {
          columns(in, signature, read);
        }
      } else if (key.equals("signature_name")) {
        String name = in.string();
        if (!name.equals(SIGNATURE)) {
          throw ServingException.invalid(
              "a model has the signature '%s', but got '%s'", SIGNATURE, name);
        }
      } else {
        in.skip();
      }
    }
    in.end();
    if (form == null) {
      throw ServingException.invalid(
          "the request has neither 'instances', a list of rows, nor 'inputs', the columns");
    }
    boolean byRows = form.equals("instances");
    return new Question(
        tensors(signature, read),
        Question.NO_END,
        byRows ? outputs -> rows(signature, outputs) : outputs -> columns(signature, outputs));
  }

  private static List<InputRows> tensors(Signature signature, List<Elements> read) {
    List<InputRows> inputs = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      if (read.get(i).size() == 0) {
        throw ServingException.invalid(
            "input '%s' has no elements; send at least one row of shape %s",
            signature.inputs().get(i).name(),
            Port.readable(signature.inputs().get(i).shape().getShape()));
      }
      inputs.add(read.get(i).toRows());
    }
    return inputs;
  }

  /** A row is the value of the only input, or an object with one for each. */
  private static void rows(JsonInput in, Signature signature, List<Elements> read) {
    in.beginArray();
    while (in.hasNext()) {
      if (isNamed(in)) {
        named(in, signature, read, Elements::readRow);
      } else {
        only(signature, read).readRow(in);
      }
    }
  }

  private static void columns(JsonInput in, Signature signature, List<Elements> read) {
    if (isNamed(in)) {
      named(in, signature, read, Elements::read);
    } else {
      only(signature, read).read(in);
    }
  }

  /** An object, but not that in which bytes are written. */
  private static boolean isNamed(JsonInput in) {
    if (in.peek() != '{') {
      return false;
    }
    JsonInput ahead = in.copy();
    ahead.beginObject();
    return !"b64".equals(ahead.name());
  }

  private interface Reading {
    void read(Elements elements, JsonInput in);
  }

  private static void named(
      JsonInput in, Signature signature, List<Elements> read, Reading reading) {
    in.beginObject();
    List<Integer> seen = new ArrayList<>();
    for (String name = in.name(); name != null; name = in.name()) {
      int place = signature.input(name);
      if (seen.contains(place)) {
        throw ServingException.invalid("input '%s' is given twice", name);
      }
      seen.add(place);
      reading.read(read.get(place), in);
    }
    if (seen.size() != read.size()) {
      throw ServingException.invalid(
          "the model takes the inputs %s, but got %s",
          signature.inputs().stream().map(Port::name).toList(),
          seen.stream().map(i -> signature.inputs().get(i).name()).toList());
    }
  }

  private static Elements only(Signature signature, List<Elements> read) {
    if (read.size() != 1) {
      throw ServingException.invalid(
          "the model has several inputs; give them by name: %s",
          signature.inputs().stream().map(Port::name).toList());
    }
    return read.get(0);
  }

  private static Answer rows(Signature signature, List<TensorData> outputs) {
    JsonOutput json = new JsonOutput().beginObject().name("predictions").beginArray();
    boolean rowwise =
        outputs.stream().allMatch(o -> o.type().rank() > 0)
            && Collections.min(outputs.stream().map(o -> o.type().dim(0)).toList())
                .equals(Collections.max(outputs.stream().map(o -> o.type().dim(0)).toList()));
    if (!rowwise) {
      throw ServingException.invalid(
          "the model's outputs have no rows to answer by; ask by 'inputs' instead of 'instances'");
    }
    for (long row = 0; row < outputs.get(0).type().dim(0); row++) {
      long one = row;
      value(json, signature, outputs, output -> json.row(output, one));
    }
    return Answer.json(json.endArray().endObject());
  }

  private static Answer columns(Signature signature, List<TensorData> outputs) {
    JsonOutput json = new JsonOutput().beginObject().name("outputs");
    value(json, signature, outputs, json::nested);
    return Answer.json(json.endObject());
  }

  private static void value(
      JsonOutput json,
      Signature signature,
      List<TensorData> outputs,
      Function<TensorData, JsonOutput> write) {
    if (outputs.size() == 1) {
      write.apply(outputs.get(0));
      return;
    }
    json.beginObject();
    for (int i = 0; i < outputs.size(); i++) {
      json.name(signature.outputs().get(i).name());
      write.apply(outputs.get(i));
    }
    json.endObject();
  }
}

package io.trihorn.studio.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.ConfigException;
import io.trihorn.model.Model;
import io.trihorn.model.Models;
import io.trihorn.texts.TextException;
import io.trihorn.texts.TrainingText;
import java.util.Set;

/**
 * What is to be said of a network's text while it is typed.
 *
 * @param drawing of it, as far as it can be drawn; null where the text is neither JSON nor YAML
 * @param parameters of the whole model; -1 where it is wrong
 * @param error what is wrong, null where nothing is
 */
public record NetworkCheck(Drawing drawing, long parameters, Error error) {
  /**
   * What is wrong with a text.
   *
   * @param layer the id of the layer that is wrong, null where it is none
   * @param line counted from 1
   * @param column counted from 1
   * @param message what was expected and what came
   */
  public record Error(String layer, int line, int column, String message) {}

  /** What the messages of texts begin with. */
  private static final String NAME = "network";

  /**
   * Looks at a text.
   *
   * @param open the ids of the models whose insides are shown
   */
  public static NetworkCheck of(String text, Set<String> open) {
    JsonElement json = JsonNull.INSTANCE;
    try {
      json = TrainingText.json(NAME, text);
      try (Model model = TrainingText.model(NAME, text)) {
        return of(model, open);
      }
    } catch (TextException e) {
      String place = "%s:%d:%d: ".formatted(NAME, e.line(), e.column());
      Error error =
          new Error(e.layer(), e.line(), e.column(), e.getMessage().substring(place.length()));
      Drawing drawing =
          json.isJsonNull() ? null : Layouter.layout(asFarAsRight(json, error), open, error);
      return new NetworkCheck(drawing, -1, error);
    }
  }

  /** A wrong network: the layers of a stack before the one in error have their shapes. */
  private static NetworkNode.Network asFarAsRight(JsonElement json, Error error) {
    NetworkNode.Network drawn = NetworkReader.read(json, null);
    if (error.layer() == null
        || !json.getAsJsonObject().get("class_name").getAsString().equals("Sequential")) {
      return drawn;
    }
    int wrong = Integer.parseInt(error.layer().split("/")[0]);
    JsonObject before = json.getAsJsonObject().deepCopy();
    before.remove("train");
    JsonArray layers = before.getAsJsonObject("config").getAsJsonArray("layers");
    while (layers.size() > wrong) {
      layers.remove(wrong);
    }
    try (Model model = Models.fromConfig(before)) {
      NetworkNode.Network right = NetworkReader.read(Models.toJson(model), model);
      return right.nodes().size() == wrong ? drawn.beginningWith(right.nodes()) : drawn;
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Without its first layers, such as one without an input, it is no model: it has no shapes.
      return drawn;
    }
  }

  /**
   * Draws a model that was stored.
   *
   * @param config what {@link Model#toJson} gave
   * @param open the ids of the models whose insides are shown
   */
  public static NetworkCheck ofModel(String config, Set<String> open) {
    try (Model model = Model.fromJson(config)) {
      return of(model, open);
    } catch (ConfigException e) {
      return new NetworkCheck(null, -1, new Error(null, 1, 1, e.getMessage()));
    }
  }

  private static NetworkCheck of(Model model, Set<String> open) {
    NetworkNode.Network network = NetworkReader.read(Models.toJson(model), model);
    long parameters =
        network.nodes().stream().mapToLong(NetworkNode::parameters).filter(n -> n > 0).sum();
    return new NetworkCheck(Layouter.layout(network, open, null), parameters, null);
  }
}

package io.trihorn.caffe;

import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A layer of a net's text, of either generation: {@code layer} with a type in words, or {@code
 * layers} with one of an enumeration.
 *
 * @param part the message itself
 */
record LayerText(Part part) {
  /** Types whose words are not those of the enumeration run together. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("ABSVAL", "AbsVal"),
          Map.entry("ARGMAX", "ArgMax"),
          Map.entry("BNLL", "BNLL"),
          Map.entry("HDF5_DATA", "HDF5Data"),
          Map.entry("HDF5_OUTPUT", "HDF5Output"),
          Map.entry("LRN", "LRN"),
          Map.entry("MVN", "MVN"),
          Map.entry("RELU", "ReLU"),
          Map.entry("SOFTMAX_LOSS", "SoftmaxWithLoss"),
          Map.entry("TANH", "TanH"));

  /** The layers of a net, of whichever generation it is. */
  static List<LayerText> of(Part net) {
    if (net.has("layer") && net.has("layers")) {
      throw net.error(
          "net '"
              + net.text("name")
              + "' has 'layer' and 'layers', but a text is of one generation: use 'layer' alone");
    }
    List<LayerText> all = new ArrayList<>();
    for (Part part : net.parts(net.has("layers") ? "layers" : "layer")) {
      all.add(new LayerText(part));
    }
    return all;
  }

  String name() {
    return part.text("name");
  }

  private boolean isOld() {
    return part.knows("blobs_lr");
  }

  /** The type in words, such as {@code InnerProduct}. */
  String type() {
    String type = part.text("type");
    if (!isOld()) {
      return type;
    }
    if (WORDS.containsKey(type)) {
      return WORDS.get(type);
    }
    StringBuilder words = new StringBuilder();
    for (String word : type.split("_")) {
      words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  /** Says what is wrong with the layer, and where it stands. */
  CaffeException error(String words) {
    return error(words, null);
  }

  /** As {@link #error(String)}, with what has told. */
  CaffeException error(String words, Throwable cause) {
    return new CaffeException(
        part.origin() + ": layer '" + name() + "' (" + type() + "): " + words, cause);
  }

  List<String> bottoms() {
    return part.texts("bottom");
  }

  /**
   * Whether the gradient goes on to a bottom; by default it does.
   *
   * @throws CaffeException if the text says it for some bottoms only
   */
  boolean propagatesTo(int bottom) {
    List<Boolean> said = isOld() ? List.of() : part.flags("propagate_down");
    if (!said.isEmpty() && said.size() != bottoms().size()) {
      throw error(
          "propagate_down should be said once for each of the bottoms %s, or not at all, but is %s"
              .formatted(bottoms(), said));
    }
    return said.isEmpty() || said.get(bottom);
  }

  List<String> tops() {
    return part.texts("top");
  }

  /**
   * The names of the layer's weights, by which layers share them; empty where they have none.
   *
   * @throws CaffeException if only some have one
   */
  List<String> sharedNames() {
    List<String> names =
        isOld()
            ? part.texts("param")
            : part.parts("param").stream().map(spec -> spec.text("name")).toList();
    List<String> given = names.stream().filter(name -> !name.isEmpty()).toList();
    if (!given.isEmpty() && given.size() < names.size()) {
      throw error(
          "its weights "
              + names
              + " are shared in part, but can be as a whole only: give each a name, or none");
    }
    return given;
  }

  /** What the solver's learning rate is multiplied by for one of the layer's blobs. */
  double rate(int blob) {
    return multiplier(blob, "blobs_lr", "lr_mult");
  }

  /** What the solver's decay is multiplied by for one of the layer's blobs. */
  double decay(int blob) {
    return multiplier(blob, "weight_decay", "decay_mult");
  }

  private double multiplier(int blob, String old, String field) {
    if (isOld()) {
      List<Double> given = part.numbers(old);
      return blob < given.size() ? given.get(blob) : 1;
    }
    List<Part> specs = part.parts("param");
    return blob < specs.size() ? specs.get(blob).number(field) : 1;
  }

  /** What a top counts for in the net's loss: that of a layer of losses 1, all others 0. */
  double lossWeight(int top) {
    List<Double> given = part.numbers("loss_weight");
    if (top < given.size()) {
      return given.get(top);
    }
    return top == 0 && given.isEmpty() && type().endsWith("Loss") ? 1 : 0;
  }

  /** What belongs to the layer's type, such as {@code pooling_param}. */
  Part parameters(String field) {
    return part.knows(field) ? part.part(field) : none(field);
  }

  /** The first generation lacks what came later, which then has its defaults. */
  private Part none(String field) {
    return part.with(
        DynamicMessage.getDefaultInstance(
            Schema.message("LayerParameter").findFieldByName(field).getMessageType()));
  }

  /** Whether the layer is part of the net in a phase, at level 0 and with some stages. */
  boolean isIn(Phase phase, Set<String> stages) {
    List<Part> include = part.parts("include");
    boolean chosen =
        include.isEmpty()
            ? part.parts("exclude").stream().noneMatch(rule -> meets(rule, phase, stages))
            : include.stream().anyMatch(rule -> meets(rule, phase, stages));
    boolean own = isOld() || !part.has("phase") || part.text("phase").equals(phase.name());
    return chosen && own;
  }

  private static boolean meets(Part rule, Phase phase, Set<String> stages) {
    return (!rule.has("phase") || rule.text("phase").equals(phase.name()))
        && (!rule.has("min_level") || rule.integer("min_level") <= 0)
        && (!rule.has("max_level") || rule.integer("max_level") >= 0)
        && stages.containsAll(rule.texts("stage"))
        && rule.texts("not_stage").stream().noneMatch(stages::contains);
  }
}

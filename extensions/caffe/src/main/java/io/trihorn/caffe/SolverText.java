package io.trihorn.caffe;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A solver's text, and the nets that it names.
 *
 * @param file where it is
 * @param part the text itself
 */
record SolverText(Path file, Part part) {
  /**
   * A net that is trained or tested.
   *
   * @param text the net's
   * @param options phase and stages that the solver asks for
   */
  record Net(Part text, NetOptions options) {}

  static SolverText read(Path file) {
    return new SolverText(file, CaffeFiles.text("SolverParameter", file));
  }

  /** The same text with a net where it names none. */
  SolverText with(Path net) {
    FieldDescriptor field = part.message().getDescriptorForType().findFieldByName("net");
    return new SolverText(
        file, part.with(part.message().toBuilder().setField(field, net.toString()).build()));
  }

  /** The net that is trained. */
  Net train() {
    List<Part> texts = new ArrayList<>();
    if (part.has("train_net_param")) {
      texts.add(part.part("train_net_param"));
    }
    if (part.has("train_net")) {
      texts.add(net(part.text("train_net")));
    }
    common().ifPresent(texts::add);
    if (texts.size() != 1) {
      throw new CaffeException(
          file
              + ": expected one net to train, by one of net, net_param, train_net and"
              + " train_net_param, but there are "
              + texts.size());
    }
    return new Net(texts.get(0), options(Phase.TRAIN, part.part("train_state")));
  }

  /** The nets that are tested, in Caffe's order: as many as there are {@code test_iter}. */
  List<Net> tests() {
    List<Part> texts = new ArrayList<>(part.parts("test_net_param"));
    part.texts("test_net").forEach(name -> texts.add(net(name)));
    int count = part.integers("test_iter").size();
    common()
        .ifPresent(
            net -> texts.addAll(Collections.nCopies(Math.max(0, count - texts.size()), net)));
    if (texts.size() != count) {
      throw new CaffeException(
          file
              + ": expected one test_iter for each test net, but there are "
              + count
              + " for "
              + texts.size());
    }
    List<Part> states = part.parts("test_state");
    if (!states.isEmpty() && states.size() != count) {
      throw new CaffeException(
          file
              + ": expected one test_state for each test net or none, but there are "
              + states.size()
              + " for "
              + count);
    }
    List<Net> nets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Part state = states.isEmpty() ? part.part("train_state") : states.get(i);
      nets.add(
          new Net(texts.get(i), states.isEmpty() ? new NetOptions() : options(Phase.TEST, state)));
    }
    return nets;
  }

  private Optional<Part> common() {
    if (part.has("net_param")) {
      return Optional.of(part.part("net_param"));
    }
    return part.has("net") ? Optional.of(net(part.text("net"))) : Optional.empty();
  }

  private static NetOptions options(Phase phase, Part state) {
    return new NetOptions().phase(phase).stages(state.texts("stage").toArray(String[]::new));
  }

  private Part net(String name) {
    return CaffeFiles.text("NetParameter", resolved(name));
  }

  /**
   * A file that the text names: from the working directory, as Caffe has it, or else from the
   * solver's folder or one above it.
   */
  private Path resolved(String name) {
    Path here = Path.of(name);
    if (here.isAbsolute() || Files.exists(here)) {
      return here;
    }
    for (Path folder = file.toAbsolutePath().normalize().getParent();
        folder != null;
        folder = folder.getParent()) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new CaffeException(
        file
            + " names "
            + name
            + ", which is neither in the working directory nor in the solver's folder nor above it");
  }
}

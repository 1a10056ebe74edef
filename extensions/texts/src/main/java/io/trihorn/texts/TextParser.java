package io.trihorn.texts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** JSON and YAML 1.2, of which JSON is a part, as blocks with their places. */
final class TextParser {
  private static final int DEEPEST = 200;

  private final String file;

  /** How many blocks there may be: aliases make no more of a text than it has characters. */
  private long left;

  private int depth;

  private TextParser(String file, long most) {
    this.file = file;
    this.left = most;
  }

  /**
   * Reads a text.
   *
   * @param file its name, for messages
   * @throws TextException if it is neither JSON nor YAML, is empty, or repeats itself by aliases to
   *     more than its own size
   */
  static Block parse(String file, String text) {
    TextParser parser = new TextParser(file, text.length());
    Place start = new Place(file, 1, 1);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      // JSON may be indented by tabs, which YAML does not take; neither has them inside of texts.
      boolean json = text.stripLeading().startsWith("{");
      String plain = json ? text.replace('\t', ' ') : text;
      Optional<Node> node = new Compose(settings).composeString(plain);
      return parser.block(node.orElseThrow(() -> start.wrong("the text is empty")));
    } catch (MarkedYamlEngineException e) {
      Place at = e.getProblemMark().map(parser::place).orElse(start);
      throw at.wrong("it is neither JSON nor YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw start.wrong("it is neither JSON nor YAML: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw start.wrong("it is nested deeper than any model", e);
    }
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Block block(Node node) {
    Place place = node.getStartMark().map(this::place).orElse(new Place(file, 1, 1));
    if (--left < 0) {
      throw place.wrong("its aliases make more of the text than there is");
    }
    if (++depth > DEEPEST) {
      throw place.wrong("it is nested deeper than any model");
    }
    try {
      if (node instanceof MappingNode mapping) {
        return object(place, mapping);
      }
      if (node instanceof SequenceNode sequence) {
        List<Block> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(block(item)));
        return new Block(place, items, Map.of());
      }
      return new Block(place, scalar(place, (ScalarNode) node), Map.of());
    } finally {
      depth--;
    }
  }

  private Block object(Place place, MappingNode mapping) {
    Map<String, Block> fields = new LinkedHashMap<>();
    Map<String, Place> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Block key = block(tuple.getKeyNode());
      String name = String.valueOf(key.value());
      if (key.value() instanceof Map || key.value() instanceof List) {
        throw key.place().wrong("a key should be a text");
      }
      keys.put(name, key.place());
      if (fields.put(name, block(tuple.getValueNode())) != null) {
        throw key.place().wrong("'" + name + "' stands here twice");
      }
    }
    return new Block(place, fields, keys);
  }

  private static Object scalar(Place place, ScalarNode node) {
    Tag tag = node.getTag();
    String text = node.getValue();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return Boolean.valueOf(text);
    }
    try {
      if (tag.equals(Tag.INT)) {
        return integer(text);
      }
      return tag.equals(Tag.FLOAT) ? (Object) Double.valueOf(number(text)) : text;
    } catch (NumberFormatException | ArithmeticException e) {
      throw place.wrong("'" + text + "' is no number that fits", e);
    }
  }

  private static long integer(String text) {
    String digits = text.startsWith("+") ? text.substring(1) : text;
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16).longValueExact();
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(digits.substring(2), 8).longValueExact();
    }
    return new BigInteger(digits).longValueExact();
  }

  private static double number(String text) {
    String lower = text.replace("+", "").toLowerCase(Locale.ROOT);
    return switch (lower) {
      case ".inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      case ".nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}

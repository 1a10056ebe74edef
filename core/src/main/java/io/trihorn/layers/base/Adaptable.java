package io.trihorn.layers.base;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a layer can be quantized and adapted by LoRA.
 *
 * @param modes the modes of quantization that the layer knows; empty where there are none
 * @param quantizable the kernels that quantization changes, as far as they are built
 * @param lora the kernels that LoRA adapts, as far as they are built
 */
public record Adaptable(
    Set<String> modes, List<AdaptableWeight> quantizable, List<AdaptableWeight> lora) {
  private static final Set<String> MODES_OF_PRODUCTS =
      Set.of("int8", "int4", "float8", "gptq", "awq");
  private static final Set<String> MODES_OF_TABLES = Set.of("int8", "int4");

  /** Nothing. */
  public static final Adaptable NONE = new Adaptable(Set.of(), List.of(), List.of());

  /** Copies the collections. */
  public Adaptable {
    modes = Set.copyOf(modes);
    quantizable = List.copyOf(quantizable);
    lora = List.copyOf(lora);
  }

  /** A kernel that inputs are multiplied by; null before it is built. */
  public static Adaptable product(AdaptableWeight kernel) {
    return new Adaptable(MODES_OF_PRODUCTS, present(kernel), present(kernel));
  }

  /**
   * A table that is looked up, and others that are quantized with it.
   *
   * @param table null before it is built, as the others
   */
  public static Adaptable table(AdaptableWeight table, AdaptableWeight... others) {
    List<AdaptableWeight> all =
        Stream.concat(present(table).stream(), present(others).stream()).toList();
    return new Adaptable(MODES_OF_TABLES, all, present(table));
  }

  /** A kernel that LoRA adapts, but that is not quantized; null before it is built. */
  public static Adaptable loraOnly(AdaptableWeight kernel) {
    return new Adaptable(Set.of(), List.of(), present(kernel));
  }

  private static List<AdaptableWeight> present(AdaptableWeight... weights) {
    return Arrays.stream(weights).filter(Objects::nonNull).toList();
  }
}

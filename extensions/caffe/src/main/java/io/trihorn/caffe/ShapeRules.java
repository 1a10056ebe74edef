package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.config.Slice;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.operations.Operations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Layers that only move elements. */
final class ShapeRules {
  private ShapeRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("Flatten", Rule.one(ShapeRules::flatten));
    rules.put("Reshape", Rule.one(ShapeRules::reshaped));
    rules.put("Concat", Rule.one(ShapeRules::concatenation));
    rules.put("Slice", ShapeRules::slices);
    rules.put("Tile", Rule.one(ShapeRules::tile));
    rules.put("Crop", Rule.one(ShapeRules::crop));
    rules.put("BatchReindex", Rule.one(ShapeRules::reindexed));
    rules.put("Filter", ShapeRules::filtered);
  }

  private static KerasTensor flatten(Site site) {
    Part p = site.parameters("flatten_param");
    KerasTensor x = site.bottom();
    int from = site.axis(p.integer("axis"), rank(x));
    int to = site.axis(p.integer("end_axis"), rank(x)) + 1;
    return replaced(x, from, to, Site.count(x, from, to));
  }

  /** With these extents in place of those from an axis to before another one. */
  private static KerasTensor replaced(KerasTensor x, int from, int to, int... extents) {
    IntStream before = Arrays.stream(dims(x), 0, from);
    IntStream after = Arrays.stream(dims(x), to, rank(x));
    return reshape(
        x, IntStream.concat(IntStream.concat(before, IntStream.of(extents)), after).toArray());
  }

  private static KerasTensor reshaped(Site site) {
    Part p = site.parameters("reshape_param");
    KerasTensor x = site.bottom();
    // One more than the rank, since new axes may stand at the end.
    int from = site.axis(p.integer("axis"), rank(x) + 1);
    int to = p.integer("num_axes") == -1 ? rank(x) : from + p.integer("num_axes");
    if (to > rank(x)) {
      throw site.error("expected axes of " + rank(x) + ", but got " + from + " to " + (to - 1));
    }
    int[] wanted = p.part("shape").integers("dim").stream().mapToInt(d -> d).toArray();
    if (from == 0 && wanted.length > 0 && wanted[0] == 0) {
      // The rows stay, however many there are.
      from = 1;
      wanted = Arrays.copyOfRange(wanted, 1, wanted.length);
    }
    int known = 1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == 0) {
        wanted[i] = dims(x)[from + i];
      }
      known *= wanted[i] == -1 ? 1 : wanted[i];
    }
    int there = Site.count(x, from, to);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == -1) {
        wanted[i] = there / known;
        known *= wanted[i];
      }
    }
    if (known != there) {
      throw site.error("expected a shape of " + there + " elements, but got " + known);
    }
    return replaced(x, from, to, wanted);
  }

  private static KerasTensor concatenation(Site site) {
    Part p = site.parameters("concat_param");
    int axis = p.has("concat_dim") ? p.integer("concat_dim") : p.integer("axis");
    return op("Concatenate", Map.of("axis", site.axis(axis, rank(site.bottom(0)))), site.bottoms());
  }

  private static List<KerasTensor> slices(Site site) {
    Part p = site.parameters("slice_param");
    KerasTensor x = site.bottom();
    int axis = site.axis(p.has("slice_dim") ? p.integer("slice_dim") : p.integer("axis"), rank(x));
    Object parts = p.has("slice_point") ? p.integers("slice_point") : (Object) site.tops();
    return Operations.applyAll("Split", Map.of("indices_or_sections", parts, "axis", axis), x);
  }

  private static KerasTensor tile(Site site) {
    Part p = site.parameters("tile_param");
    KerasTensor x = site.bottom();
    int[] repeats = new int[rank(x)];
    Arrays.fill(repeats, 1);
    repeats[site.axis(p.integer("axis"), rank(x))] = p.integer("tiles");
    return op("Tile", Map.of("repeats", repeats), x);
  }

  private static KerasTensor crop(Site site) {
    site.expectBottoms(2);
    Part p = site.parameters("crop_param");
    KerasTensor x = site.bottom(0);
    int first = site.axis(p.integer("axis"), rank(x));
    List<Integer> offsets = p.integers("offset");
    if (offsets.size() > 1 && offsets.size() != rank(x) - first) {
      throw site.error("expected " + (rank(x) - first) + " offsets, or one, but got " + offsets);
    }
    List<Object> keys = new ArrayList<>(Collections.nCopies(first, Slice.ALL));
    for (int axis = first; axis < rank(x); axis++) {
      long offset = offsets.isEmpty() ? 0 : offsets.get(offsets.size() == 1 ? 0 : axis - first);
      long extent = Site.extent(site.bottom(1), axis);
      if (offset + extent > Site.extent(x, axis)) {
        throw site.error(
            "axis %d has %d, but %d from %d on are asked for"
                .formatted(axis, dims(x)[axis], extent, offset));
      }
      keys.add(Slice.of(offset, offset + extent));
    }
    return Operations.getItem(x, keys.toArray());
  }

  private static KerasTensor reindexed(Site site) {
    site.expectBottoms(2);
    KerasTensor places = op("Cast", Map.of("dtype", "int32"), site.bottom(1));
    return op("Take", Map.of("axis", 0), site.bottom(0), places);
  }

  /** The rows at which the last bottom is not 0. */
  private static List<KerasTensor> filtered(Site site) {
    if (site.bottoms().size() < 2) {
      throw site.error("expected what is filtered and a selector, but got one bottom");
    }
    return site.layer(Filter.class, Filter::new).applyAll(site.bottoms(), Map.of());
  }
}

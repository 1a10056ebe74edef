package io.trihorn.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How sequences are put into batches with others of about their length, as by {@code
 * tf.data.Dataset.bucket_by_sequence_length}. Bucket {@code i} takes the sequences that are shorter
 * than {@code boundaries[i]} and fit into no bucket before; one more takes the rest.
 *
 * @param boundaries the lengths at which a new bucket begins, ascending
 * @param batchSizes the number of rows in a batch of each bucket, one more than boundaries
 * @param padding what shorter sequences are filled up with
 * @param targetPadding what the targets of steps that are no part of the sequence are
 * @param perStep whether targets and weights are sequences too, of the inputs' lengths; the weights
 *     of padding are 0
 * @param toBoundary whether sequences are filled up to the last length of their bucket, so that
 *     there are as many shapes as buckets; else to the longest in the batch
 * @param dropRemainder whether batches that are not full at the end are left out
 */
public record Buckets(
    List<Integer> boundaries,
    List<Integer> batchSizes,
    double padding,
    double targetPadding,
    boolean perStep,
    boolean toBoundary,
    boolean dropRemainder) {
  /** Checks the boundaries and the sizes. */
  public Buckets {
    boundaries = List.copyOf(boundaries);
    batchSizes = List.copyOf(batchSizes);
    List<Integer> increasing = boundaries.stream().distinct().sorted().toList();
    if (boundaries.isEmpty() || !increasing.equals(boundaries) || boundaries.get(0) < 1) {
      throw new IllegalArgumentException(
          "buckets: expected boundaries above 0 that increase, but got " + boundaries);
    }
    if (batchSizes.size() != boundaries.size() + 1 || Collections.min(batchSizes) < 1) {
      throw new IllegalArgumentException(
          "buckets: expected a batch size of 1 or more for each of the "
              + (boundaries.size() + 1)
              + " buckets that "
              + boundaries.size()
              + " boundaries make, but got "
              + batchSizes);
    }
  }

  /** Buckets with these boundaries and a batch size for each, of which there is one more. */
  public static Buckets of(int[] boundaries, int... batchSizes) {
    return new Buckets(list(boundaries), list(batchSizes), 0, 0, false, false, false);
  }

  /** Buckets with these boundaries and one batch size for all. */
  public static Buckets of(int[] boundaries, int batchSize) {
    int[] sizes = IntStream.rangeClosed(0, boundaries.length).map(i -> batchSize).toArray();
    return of(boundaries, sizes);
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().collect(Collectors.toList());
  }

  /** Fills inputs up with this, 0 by default. */
  public Buckets padding(double value) {
    return new Buckets(
        boundaries, batchSizes, value, targetPadding, perStep, toBoundary, dropRemainder);
  }

  /** Targets and weights are sequences too; targets are filled up with this. */
  public Buckets targetsPerStep(double value) {
    return new Buckets(boundaries, batchSizes, padding, value, true, toBoundary, dropRemainder);
  }

  /** Fills sequences up to the last length of their bucket; the last bucket must stay empty. */
  public Buckets padToBoundary() {
    return new Buckets(
        boundaries, batchSizes, padding, targetPadding, perStep, true, dropRemainder);
  }

  /** Leaves out batches that are not full at the end. */
  public Buckets droppingRemainder() {
    return new Buckets(boundaries, batchSizes, padding, targetPadding, perStep, toBoundary, true);
  }

  /** The bucket of a length. */
  int bucket(long length) {
    int bucket = 0;
    while (bucket < boundaries.size() && length >= boundaries.get(bucket)) {
      bucket++;
    }
    return bucket;
  }
}

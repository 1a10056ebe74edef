package io.trihorn.studio.record;

import io.trihorn.data.Dataset;
import java.time.Duration;
import java.util.List;

/**
 * What is recorded.
 *
 * @param interval how far looks at the logs of steps are apart at least, since each costs a copy
 *     from the device
 * @param histogramSteps after how many steps there are histograms; 0 for none
 * @param gradients whether there are histograms of gradients, for which a second program keeps them
 * @param sample rows that are looked at beside the training; null for none
 * @param sampleRows how many of them
 * @param embedding the name of the layer whose outputs are shown as points; null for the last but
 *     one
 * @param classes the names of the classes; empty for their numbers
 */
public record RecorderOptions(
    Duration interval,
    int histogramSteps,
    boolean gradients,
    Dataset sample,
    int sampleRows,
    String embedding,
    List<String> classes) {
  /** What is usual. */
  public static final RecorderOptions DEFAULT =
      new RecorderOptions(Duration.ofMillis(50), 100, true, null, 256, null, List.of());

  /** Copies the list. */
  public RecorderOptions {
    classes = List.copyOf(classes);
  }

  /** The same with looks that far apart. */
  public RecorderOptions interval(Duration value) {
    return new RecorderOptions(
        value, histogramSteps, gradients, sample, sampleRows, embedding, classes);
  }

  /** The same with histograms after so many steps. */
  public RecorderOptions histogramSteps(int value) {
    return new RecorderOptions(interval, value, gradients, sample, sampleRows, embedding, classes);
  }

  /** The same with histograms of gradients or none. */
  public RecorderOptions gradients(boolean value) {
    return new RecorderOptions(
        interval, histogramSteps, value, sample, sampleRows, embedding, classes);
  }

  /** The same with other rows to look at. */
  public RecorderOptions sample(Dataset value) {
    return new RecorderOptions(
        interval, histogramSteps, gradients, value, sampleRows, embedding, classes);
  }

  /** The same with so many rows looked at. */
  public RecorderOptions sampleRows(int value) {
    return new RecorderOptions(
        interval, histogramSteps, gradients, sample, value, embedding, classes);
  }

  /** The same with the points of another layer. */
  public RecorderOptions embedding(String value) {
    return new RecorderOptions(
        interval, histogramSteps, gradients, sample, sampleRows, value, classes);
  }

  /** The same with names of classes. */
  public RecorderOptions classes(List<String> value) {
    return new RecorderOptions(
        interval, histogramSteps, gradients, sample, sampleRows, embedding, value);
  }
}

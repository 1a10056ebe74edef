package io.trihorn.data.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.DatasetException;
import io.trihorn.ndarray.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryDatasetTest {
  private static void texts(Path folder, int each) throws IOException {
    for (String name : List.of("b", "a")) {
      Path inner = Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < each; i++) {
        Files.writeString(inner.resolve(i + ".txt"), name + i);
      }
    }
  }

  private static List<String> read(LabeledFiles files, long epoch) {
    List<String> all = new ArrayList<>();
    try (BatchIterator batches = files.dataset().open(epoch)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        List<String> texts = Texts.of(batch.inputs().get(0)).values();
        for (int i = 0; i < texts.size(); i++) {
          String label = files.classNames().get((int) batch.targets().get(0).getLong(i));
          assertTrue(texts.get(i).startsWith(label), texts + " " + label);
        }
        all.addAll(texts);
      }
    }
    return all;
  }

  @Test
  void labelsFollowTheFilesThroughShuffles(@TempDir Path folder) throws IOException {
    texts(folder, 20);
    TextDataset texts = TextDataset.fromDirectory(folder).batchSize(7).seed(3);
    LabeledFiles all = texts.load();
    assertEquals(List.of("a", "b"), all.classNames());
    List<String> first = read(all, 0);
    assertEquals(40, new HashSet<>(first).size());
    assertTrue(!first.equals(read(all, 1)), "each epoch has an order of its own");
    assertEquals(first, read(TextDataset.fromDirectory(folder).batchSize(7).seed(3).load(), 0));
  }

  @Test
  void theTwoPartsShareNoFile(@TempDir Path folder) throws IOException {
    texts(folder, 10);
    TextDataset texts = TextDataset.fromDirectory(folder).seed(11).validationSplit(0.3);
    Set<String> training = new HashSet<>(read(texts.training(), 0));
    Set<String> validation = new HashSet<>(read(texts.validation(), 0));
    assertEquals(14, training.size());
    assertEquals(6, validation.size());
    training.retainAll(validation);
    assertEquals(Set.of(), training);
    assertThrows(IllegalStateException.class, texts::load);
  }

  @Test
  void aDamagedFileIsNamed(@TempDir Path folder) throws IOException {
    Path inner = Files.createDirectories(folder.resolve("a"));
    Files.writeString(inner.resolve("broken.png"), "no image");
    LabeledFiles files = ImageDataset.fromDirectory(folder).imageSize(2, 2).load();
    try (BatchIterator batches = files.dataset().open(0)) {
      DatasetException e = assertThrows(DatasetException.class, batches::hasNext);
      assertTrue(e.getMessage().contains("broken.png"), e.getMessage());
    }
    Files.writeString(inner.resolve("broken.wav"), "no sound");
    LabeledFiles sounds = AudioDataset.fromDirectory(folder).load();
    try (BatchIterator batches = sounds.dataset().open(0)) {
      DatasetException e = assertThrows(DatasetException.class, batches::hasNext);
      assertTrue(e.getMessage().contains("broken.wav"), e.getMessage());
    }
  }
}

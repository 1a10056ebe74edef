package io.trihorn.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** Tensors by name as the engine's Java interface takes them, over arrays. */
final class NamedTensors extends AbstractMap<String, OnnxTensor> {
  private final String[] names;
  private final int first;
  private final OnnxTensor[] tensors;

  /** These tensors under the names from a position on. */
  NamedTensors(String[] names, int first, OnnxTensor[] tensors) {
    this.names = names;
    this.first = first;
    this.tensors = tensors;
  }

  @Override
  public Set<Map.Entry<String, OnnxTensor>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, OnnxTensor>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < tensors.length;
          }

          @Override
          public Map.Entry<String, OnnxTensor> next() {
            if (next == tensors.length) {
              throw new NoSuchElementException();
            }
            return Map.entry(names[first + next], tensors[next++]);
          }
        };
      }

      @Override
      public int size() {
        return tensors.length;
      }
    };
  }
}

package io.trihorn.ndarray;

import ai.djl.ndarray.NDArrayAdapter;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.charset.Charset;

/** What arrays do not compute: each says so. DJL's adapter does it for the rest. */
abstract class RefusingArray extends NDArrayAdapter {
  RefusingArray(NDManager manager, Shape shape, DataType type, String uid) {
    super(manager, TrihornNDManager.REFUSING, shape, type, uid);
  }

  @Override
  public String[] toStringArray(Charset charset) {
    throw new UnsupportedOperationException("this array holds " + getDataType() + ", not strings");
  }
}

package io.trihorn.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * What Parquet's reader of columns asks for and does not use where values are taken one by one. It
 * is a group as deep as anybody looks, and a value where one is asked for.
 */
final class NoConverter extends GroupConverter {
  private static final PrimitiveConverter VALUE = new PrimitiveConverter() {};

  @Override
  public Converter getConverter(int field) {
    return this;
  }

  @Override
  public PrimitiveConverter asPrimitiveConverter() {
    return VALUE;
  }

  @Override
  public void start() {
    // Nothing is put together.
  }

  @Override
  public void end() {
    // Nothing is put together.
  }
}

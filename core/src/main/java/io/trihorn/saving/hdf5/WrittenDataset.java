package io.trihorn.saving.hdf5;

import io.jhdf.ObjectHeader;
import io.jhdf.WritableDatasetImpl;
import io.jhdf.api.Group;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.Message;
import io.jhdf.storage.HdfFileChannel;
import io.trihorn.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An array to be written as one block of bytes. jHDF's own way wants nested Java arrays, writes
 * them row by row, and has neither half floats nor arrays without elements.
 */
final class WrittenDataset extends WritableDatasetImpl {
  private static final int BLOCK = 1 << 20;
  private final Hdf5Dataset source;

  WrittenDataset(Hdf5Dataset source, String name, Group parent) {
    super(0, name, parent);
    this.source = source;
  }

  private List<Message> messages(long address, long size) {
    List<Message> messages = new ArrayList<>();
    long[] dims = source.type().dims();
    boolean text = source.isText();
    messages.add(
        DataTypeMessage.create(
            text ? ElementTypes.text(dims[0]) : ElementTypes.of(source.type().dtype())));
    messages.add(DataSpaceMessage.create(text ? Spaces.of() : Spaces.of(dims)));
    messages.add(FillValueMessage.NO_FILL);
    messages.add(ContiguousDataLayoutMessage.create(address, size));
    if (!getAttributes().isEmpty()) {
      messages.add(AttributeInfoMessage.create());
      getAttributes().forEach((key, value) -> messages.add(AttributeMessage.create(key, value)));
    }
    return messages;
  }

  private static ByteBuffer header(long position, List<Message> messages) {
    return new ObjectHeader.ObjectHeaderV2(position, messages).toBuffer();
  }

  @Override
  public long write(HdfFileChannel channel, long position) {
    long size = source.type().bytes();
    long address = position + header(position, messages(0, size)).limit();
    // Without elements there is no block: HDF5's undefined address says so.
    long stored = size == 0 ? -1 : address;
    Hdf5Writer.put(channel, header(position, messages(stored, size)), position);
    TensorData data = source.read();
    if (!data.type().equals(source.type())) {
      throw new Hdf5Exception(
          "'/" + source.path() + "' was said to be " + source.type() + ", but is " + data.type());
    }
    ByteBuffer bytes = data.bytes();
    int elementSize = Math.max(1, ElementTypes.of(data.dtype()).getSize());
    long at = address;
    while (bytes.hasRemaining()) {
      ByteBuffer part = bytes.slice(bytes.position(), Math.min(BLOCK, bytes.remaining()));
      bytes.position(bytes.position() + part.remaining());
      ByteBuffer block = ByteBuffer.allocate(part.remaining());
      ElementTypes.swap(part, ByteOrder.LITTLE_ENDIAN, elementSize, block);
      Hdf5Writer.put(channel, block, at);
      at += block.limit();
    }
    return at;
  }
}

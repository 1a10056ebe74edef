package io.trihorn.backend.tensorflow;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.trihorn.hashing.FarmHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.VersionDef;

/** The hashes of a SavedModel's parts by which TensorFlow tells models apart. */
final class Fingerprint {
  /** The way of hashing, by the number that TensorFlow gives it. */
  private static final int PRODUCER = 1;

  private Fingerprint() {}

  /**
   * The fingerprint.
   *
   * @param message the SavedModel as it is written
   * @param meta its only graph
   * @param index the checkpoint's file {@code variables.index}
   */
  static FingerprintDef of(byte[] message, MetaGraphDef meta, byte[] index) {
    return FingerprintDef.newBuilder()
        .setSavedModelChecksum(FarmHash.fingerprint(message))
        .setGraphDefProgramHash(hash(program(meta.getGraphDef())))
        .setSignatureDefHash(signatures(meta.getSignatureDefMap()))
        .setSavedObjectGraphHash(functions(meta.getObjectGraphDef()))
        .setCheckpointHash(FarmHash.fingerprint(index))
        .setVersion(VersionDef.newBuilder().setProducer(PRODUCER))
        .build();
  }

  /** A message as bytes that are the same whenever it is. */
  static byte[] bytes(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a message that does not fit into its own size: " + e, e);
    }
    return bytes;
  }

  private static long hash(MessageLite message) {
    return FarmHash.fingerprint(bytes(message));
  }

  private static long combined(long before, String name, MessageLite message) {
    long named =
        FarmHash.combine(before, FarmHash.fingerprint(name.getBytes(StandardCharsets.UTF_8)));
    return FarmHash.combine(named, hash(message));
  }

  /** The graph without what differs between equal ones: functions' numbers, and texts. */
  private static GraphDef program(GraphDef graph) {
    GraphDef.Builder program = GraphDef.newBuilder();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copy = node.toBuilder();
      if (node.getOp().endsWith("PartitionedCall")) {
        String function = node.getAttrOrThrow("f").getFunc().getName();
        copy.putAttr("f", Nodes.function(withoutNumber(function)));
        copy.putAttr("config_proto", Nodes.text(""));
      }
      if (node.getOp().equals("Const")
          && node.getAttrOrThrow("dtype").getType() == DataType.DT_STRING) {
        copy.putAttr("value", AttrValue.getDefaultInstance());
      }
      program.addNode(copy);
    }
    return program
        .setLibrary(FunctionDefLibrary.getDefaultInstance())
        .setVersions(VersionDef.getDefaultInstance())
        .build();
  }

  private static String withoutNumber(String function) {
    return function.substring(0, function.lastIndexOf('_') + 1);
  }

  private static long signatures(Map<String, SignatureDef> signatures) {
    long hash = 0;
    for (Map.Entry<String, SignatureDef> e : new TreeMap<>(signatures).entrySet()) {
      hash = combined(hash, e.getKey(), e.getValue());
    }
    return hash;
  }

  /** The functions in the order of their numbers. */
  private static long functions(SavedObjectGraph objects) {
    Map<Long, String> numbered = new TreeMap<>();
    objects
        .getConcreteFunctionsMap()
        .keySet()
        .forEach(f -> numbered.put(Long.parseLong(f.substring(f.lastIndexOf('_') + 1)), f));
    long hash = 0;
    for (String name : numbered.values()) {
      SavedConcreteFunction function = objects.getConcreteFunctionsOrThrow(name);
      hash = combined(hash, withoutNumber(name), function);
    }
    return hash;
  }
}

package io.trihorn.backend.tensorflow;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Short forms of nodes and attributes in TensorFlow's messages. */
final class Nodes {
  private Nodes() {}

  static NodeDef.Builder node(String operation, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(operation).setName(name).addAllInput(List.of(inputs));
  }

  static NodeDef.Builder constant(String name, TensorProto value) {
    return node("Const", name)
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  static AttrValue type(DataType dtype) {
    return AttrValue.newBuilder().setType(dtype).build();
  }

  static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttrValue function(String name) {
    NameAttrList function = NameAttrList.newBuilder().setName(name).build();
    return AttrValue.newBuilder().setFunc(function).build();
  }

  static AttrValue integer(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  static AttrValue types(Iterable<DataType> dtypes) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    dtypes.forEach(list::addType);
    return AttrValue.newBuilder().setList(list).build();
  }

  static AttrValue shape(long... dims) {
    return AttrValue.newBuilder().setShape(TensorProtos.shape(dims)).build();
  }
}

package io.trihorn.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.trihorn.protobuf.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The Open Inference Protocol over gRPC. Messages in hexadecimal were made by Python's protobuf
 * 7.36 from the fields and numbers of the published protocol.
 */
class GrpcTest {
  private static InferenceServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws IOException {
    server = new InferenceServer(new ServerOptions().withPorts(0, 0));
    server.serve("times", 3, TestModels.times(2, "onnx"));
    server.serve("words", 1, TestModels.words("reference"));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static byte[] call(String name, byte[] request) {
    return call(channel, name, request);
  }

  /** The answer's message. */
  static byte[] call(Channel channel, String name, byte[] request) {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(bytes, bytes)
            .setType(MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/" + name)
            .build();
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
  }

  private static String hex(byte[] message) {
    return HexFormat.of().formatHex(message);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Message model(String name) {
    return new Message().text(1, name);
  }

  private static Message input(String datatype, Message contents, long... shape) {
    Message input = new Message().text(1, "x").text(2, datatype).integers(3, shape);
    return contents == null ? input : input.message(5, contents);
  }

  @Test
  void healthAndDescriptions() {
    assertEquals("0801", hex(call("ServerLive", new byte[0])));
    assertEquals("0801", hex(call("ServerReady", new byte[0])));
    assertEquals("0801", hex(call("ModelReady", model("times").bytes())));
    Message x = new Message().text(1, "x").text(2, "FP32").integers(3, new long[] {-1, 3});
    Message y = new Message().text(1, "y").text(2, "FP32").integers(3, new long[] {-1, 3});
    Message expected = model("times").text(2, "3").text(3, "trihorn").message(4, x).message(5, y);
    assertEquals(
        hex(expected.bytes()), hex(call("ModelMetadata", model("times").text(2, "3").bytes())));
  }

  /** With parameters, an output that is asked for and raw elements, as most clients send them. */
  @Test
  void rawElements() {
    String request =
        "0a0574696d65731201331a026131220e0a087072696f72697479120210072a250a01781204465033"
            + "321a02020322160a1062696e6172795f646174615f73697a651202101832160a017912110a0b6269"
            + "6e6172795f64617461120208013a180000803f0000004000004040000080c00000b04000000000";
    String answer =
        "0a0574696d65731201331a0261312a0d0a01791204465033321a0202033218000000400000804000"
            + "00c040000000c10000304100000000";
    assertEquals(answer, hex(call("ModelInfer", bytes(request))));
  }

  @Test
  void elementsThatStandInTheInput() {
    byte[] request =
        bytes("0a0574696d65732a1d0a01781204465033321a0201032a0e320c0000803f00002040000040c0");
    Message y = new Message().text(1, "y").text(2, "FP32").integers(3, new long[] {1, 3});
    Message expected = model("times").text(2, "3").message(5, y);
    expected.bytes(6, bytes("000000400000a0400000c0c0"));
    assertEquals(hex(expected.bytes()), hex(call("ModelInfer", request)));
  }

  @Test
  void texts() {
    Message word = new Message().text(1, "word").text(2, "BYTES").integers(3, new long[] {2, 1});
    word.message(5, new Message().text(8, "dog").text(8, "cat"));
    byte[] answer = call("ModelInfer", model("words").message(5, word).bytes());
    assertTrue(hex(answer).endsWith("000000400000803f"), hex(answer));
  }

  private static Status.Code refused(String method, Message request, String part) {
    StatusRuntimeException problem =
        assertThrows(StatusRuntimeException.class, () -> call(method, request.bytes()));
    String said = problem.getStatus().getDescription();
    assertTrue(said.contains(part), said);
    return problem.getStatus().getCode();
  }

  @Test
  void refusals() {
    assertEquals(
        Status.Code.NOT_FOUND, refused("ModelReady", model("none"), "there is no model 'none'"));
    assertEquals(
        Status.Code.NOT_FOUND, refused("ModelMetadata", model("times").text(2, "9"), "version 3"));
    Status.Code invalid = Status.Code.INVALID_ARGUMENT;
    assertEquals(invalid, refused("ModelInfer", model("times"), "input 'x' is missing"));
    Message two = new Message().floats(6, new float[] {1, 2});
    assertEquals(
        invalid,
        refused("ModelInfer", model("times").message(5, input("FP32", two, 1, 3)), "have 2"));
    assertEquals(
        invalid,
        refused("ModelInfer", model("times").message(5, input("FP64", two, 1, 3)), "FP32"));
    assertEquals(
        invalid,
        refused(
            "ModelInfer",
            model("times").message(5, input("FP32", null, 1, 3)).bytes(7, new byte[11]),
            "has 12 bytes, but got 11"));
    assertEquals(
        Status.Code.RESOURCE_EXHAUSTED,
        refused(
            "ModelInfer",
            model("times").message(5, input("FP32", null, 1L << 40, 1L << 40)),
            "too many elements"));
  }

  /** Damaged ones, some hundred: none is answered by a failure of the server. */
  @Test
  void damagedMessages() {
    byte[] whole =
        model("times").message(5, input("FP32", null, 1, 3)).bytes(7, new byte[12]).bytes();
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        call("ModelInfer", damaged);
      } catch (StatusRuntimeException e) {
        Status.Code code = e.getStatus().getCode();
        boolean client =
            code == Status.Code.INVALID_ARGUMENT
                || code == Status.Code.NOT_FOUND
                || code == Status.Code.RESOURCE_EXHAUSTED;
        assertTrue(client, hex(damaged) + ": " + e.getStatus());
      }
    }
    assertEquals("0801", hex(call("ServerReady", new byte[0])));
  }
}

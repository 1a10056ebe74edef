package io.trihorn.spark;

import io.trihorn.backend.exchange.Exchange;
import io.trihorn.backend.exchange.Message;
import io.trihorn.backend.exchange.Packed;
import io.trihorn.graph.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * The workers' connections to the first one, which makes one message of what all have and gives it
 * to all. Spark's own barrier would carry it too, but looks for answers once a second. Who connects
 * has to know a secret, which workers are told by that barrier. Waiting ends when a connection
 * breaks, or when Spark has given the task up.
 */
final class Link implements Exchange<Message>, AutoCloseable {
  private static final int PATIENCE_MILLIS = 500;
  private static final int SECRET_BYTES = 16;

  private final Runnable check;
  private final ServerSocket server;
  private final byte[] secret;

  /** Those of the others in their order, or the one to the first. */
  private final List<Socket> sockets = new ArrayList<>();

  private final int workers;
  private long sent;

  private Link(Runnable check, ServerSocket server, byte[] secret, int workers) {
    this.workers = workers;
    this.check = check;
    this.server = server;
    this.secret = secret;
  }

  /**
   * That of the first worker.
   *
   * @param workers how many there are with the first
   * @param check throws where the task was given up
   */
  static Link first(int workers, Runnable check) {
    try {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      return new Link(check, new ServerSocket(0), secret, workers);
    } catch (IOException e) {
      throw new TrihornSparkException("cannot open a port for the other workers", e);
    }
  }

  /** What other workers need to connect. */
  String address() {
    return server.getLocalPort() + "/" + HexFormat.of().formatHex(secret);
  }

  /** Waits for the others. */
  void await() {
    Socket[] connected = new Socket[workers];
    try {
      server.setSoTimeout(PATIENCE_MILLIS);
      while (sockets.size() < workers - 1) {
        check.run();
        Socket socket = accept();
        if (socket == null) {
          continue;
        }
        sockets.add(socket);
        prepare(socket);
        ByteBuffer hello = ByteBuffer.wrap(receive(socket, Integer.BYTES + SECRET_BYTES));
        int rank = hello.getInt();
        byte[] told = Arrays.copyOfRange(hello.array(), Integer.BYTES, hello.capacity());
        if (!MessageDigest.isEqual(told, secret) || rank <= 0 || rank >= workers) {
          sockets.remove(socket);
          socket.close();
          continue;
        }
        connected[rank] = socket;
      }
    } catch (IOException e) {
      throw lost(e);
    }
    sockets.clear();
    sockets.addAll(Arrays.asList(connected).subList(1, workers));
  }

  private Socket accept() throws IOException {
    try {
      return server.accept();
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  /**
   * That of another worker.
   *
   * @param host where the first one is
   * @param address its {@link #address}
   * @param rank the worker's number
   * @param workers how many there are
   * @param check throws where the task was given up
   */
  static Link to(String host, String address, int rank, int workers, Runnable check) {
    String[] parts = address.split("/");
    Link link = new Link(check, null, HexFormat.of().parseHex(parts[1]), workers);
    try {
      Socket socket = new Socket();
      link.sockets.add(socket);
      socket.connect(new InetSocketAddress(host, Integer.parseInt(parts[0])));
      prepare(socket);
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(Integer.BYTES + SECRET_BYTES)
                  .putInt(rank)
                  .put(link.secret)
                  .array());
      return link;
    } catch (IOException e) {
      link.close();
      throw lost(e);
    }
  }

  private static void prepare(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  @Override
  public int workers() {
    return workers;
  }

  /** The bytes that this worker gave so far. */
  long sent() {
    return sent;
  }

  @Override
  public Message reduce(Message own, Function<List<Message>, Message> one) {
    List<TensorType> types = own.tensors().stream().map(Packed::type).toList();
    try {
      if (server == null) {
        byte[] bytes = Wire.bytes(own);
        sent += bytes.length;
        send(sockets.get(0), bytes);
        return Wire.message(receive(sockets.get(0)), types);
      }
      List<Message> all = new ArrayList<>(List.of(own));
      for (Socket socket : sockets) {
        all.add(Wire.message(receive(socket), types));
      }
      Message made = one.apply(all);
      if (!sockets.isEmpty()) {
        byte[] bytes = Wire.bytes(made);
        for (Socket socket : sockets) {
          sent += bytes.length;
          send(socket, bytes);
        }
      }
      return made;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private static TrihornSparkException lost(IOException e) {
    return new TrihornSparkException("the connection to another worker is lost", e);
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    socket.getOutputStream().write(bytes);
  }

  private byte[] receive(Socket socket) throws IOException {
    return receive(socket, ByteBuffer.wrap(receive(socket, Integer.BYTES)).getInt());
  }

  private byte[] receive(Socket socket, int count) throws IOException {
    byte[] bytes = new byte[count];
    int at = 0;
    while (at < count) {
      try {
        int read = socket.getInputStream().read(bytes, at, count - at);
        if (read < 0) {
          throw new EOFException("the other side has closed it");
        }
        at += read;
      } catch (SocketTimeoutException e) {
        check.run();
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      for (Socket socket : sockets) {
        socket.close();
      }
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      throw new TrihornSparkException("cannot close a connection to another worker", e);
    }
  }
}

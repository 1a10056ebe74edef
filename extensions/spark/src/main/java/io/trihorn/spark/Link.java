package io.trihorn.spark;

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
 * The workers' connections to the first one, which makes one thing of what all have and gives it to
 * all. Spark's own barrier would carry it too, but looks for answers once a second. Who connects
 * has to know a secret, which workers are told by that barrier. Waiting ends when a connection
 * breaks, or when Spark has given the task up.
 */
final class Link implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 500;
  private static final int SECRET_BYTES = 16;

  private final Runnable check;
  private final ServerSocket server;
  private final byte[] secret;

  /** Those of the others in their order, or the one to the first. */
  private final List<Socket> sockets = new ArrayList<>();

  private Link(Runnable check, ServerSocket server, byte[] secret) {
    this.check = check;
    this.server = server;
    this.secret = secret;
  }

  /**
   * That of the first worker.
   *
   * @param check throws where the task was given up
   */
  static Link first(Runnable check) {
    try {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      return new Link(check, new ServerSocket(0), secret);
    } catch (IOException e) {
      throw new TrihornSparkException("cannot open a port for the other workers", e);
    }
  }

  /** What other workers need to connect. */
  String address() {
    return server.getLocalPort() + "/" + HexFormat.of().formatHex(secret);
  }

  /**
   * Waits for the others.
   *
   * @param workers how many there are with the first
   */
  void await(int workers) {
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
   * @param check throws where the task was given up
   */
  static Link to(String host, String address, int rank, Runnable check) {
    String[] parts = address.split("/");
    Link link = new Link(check, null, HexFormat.of().parseHex(parts[1]));
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

  /**
   * Adds this worker's part.
   *
   * @param own what it has
   * @param one makes one of all, in the order of the workers; called on the first worker
   * @return what that gave, the same for all
   */
  byte[] reduce(byte[] own, Function<List<byte[]>, byte[]> one) {
    try {
      if (server == null) {
        send(sockets.get(0), own);
        return receive(sockets.get(0));
      }
      List<byte[]> all = new ArrayList<>(List.of(own));
      for (Socket socket : sockets) {
        all.add(receive(socket));
      }
      byte[] made = one.apply(all);
      for (Socket socket : sockets) {
        send(socket, made);
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

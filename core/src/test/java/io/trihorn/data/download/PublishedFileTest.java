package io.trihorn.data.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedFileTest {
  @TempDir private Path folder;

  /** An address on this machine where nobody answers. */
  private static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://localhost:" + socket.getLocalPort() + "/data.bin";
    }
  }

  @Test
  void withoutNetworkItIsSaidWhatToDo() throws IOException {
    PublishedFile file =
        new Shelf("datasets", "trihorn.data").file("data.bin", nobody(), "0".repeat(32));
    String home = System.getProperty("user.home");
    System.setProperty("user.home", folder.toString());
    try {
      DatasetUnavailableException e =
          assertThrows(DatasetUnavailableException.class, () -> file.get(Progress.SILENT));
      assertTrue(e.getMessage().startsWith("data.bin is not in ["), e.getMessage());
      assertTrue(e.getMessage().contains("and it cannot be downloaded (http"), e.getMessage());
      assertTrue(e.getMessage().contains("-Dtrihorn.data=FOLDER"), e.getMessage());
      Path keras = Files.createDirectories(folder.resolve(".keras/datasets"));
      Files.write(keras.resolve("data.bin"), new byte[] {1, 2, 3});
      assertEquals(keras.resolve("data.bin"), file.get(Progress.SILENT));
    } finally {
      System.setProperty("user.home", home);
    }
  }
}

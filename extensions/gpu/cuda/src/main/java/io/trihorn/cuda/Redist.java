package io.trihorn.cuda;

import io.trihorn.backend.natives.JavaCppCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * CUDA and cuDNN out of the artifact {@code org.bytedeco:cuda} with the classifier {@code
 * linux-x86_64-redist}. They are unpacked once for all processes and loaded by their paths; what
 * needs one of them later finds it by its name among what is loaded, so that no folder has to be on
 * a path.
 */
final class Redist {
  private static final String FOLDER = "org/bytedeco/cuda/linux-x86_64/";

  private final Toolkit toolkit;
  private final List<URL> libraries;

  private Redist(Toolkit toolkit, List<URL> libraries) {
    this.toolkit = toolkit;
    this.libraries = libraries;
  }

  /** A toolkit's libraries; empty if its artifact is not on the class path. */
  static Optional<Redist> onClassPath(Toolkit toolkit) {
    List<URL> found = new ArrayList<>();
    // By its last file, which no other version has, we know the jar; that of another version has
    // files of the same names.
    List<String> files = toolkit.files();
    URL last = Redist.class.getClassLoader().getResource(FOLDER + files.get(files.size() - 1));
    if (last == null) {
      return Optional.empty();
    }
    for (String file : files) {
      Optional<URL> library = beside(last, file);
      if (library.isEmpty()) {
        return Optional.empty();
      }
      found.add(library.get());
    }
    return Optional.of(new Redist(toolkit, found));
  }

  /** A file in the folder of another one; empty if there is none. */
  private static Optional<URL> beside(URL other, String file) {
    try {
      String wanted = new URL(other, file).toString();
      return Collections.list(Redist.class.getClassLoader().getResources(FOLDER + file)).stream()
          .filter(url -> url.toString().equals(wanted))
          .findFirst();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Unpacks the libraries, unless that is done, and loads them; says what fails. They are where
   * JavaCPP would unpack them, as it does some of them for TensorFlow.
   */
  Optional<String> load() {
    JavaCppCache cache = new JavaCppCache(JavaCppCache.standardDirectory().toAbsolutePath());
    for (URL library : libraries) {
      Optional<Path> file = cache.put(library);
      if (file.isEmpty()) {
        return Optional.of(
            "CUDA cannot be unpacked to "
                + JavaCppCache.standardDirectory()
                + ", where it takes 2.4 GB. -Dorg.bytedeco.javacpp.cachedir names another place;"
                + " with CUDA installed, -Dtrihorn.cuda=system needs none.");
      }
      try {
        System.load(file.get().toString());
      } catch (LinkageError e) {
        return Optional.of(
            file.get()
                + " cannot be loaded ("
                + e.getMessage()
                + "). It is of CUDA "
                + toolkit.version()
                + " from Maven; with CUDA installed, -Dtrihorn.cuda=system loads that.");
      }
    }
    return Optional.empty();
  }
}

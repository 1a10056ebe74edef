package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.plan.HostMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.OneDnn;
import io.trihorn.backend.dl4j.plan.Processor;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.backend.dl4j.threads.ActiveWaiting;
import io.trihorn.backend.natives.JavaCppCache;
import io.trihorn.backend.natives.Neighbours;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads libnd4j's build for processors, in the fastest form for this one and with the thread
 * settings that suit it.
 */
final class ProcessorNatives {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String LOGGER = "org.bytedeco.javacpp.logger";
  private static final String ONEDNN = "-onednn-avx2";
  private static final Logger LOG = LoggerFactory.getLogger(ProcessorNatives.class);
  private static final String OPENBLAS = "org/bytedeco/openblas/";
  private static final String OPS = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";
  private static final String BINDINGS = "org/nd4j/linalg/cpu/nativecpu/bindings/";

  /** What libnd4j's BLAS calls are looked up by, in the order in which it takes them. */
  private static final List<String> BLAS_FUNCTIONS =
      List.of(
          "cblas_sgemv",
          "cblas_dgemv",
          "cblas_sgemm",
          "cblas_dgemm",
          "cblas_sgemm_batch",
          "cblas_dgemm_batch",
          "LAPACKE_sgesvd",
          "LAPACKE_dgesvd",
          "LAPACKE_sgesdd",
          "LAPACKE_dgesdd");

  private final Map<String, String> settings = new LinkedHashMap<>();

  private ProcessorNatives() {}

  /** Whether a build for processors is on the class path, be it for another one than this. */
  static boolean arePresent() {
    return ProcessorNatives.class.getClassLoader().getResource(OPS.replace('.', '/') + ".class")
        != null;
  }

  /**
   * Loads the library.
   *
   * @throws BackendException if it cannot be loaded; the message says what to add
   */
  static Installed load() {
    try {
      return new ProcessorNatives().start();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new BackendException(missing(e.getMessage()), e);
    }
  }

  private Installed start() {
    // JavaCPP says on the error stream that OpenBLAS was built with another version of it, which
    // does no harm; through SLF4J it can be filtered. As a module it cannot see that.
    if (Pointer.class.getModule().canRead(LoggerFactory.class.getModule())) {
      setIfUnset(LOGGER, "slf4j");
    }
    String platform = Loader.getPlatform();
    String extension = chooseExtension(platform);
    if (extension == null) {
      throw new BackendException(
          missing("no natives of nd4j-native for " + platform + " on the class path"));
    }
    unpackLarge(platform, extension);
    int cores = Math.max(1, Math.min(Loader.totalCores(), Loader.totalProcessors()));
    String threads = ProcessEnvironment.set("OMP_NUM_THREADS", Integer.toString(cores));
    // The library reads both once, when it is loaded.
    boolean mayWait = cores > 1 && ActiveWaiting.isPossible();
    if (mayWait) {
      ProcessEnvironment.set("GOMP_SPINCOUNT", ActiveWaiting.TURNS);
    }
    String waiting = ProcessEnvironment.set("OMP_WAIT_POLICY", "PASSIVE");
    // OpenBLAS, which libnd4j calls, wakes threads of its own that wait actively.
    String blasThreads = ProcessEnvironment.set("OPENBLAS_NUM_THREADS", "1");
    Nd4jCpu ops = new Nd4jCpu();
    ops.initializeDevicesAndFunctions();
    try (PointerPointer<Pointer> functions = new PointerPointer<>(BLAS_FUNCTIONS.size())) {
      for (int i = 0; i < BLAS_FUNCTIONS.size(); i++) {
        functions.put(i, Loader.addressof(BLAS_FUNCTIONS.get(i)));
      }
      ops.initializeFunctions(functions);
    }
    settings.put("natives", platform + extension);
    settings.put("OMP_NUM_THREADS", threads);
    settings.put("OMP_WAIT_POLICY", waiting);
    settings.put("threads", Integer.toString(ops.ompGetMaxThreads()));
    settings.put("threads in small programs", "1");
    settings.put("OPENBLAS_NUM_THREADS", blasThreads);
    settings.put("blas", "OpenBLAS " + Natives.version("openblas"));
    settings.put("oneDNN", OneDnn.library().isPresent() ? Natives.version("dnnl") : "libnd4j's");
    settings.put("build", ops.buildInfo().strip().replace("\n", ", "));
    Neighbours neighbours = new Neighbours(cores);
    Optional<ActiveWaiting> active =
        mayWait ? ActiveWaiting.of(neighbours::leaveEnough) : Optional.empty();
    settings.put(
        "waiting threads",
        active.isPresent() ? "active while others leave the processors" : "as is set");
    Runnable decide = active.<Runnable>map(waits -> waits::decide).orElse(() -> {});
    LibNd4j lib = new LibNd4j(ops, Target.PROCESSOR, new HostMemory(), decide);
    return new Installed(ops, Map.of(Device.cpu(), lib), settings);
  }

  /** Nearly all of what there is, in place before JavaCPP unpacks it with more than is loaded. */
  private static void unpackLarge(String platform, String extension) {
    try {
      JavaCppCache cache = new JavaCppCache(Loader.getCacheDir().toPath());
      ClassLoader classes = ProcessorNatives.class.getClassLoader();
      cache.put(classes.getResource(BINDINGS + platform + extension + "/libnd4jcpu.so"));
      cache.putTwice(
          classes.getResource(OPENBLAS + platform + "/libopenblas.so.0"),
          "libopenblas_nolapack.so.0");
    } catch (IOException e) {
      LOG.info("JavaCPP has no cache: {}", e.toString());
    }
  }

  private static void setIfUnset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** The build to load, as the end of its classifier; null if there is none. */
  private static String chooseExtension(String platform) {
    String chosen = System.getProperty(EXTENSION);
    if (chosen != null) {
      return chosen;
    }
    if (Processor.hasAvx2() && present(platform + ONEDNN)) {
      System.setProperty(EXTENSION, ONEDNN);
      // JavaCPP has read its properties before if another engine was loaded first.
      Loader.loadProperties().setProperty("platform.extension", ONEDNN);
      return ONEDNN;
    }
    return present(platform) ? "" : null;
  }

  private static boolean present(String classifier) {
    String library = System.mapLibraryName("nd4jcpu");
    return ProcessorNatives.class
            .getClassLoader()
            .getResource(BINDINGS + classifier + "/" + library)
        != null;
  }

  private static String missing(String detail) {
    String platform = Loader.getPlatform();
    StringBuilder text =
        new StringBuilder("the backend 'dl4j' cannot load ND4J (")
            .append(detail)
            .append("); add its natives for this platform:\n");
    List<List<String>> artifacts =
        List.of(
            List.of("org.nd4j", "nd4j-native", Natives.version("nd4j"), platform),
            List.of("org.bytedeco", "openblas", Natives.version("openblas"), platform),
            List.of("org.bytedeco", "javacpp", Natives.version("javacpp"), platform));
    for (List<String> a : artifacts) {
      text.append("<dependency><groupId>")
          .append(a.get(0))
          .append("</groupId><artifactId>")
          .append(a.get(1))
          .append("</artifactId><version>")
          .append(a.get(2))
          .append("</version><classifier>")
          .append(a.get(3))
          .append("</classifier></dependency>\n");
    }
    return text.append("(with AVX2 also nd4j-native's classifier ")
        .append(platform)
        .append(ONEDNN)
        .append(")")
        .toString();
  }
}

package io.trihorn.datasets;

import io.trihorn.config.ConfigException;
import io.trihorn.data.DatasetUnavailableException;
import io.trihorn.data.Progress;
import io.trihorn.data.download.Archive;
import io.trihorn.data.download.Checksum;
import io.trihorn.data.download.Download;
import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A file that is published somewhere: downloaded once, checked, kept, and taken apart if it is an
 * archive. Keras's {@code get_file}, with its names for what is kept.
 *
 * <pre>{@code
 * Path flowers =
 *     RemoteFile.of("https://example.org/flower_photos.tgz").fileHash("...").extract(true).getFile();
 * }</pre>
 *
 * <p>A download that breaks off goes on where it was. What nobody has checked may be anything: give
 * the checksum, and do not take apart what you do not trust.
 */
public final class RemoteFile {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI origin;
  private String fname;
  private Checksum fileHash;
  private String cacheSubdir = "datasets";
  private Path cacheDir = Path.of(System.getProperty("user.home", "."), ".trihorn");
  private boolean extract;
  private String archiveFormat = "auto";
  private boolean forceDownload;
  private Progress progress = Progress.SILENT;

  private RemoteFile(URI origin) {
    this.origin = origin;
  }

  /**
   * A file by where it is published.
   *
   * @throws IllegalArgumentException unless it is an address of the web
   */
  public static RemoteFile of(String origin) {
    URI uri = URI.create(origin);
    if (uri.getScheme() == null
        || !uri.getScheme().matches("(?i)https?")
        || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "the origin of a file should begin with http:// or https://, but is '" + origin + "'");
    }
    return new RemoteFile(uri);
  }

  /** What it is called here; by default the last part of where it is published. */
  public RemoteFile fname(String value) {
    if (value.isEmpty() || value.contains("/") || value.contains("\\") || value.startsWith("..")) {
      throw new ConfigException(
          "fname should be the name of a file, without folders, but is '"
              + value
              + "'; folders are for cacheDir and cacheSubdir");
    }
    fname = value;
    return this;
  }

  /**
   * The SHA-256 or MD5 it should have, in hexadecimal digits; by default it is not checked.
   *
   * @throws ConfigException if it is neither by its length
   */
  public RemoteFile fileHash(String digits) {
    if (!digits.matches("[0-9a-fA-F]{32}|[0-9a-fA-F]{64}")) {
      throw new ConfigException(
          "fileHash should be 64 hexadecimal digits of a SHA-256 or 32 of an MD5, but is '"
              + digits
              + "'");
    }
    fileHash = new Checksum(digits.toLowerCase(Locale.ROOT), false);
    return this;
  }

  /** The folder in the cache; by default {@code datasets}. */
  public RemoteFile cacheSubdir(String value) {
    cacheSubdir = value;
    return this;
  }

  /** The cache; by default {@code .trihorn} in the user's home. */
  public RemoteFile cacheDir(Path value) {
    cacheDir = value;
    return this;
  }

  /** Whether it is an archive to be taken apart; by default not. */
  public RemoteFile extract(boolean value) {
    extract = value;
    return this;
  }

  /**
   * What kind of archive it is: {@code tar}, which may be compressed by gzip or bzip2, {@code zip},
   * or the default {@code auto}, one of them.
   */
  public RemoteFile archiveFormat(String value) {
    if (!List.of("auto", "tar", "zip").contains(value)) {
      throw new ConfigException("archiveFormat should be auto, tar or zip, but is '" + value + "'");
    }
    archiveFormat = value;
    return this;
  }

  /** Whether it is downloaded though it is there; by default not. */
  public RemoteFile forceDownload(boolean value) {
    forceDownload = value;
    return this;
  }

  /** Who is told how the download goes; by default nobody. */
  public RemoteFile progress(Progress value) {
    progress = value;
    return this;
  }

  /**
   * The file on this machine, or the folder with what was in the archive.
   *
   * @throws DatasetUnavailableException if it cannot be downloaded or has another checksum
   * @throws IOException if it is no archive, or cannot be written
   */
  public Path getFile() throws IOException {
    Path folder = cacheDir.resolve(cacheSubdir);
    String name = fname == null ? lastPart() : fname;
    Path file = folder.resolve(extract ? archiveName(name) : name);
    requireOther(file, Files.isDirectory(file));
    boolean fresh = forceDownload || !isWhole(file);
    if (fresh) {
      Files.deleteIfExists(file);
      new Download(name, List.of(origin), fileHash, PATIENCE).to(file, progress);
    }
    if (!extract) {
      return file;
    }
    Path contents = folder.resolve(contentsName(name));
    requireOther(contents, Files.isRegularFile(contents));
    if (fresh || !Files.isDirectory(contents)) {
      takeApart(file, contents);
    }
    return contents;
  }

  /** An archive that was kept as it is and its contents have one name. */
  private static void requireOther(Path place, boolean taken) throws IOException {
    if (taken) {
      throw new IOException(
          place + " is there, with extract the other way; give fname, or delete it first");
    }
  }

  private String lastPart() {
    String path = origin.getPath();
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (last.isEmpty() || last.startsWith("..")) {
      throw new ConfigException("'" + origin + "' has no name of a file at its end; give fname");
    }
    return last;
  }

  /** A name that was given with an ending is that of the archive, else that of the contents. */
  private String archiveName(String name) {
    return fname != null && name.contains(".") ? name : name + "_archive";
  }

  private String contentsName(String name) {
    return fname != null && name.contains(".")
        ? name.substring(0, name.indexOf('.')) + "_extracted"
        : name;
  }

  /** Whether a file is there as it should be. */
  private boolean isWhole(Path file) throws IOException {
    return Files.isRegularFile(file) && (fileHash == null || fileHash.fits(file));
  }

  /** To a folder of another name first, so that one that is there is whole. */
  private void takeApart(Path file, Path contents) throws IOException {
    Path part = contents.resolveSibling(contents.getFileName() + ".part");
    Folders.delete(part);
    Archive.extract(file, archiveFormat, part);
    Folders.delete(contents);
    Files.move(part, contents);
  }
}

package io.trihorn.callbacks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a backup was made, as Keras tells it.
 *
 * @param epoch the epoch, counted from 0
 * @param batch the last step seen in it
 */
record BackupMetadata(int epoch, long batch) {
  /** Reads a file; where there is none training begins with the first epoch. */
  static BackupMetadata read(Path file) {
    if (!Files.exists(file)) {
      return new BackupMetadata(0, 0);
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      if (json.has("epoch") && json.has("batch")) {
        return new BackupMetadata(json.get("epoch").getAsInt(), json.get("batch").getAsLong());
      }
      throw new SavingException(damaged(file));
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new SavingException(damaged(file), e);
    }
  }

  private static String damaged(Path file) {
    return file + " is damaged; delete the backup to begin the training anew";
  }

  void write(Path file) throws IOException {
    String text = "{\"epoch\": " + epoch + ", \"batch\": " + batch + "}";
    AtomicFile.write(file, path -> Files.writeString(path, text));
  }

  /** Copies a file, if it is there. */
  static void keep(Path file, Path copy) throws IOException {
    if (Files.exists(file)) {
      AtomicFile.write(copy, path -> Files.copy(file, path, StandardCopyOption.REPLACE_EXISTING));
    }
  }
}

package io.trihorn.tables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Sample;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A CSV file as a dataset, read row by row in every epoch. Values may stand in quotation marks, and
 * then hold separators and line breaks, as RFC 4180 says; empty lines do not count. The methods
 * that give the object itself set what they are named after.
 */
public final class CsvDataset {
  private static final int BYTE_ORDER_MARK = 0xfeff;
  private static final Pattern PLACE = Pattern.compile("\\d{1,6}");

  private final Path file;
  private boolean header = true;
  private char separator = ',';
  private char quote = '"';
  private Charset charset = StandardCharsets.UTF_8;
  private Columns columns = new Columns(List.of(), List.of());

  private CsvDataset(Path file) {
    this.file = file;
  }

  /** The rows of a file. */
  public static CsvDataset fromFile(Path file) {
    return new CsvDataset(file);
  }

  /**
   * Whether the first line has the names of the columns, true by default; else columns are named by
   * their places, from 0.
   */
  public CsvDataset header(boolean value) {
    header = value;
    return this;
  }

  /** What stands between values, a comma by default. */
  public CsvDataset separator(char character) {
    separator = character;
    return this;
  }

  /** What values may stand in, quotation marks by default. */
  public CsvDataset quote(char character) {
    quote = character;
    return this;
  }

  /** The characters of the file, UTF-8 by default. */
  public CsvDataset charset(Charset value) {
    charset = value;
    return this;
  }

  /**
   * The columns that are inputs: numbers together one float32 vector, lists and texts their own.
   */
  public CsvDataset inputs(Column... given) {
    columns = new Columns(List.of(given), columns.targets());
    return this;
  }

  /** The columns that are targets, each by itself. */
  public CsvDataset targets(Column... given) {
    columns = new Columns(columns.inputs(), List.of(given));
    return this;
  }

  /**
   * The dataset: numbers float32 {@code (batch, columns)}, then the other inputs as their columns
   * say; targets {@code (batch)} each. What is wrong in the file comes out of it as a {@link
   * DatasetException} that names file, line and column.
   */
  public Dataset dataset() {
    if (columns.inputs().isEmpty()) {
      throw new IllegalStateException("CsvDataset: say which columns are the inputs");
    }
    return Dataset.stream(
        () -> {
          Lines lines = new Lines();
          Map<Column, Integer> places = lines.places();
          return lines.stream().map(line -> sample(line, places));
        });
  }

  private Sample sample(CsvRecord line, Map<Column, Integer> places) {
    return columns.row(column -> field(line, places.get(column)), () -> place(line));
  }

  private String place(CsvRecord line) {
    return file + ", line " + line.getStartingLineNumber();
  }

  private static String field(CsvRecord line, int place) {
    return place < line.getFieldCount() ? line.getField(place) : null;
  }

  /**
   * All values as texts by the names of their columns, in memory: what a {@code FeatureSpace} is
   * adapted to.
   */
  public Map<String, List<String>> table() {
    Lines lines = new Lines();
    try (Stream<CsvRecord> rows = lines.stream()) {
      Map<String, List<String>> table = new LinkedHashMap<>();
      lines.names().forEach(name -> table.put(name, new ArrayList<>()));
      rows.forEach(
          line -> {
            for (int i = 0; i < lines.names().size(); i++) {
              String value = field(line, i);
              table.get(lines.names().get(i)).add(value == null ? "" : value);
            }
          });
      return table;
    }
  }

  /** One reading of the file. */
  private final class Lines implements Iterator<CsvRecord> {
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> names;

    Lines() {
      Reader characters = open();
      reader =
          CsvReader.builder()
              .fieldSeparator(separator)
              .quoteCharacter(quote)
              .ofCsvRecord(characters);
      records = reader.iterator();
      names = header && hasNext() ? records.next().getFields() : null;
    }

    /** The file's characters, without the mark of Unicode that spreadsheets begin a file with. */
    private Reader open() {
      try {
        Reader characters = Files.newBufferedReader(file, charset);
        characters.mark(1);
        if (characters.read() != BYTE_ORDER_MARK) {
          characters.reset();
        }
        return characters;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private DatasetException unreadable(Exception e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String what =
          cause instanceof CharacterCodingException
              ? " is not written in " + charset + "; give its charset(...)"
              : " cannot be read: " + (cause == e ? "" : e.getMessage() + ": ") + cause;
      return new DatasetException(file + what, e);
    }

    @Override
    public boolean hasNext() {
      try {
        return records.hasNext();
      } catch (CsvParseException | UncheckedIOException e) {
        close();
        throw unreadable(e);
      }
    }

    /** A line; one that is too short lacks its last values, one that is too long is refused. */
    @Override
    public CsvRecord next() {
      CsvRecord line = records.next();
      if (names != null && line.getFieldCount() > names.size()) {
        throw new DatasetException(
            "%s: expected %d values, of the columns %s, but got %d; one with a separator in it stands between quotation marks"
                .formatted(place(line), names.size(), names, line.getFieldCount()),
            null);
      }
      return line;
    }

    /** Without a header the places of the first row; it is asked for before the rows are read. */
    List<String> names() {
      if (names != null) {
        return names;
      }
      if (header) {
        throw refused("the file is empty; expected a line with the names of the columns");
      }
      int count = columns.all().stream().mapToInt(c -> number(c.name()) + 1).max().orElse(0);
      return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private int number(String name) {
      if (!PLACE.matcher(name).matches()) {
        throw refused(
            "without a header columns are named by their places, from 0, but got '" + name + "'");
      }
      return Integer.parseInt(name);
    }

    private DatasetException refused(String what) {
      close();
      return new DatasetException(file + ": " + what, null);
    }

    Map<Column, Integer> places() {
      List<String> all = names();
      Map<Column, Integer> places = new LinkedHashMap<>();
      for (Column column : columns.all()) {
        int place = all.indexOf(column.name());
        if (place < 0) {
          throw refused("there is no column '" + column.name() + "' among " + all);
        }
        if (place != all.lastIndexOf(column.name())) {
          throw refused("there are several columns '" + column.name() + "' among " + all);
        }
        places.put(column, place);
      }
      return places;
    }

    Stream<CsvRecord> stream() {
      return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, 0), false)
          .onClose(this::close);
    }

    private void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

/** Tables as datasets: CSV files, and results of databases. */
module io.trihorn.tables {
  requires transitive io.trihorn.core;
  requires transitive java.sql;
  requires de.siegmar.fastcsv;

  exports io.trihorn.tables;
}

/** Pictures of scanners as inputs of models. */
module io.trihorn.dicom {
  requires transitive io.trihorn.core;
  requires ij;

  exports io.trihorn.dicom;
}

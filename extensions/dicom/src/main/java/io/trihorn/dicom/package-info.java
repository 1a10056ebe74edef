/** Pictures of scanners (DICOM) as inputs of models. Reading is ImageJ's. */
package io.trihorn.dicom;

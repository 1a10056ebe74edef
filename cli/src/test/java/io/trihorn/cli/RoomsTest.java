package io.trihorn.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packages of all modules depend on each other in one direction. */
class RoomsTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.trihorn");
  }

  @Test
  void noPackageDependsOnItself() {
    slices().matching("io.trihorn.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void layersKnowNoBackendAndNoModel() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.trihorn.layers..",
            "io.trihorn.losses..",
            "io.trihorn.metrics..",
            "io.trihorn.optimizers..",
            "io.trihorn.ops..",
            "io.trihorn.composites..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.trihorn.backend..", "io.trihorn.model..", "io.trihorn.saving..")
        .check(classes);
  }

  @Test
  void graphsKnowNothingAboveThem() {
    noClasses()
        .that()
        .resideInAPackage("io.trihorn.graph..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.trihorn.ops..", "io.trihorn.layers..", "io.trihorn.backend..", "io.trihorn.model..")
        .check(classes);
  }

  @Test
  void theCoreKnowsNoEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.trihorn.backend.dl4j..",
            "io.trihorn.backend.onnx..",
            "io.trihorn.backend.tensorflow..",
            "io.trihorn.cli..",
            "io.trihorn.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.tensorflow..", "ai.onnxruntime..", "org.bytedeco..")
        .check(classes);
  }
}

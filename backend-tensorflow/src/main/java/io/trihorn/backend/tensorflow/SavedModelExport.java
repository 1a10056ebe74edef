package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.trihorn.graph.Variable;
import io.trihorn.model.Endpoint;
import io.trihorn.model.ExportArchive;
import io.trihorn.state.Weight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Writes endpoints as the signatures of a SavedModel. */
final class SavedModelExport {
  /** The signature that is called where none is named: the first endpoint. */
  static final String SIGNATURE = "serving_default";

  /** The name that Keras gives the endpoint of one model: its {@code TFSMLayer} looks for it. */
  static final String ENDPOINT = "serve";

  private final Engine engine;
  private final ExportArchive archive;
  private final SavedVariables variables = new SavedVariables();

  private SavedModelExport(Engine engine, ExportArchive archive) {
    this.engine = engine;
    this.archive = archive;
  }

  static void write(Engine engine, ExportArchive archive, Path directory) {
    new SavedModelExport(engine, archive).write(directory);
  }

  private void write(Path directory) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion(TF_Version().getString());
    for (Endpoint endpoint : archive.endpoints()) {
      EndpointGraph.Written written = new EndpointGraph(engine, endpoint, variables).write();
      add(written.graph(), meta.getGraphDefBuilder());
      meta.putSignatureDef(endpoint.name(), written.signature());
    }
    if (!meta.containsSignatureDef(SIGNATURE)) {
      String first = archive.endpoints().get(0).name();
      meta.putSignatureDef(SIGNATURE, meta.getSignatureDefOrThrow(first));
    }
    archive.variables().forEach(w -> variables.cell(w.variable()));
    archive
        .variableCollections()
        .forEach(
            (name, weights) ->
                meta.putCollectionDef(
                    name, variables.collection(weights.stream().map(Weight::variable).toList())));
    variables.addTo(meta, trainable()::contains);
    SavedModel message =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    Directories.replace(
        directory,
        fresh -> {
          if (!variables.all().isEmpty()) {
            Files.createDirectories(fresh.resolve("variables"));
            Checkpoint.write(
                engine,
                fresh.resolve("variables/variables"),
                variables.byCell(archive.values(variables.all())));
          }
          Files.write(fresh.resolve("saved_model.pb"), message.toByteArray());
        });
  }

  /** Adds an endpoint's operations but those of variables, which are added once for all. */
  private void add(GraphDef graph, GraphDef.Builder whole) {
    for (NodeDef node : graph.getNodeList()) {
      if (!variables.owns(node.getName())) {
        whole.addNode(node);
      }
    }
    whole.setVersions(graph.getVersions());
    whole.getLibraryBuilder().addAllFunction(graph.getLibrary().getFunctionList());
  }

  private Set<Variable> trainable() {
    return archive.models().stream()
        .flatMap(m -> m.trainableWeights().stream())
        .map(Weight::variable)
        .collect(Collectors.toSet());
  }
}

package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.trihorn.graph.Variable;
import io.trihorn.model.Endpoint;
import io.trihorn.model.ExportArchive;
import io.trihorn.state.Weight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** Writes endpoints as the functions and the signatures of a SavedModel. */
final class SavedModelExport {
  /** The signature that is called where none is named: the first endpoint. */
  static final String SIGNATURE = "serving_default";

  /** The name that Keras gives the endpoint of one model: its {@code TFSMLayer} looks for it. */
  static final String ENDPOINT = "serve";

  /** What functions are called that Python traced; TensorFlow cuts it off in messages. */
  private static final String FUNCTION = "__inference_";

  private final Engine engine;
  private final ExportArchive archive;
  private final SavedVariables variables = new SavedVariables();
  private final List<SignatureFunction> functions = new ArrayList<>();

  private SavedModelExport(Engine engine, ExportArchive archive) {
    this.engine = engine;
    this.archive = archive;
  }

  static void write(Engine engine, ExportArchive archive, Path directory) {
    new SavedModelExport(engine, archive).write(directory);
  }

  private void write(Path directory) {
    archive.variables().forEach(this::cell);
    archive.variableCollections().values().forEach(all -> all.forEach(this::cell));
    int number = 0;
    for (Endpoint endpoint : archive.endpoints()) {
      String name = FUNCTION + endpoint.name() + "_" + number++;
      EndpointFunction.Written written =
          new EndpointFunction(engine, endpoint, variables).write(name);
      String signature = FUNCTION + "signature_wrapper_" + endpoint.name() + "_" + number++;
      functions.add(new SignatureFunction(written, signature));
    }
    ObjectGraph objects = objects();
    MetaGraphDef meta = meta(objects);
    byte[] message =
        Fingerprint.bytes(
            SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build());
    Directories.replace(
        directory,
        fresh -> {
          Path checkpoint = Files.createDirectories(fresh.resolve("variables"));
          Checkpoint.write(
              engine,
              checkpoint.resolve("variables"),
              variables.byCell(archive.values(variables.all())),
              objects.tracked());
          Files.write(fresh.resolve("saved_model.pb"), message);
          byte[] index = Files.readAllBytes(checkpoint.resolve("variables.index"));
          Files.write(
              fresh.resolve("fingerprint.pb"), Fingerprint.of(message, meta, index).toByteArray());
        });
  }

  private void cell(Weight weight) {
    variables.cell(weight.variable());
  }

  /** The signatures; the first endpoint's is there under another name too. */
  private Map<String, SignatureFunction> signatures() {
    Map<String, SignatureFunction> signatures = new LinkedHashMap<>();
    functions.forEach(f -> signatures.put(f.endpoint().endpoint().name(), f));
    signatures.putIfAbsent(SIGNATURE, functions.get(0));
    return signatures;
  }

  private ObjectGraph objects() {
    Set<Variable> trainable =
        archive.models().stream()
            .flatMap(m -> m.trainableWeights().stream())
            .map(Weight::variable)
            .collect(Collectors.toSet());
    ObjectGraph objects = new ObjectGraph(variables, trainable::contains);
    Map<String, List<Weight>> lists = new LinkedHashMap<>();
    lists.put("variables", archive.variables());
    lists.put("trainable_variables", archive.trainableVariables());
    lists.put("non_trainable_variables", archive.nonTrainableVariables());
    lists.putAll(archive.variableCollections());
    lists.forEach((name, all) -> objects.list(name, all.stream().map(Weight::variable).toList()));
    functions.forEach(f -> objects.endpoint(f.endpoint()));
    objects.signatures(signatures());
    return objects;
  }

  private MetaGraphDef meta(ObjectGraph objects) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion(TF_Version().getString());
    GraphDef.Builder graph = meta.getGraphDefBuilder();
    variables.addTo(meta);
    Map<SignatureFunction, SignatureDef> written = new HashMap<>();
    for (SignatureFunction function : functions) {
      graph
          .getLibraryBuilder()
          .addAllFunction(function.endpoint().called())
          .addFunction(function.endpoint().own())
          .addFunction(function.definition());
      written.put(function, function.addTo(graph, variables));
    }
    signatures().forEach((name, function) -> meta.putSignatureDef(name, written.get(function)));
    return meta.setObjectGraphDef(objects.saved()).build();
  }
}

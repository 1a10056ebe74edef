package io.trihorn.backend.tensorflow;

import io.trihorn.backend.tensorflow.EndpointFunction.Port;
import io.trihorn.backend.tensorflow.EndpointFunction.Written;
import io.trihorn.graph.Variable;
import io.trihorn.model.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedBareConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedUserObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;
import org.tensorflow.proto.VersionDef;

/**
 * The objects that Python's {@code tf.saved_model.load} makes of a SavedModel: one that has the
 * endpoints, lists of variables and the signatures as its attributes. A checkpoint has them too,
 * for the values of variables to find them.
 */
final class ObjectGraph {
  /** All variables, whatever other lists they are in: what no list has would get no value. */
  private static final String ALL = "_all_variables";

  private final SavedVariables variables;
  private final List<SavedObject.Builder> objects = new ArrayList<>();
  private final Map<Variable, Integer> places = new HashMap<>();
  private final Map<String, SavedConcreteFunction> functions = new LinkedHashMap<>();

  /**
   * The object with its variables.
   *
   * @param trainable which of them training changes by gradient
   */
  ObjectGraph(SavedVariables variables, Predicate<Variable> trainable) {
    this.variables = variables;
    SavedObject.Builder root = object("_generic_user_object");
    objects.add(root);
    for (Variable variable : variables.all()) {
      places.put(variable, add(variable(variable, trainable.test(variable))));
    }
    list(ALL, variables.all());
  }

  private int add(SavedObject.Builder object) {
    objects.add(object);
    return objects.size() - 1;
  }

  private static SavedObject.Builder object(String kind) {
    VersionDef version = VersionDef.newBuilder().setProducer(1).setMinConsumer(1).build();
    return SavedObject.newBuilder()
        .setUserObject(SavedUserObject.newBuilder().setIdentifier(kind).setVersion(version));
  }

  private SavedObject.Builder variable(Variable variable, boolean trainable) {
    Checkpoint.Cell cell = variables.cell(variable);
    TensorShapeProto shape = TensorProtos.shape(cell.type().dims());
    return SavedObject.newBuilder()
        .setVariable(
            SavedVariable.newBuilder()
                .setName(variable.name())
                .setDtype(cell.dtype())
                .setShape(shape)
                .setTrainable(trainable));
  }

  private void attribute(int owner, String name, int value) {
    objects.get(owner).addChildren(reference(name, value));
  }

  private static ObjectReference reference(String name, int object) {
    return ObjectReference.newBuilder().setLocalName(name).setNodeId(object).build();
  }

  /** An attribute that is a list of variables. */
  void list(String name, Collection<Variable> elements) {
    int list = add(object("trackable_list_wrapper"));
    attribute(0, name, list);
    for (Variable element : elements) {
      attribute(list, Integer.toString(objects.get(list).getChildrenCount()), places.get(element));
    }
  }

  /** Attributes that call endpoints with arguments as their models or functions have them. */
  void endpoint(Written written) {
    Endpoint endpoint = written.endpoint();
    String function = written.own().getSignature().getName();
    Ports inputs = new Ports(written.inputs());
    List<StructuredValue> given =
        endpoint.arguments().values().stream()
            .map(a -> StructuredValues.tree(a, leaf -> inputs.of(endpoint.model().inputs(), leaf)))
            .toList();
    Ports outputs = new Ports(written.outputs());
    functions.put(
        function,
        concrete(
            written,
            StructuredValues.tuple(
                List.of(StructuredValues.tuple(given), StructuredValues.dict(Map.of()))),
            StructuredValues.tree(
                endpoint.result(), leaf -> outputs.of(endpoint.model().outputs(), leaf))));
    FunctionSpec.Builder spec =
        FunctionSpec.newBuilder()
            .setFullargspec(
                StructuredValues.arguments(
                    endpoint.arguments().keySet().stream().map(PythonNames::argument).toList(),
                    List.of()))
            .setInputSignature(StructuredValues.tuple(given));
    SavedFunction.Builder callable =
        SavedFunction.newBuilder().addConcreteFunctions(function).setFunctionSpec(spec);
    attribute(0, endpoint.name(), add(SavedObject.newBuilder().setFunction(callable)));
  }

  /** What stands for the tensors of a model. */
  private record Ports(List<Port> ports) {
    StructuredValue of(List<?> tensors, Object leaf) {
      return StructuredValues.spec(ports.get(tensors.indexOf(leaf)));
    }
  }

  /** The attribute {@code signatures}: functions of named inputs with named outputs. */
  void signatures(Map<String, SignatureFunction> signatures) {
    int map = add(object("signature_map"));
    attribute(0, "signatures", map);
    Map<SignatureFunction, Integer> added = new HashMap<>();
    signatures.forEach(
        (name, signature) ->
            attribute(map, name, added.computeIfAbsent(signature, s -> add(bare(s)))));
  }

  private SavedObject.Builder bare(SignatureFunction signature) {
    List<Port> inputs = signature.inputs();
    functions.put(
        signature.name(),
        concrete(
            signature.endpoint(),
            StructuredValues.tuple(
                List.of(
                    StructuredValues.tuple(List.of()),
                    specs(inputs, port -> PythonNames.word(port.name())))),
            specs(signature.outputs(), Port::name)));
    List<String> names = inputs.stream().map(port -> PythonNames.word(port.name())).toList();
    FunctionSpec.Builder spec =
        FunctionSpec.newBuilder()
            .setFullargspec(
                StructuredValues.arguments(
                    List.of(), names.stream().map(PythonNames::argument).toList()))
            .setInputSignature(StructuredValues.none());
    return SavedObject.newBuilder()
        .setBareConcreteFunction(
            SavedBareConcreteFunction.newBuilder()
                .setConcreteFunctionName(signature.name())
                .addAllArgumentKeywords(names)
                .setAllowedPositionalArguments(names.size() == 1 ? 1 : 0)
                .setFunctionSpec(spec));
  }

  private static StructuredValue specs(List<Port> ports, Function<Port, String> key) {
    Map<String, StructuredValue> specs = new LinkedHashMap<>();
    ports.forEach(p -> specs.put(key.apply(p), StructuredValues.spec(p)));
    return StructuredValues.dict(specs);
  }

  private SavedConcreteFunction concrete(
      Written written, StructuredValue inputs, StructuredValue outputs) {
    return SavedConcreteFunction.newBuilder()
        .addAllBoundInputs(written.variables().stream().map(places::get).toList())
        .setCanonicalizedInputSignature(inputs)
        .setOutputSignature(outputs)
        .build();
  }

  /** As a SavedModel has it. */
  SavedObjectGraph saved() {
    SavedObjectGraph.Builder graph = SavedObjectGraph.newBuilder();
    objects.forEach(graph::addNodes);
    return graph.putAllConcreteFunctions(functions).build();
  }

  /** As a checkpoint has it. */
  TrackableObjectGraph tracked() {
    TrackableObjectGraph.Builder graph = TrackableObjectGraph.newBuilder();
    for (SavedObject.Builder object : objects) {
      graph.addNodes(TrackableObject.newBuilder().addAllChildren(object.getChildrenList()));
    }
    places.forEach(
        (variable, place) ->
            graph.getNodesBuilder(place).addAttributes(Checkpoint.place(variables.cell(variable))));
    return graph.build();
  }
}

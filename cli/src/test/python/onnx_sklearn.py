"""scikit-learn's pipelines as its converters write them, held to scikit-learn and ONNX Runtime.

The attributes are those of fitted estimators. Where a model gives no plain tensors there (ZipMap),
the probabilities that it makes a map of are stored.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC

from onnx_cases import case, run

ML = "ai.onnx.ml"
FLOWERS = load_iris()
X = FLOWERS.data.astype("float32")
Y = FLOWERS.target
NAMES = FLOWERS.target_names
ROWS = X[::9] + np.float32(0.013)


def ml(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs, outputs, domain=ML, **attributes)


def model(nodes, inputs, outputs, initializers=()):
    graph = helper.make_graph(
        nodes,
        "pipeline",
        [helper.make_tensor_value_info(n, t, [None, w]) for n, t, w in inputs],
        [helper.make_tensor_value_info(n, t, s) for n, t, s in outputs],
        list(initializers),
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(ML, 3)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def classified(nodes, label_type=TensorProto.INT64, inputs=None, initializers=()):
    return model(
        nodes,
        inputs or [("x", TensorProto.FLOAT, 4)],
        [("label", label_type, [None]), ("probabilities", TensorProto.FLOAT, [None, None])],
        initializers,
    )


def checked(made, operands, labels, probabilities):
    """What ONNX Runtime gives, if it is what scikit-learn does."""
    results = run(made, operands)
    assert list(results[0]) == list(labels)
    np.testing.assert_allclose(results[1], probabilities, atol=2e-5)
    return made, operands, results


def scaled(scaler):
    return ml("Scaler", ["x"], ["scaled"], offset=scaler.mean_, scale=1 / scaler.scale_)


def linear(classifier, source, labels):
    return ml(
        "LinearClassifier",
        [source],
        ["label", "scores"],
        coefficients=classifier.coef_.ravel(),
        intercepts=classifier.intercept_,
        post_transform="SOFTMAX",
        multi_class=1,
        **labels,
    )


NORMALIZED = ml("Normalizer", ["scores"], ["probabilities"], norm="L1")


@case
def sklearn_scaler_logistic():
    fitted = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    nodes = [scaled(fitted[0]), linear(fitted[1], "scaled", {"classlabels_ints": [0, 1, 2]})]
    made = classified([*nodes, NORMALIZED])
    return checked(made, [ROWS], fitted.predict(ROWS), fitted.predict_proba(ROWS))


@case
def sklearn_text_labels_zipmap():
    """Labels are texts, and probabilities a map by them."""
    fitted = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, NAMES[Y])
    labels = {"classlabels_strings": list(fitted.classes_)}
    nodes = [scaled(fitted[0]), linear(fitted[1], "scaled", labels), NORMALIZED]
    plain = classified(nodes, TensorProto.STRING)
    _, operands, results = checked(
        plain, [ROWS], fitted.predict(ROWS), fitted.predict_proba(ROWS)
    )
    made = classified([*nodes, ml("ZipMap", ["probabilities"], ["map"], **labels)], TensorProto.STRING)
    key = helper.make_map_type_proto(
        TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, [])
    )
    made.graph.output[1].name = "map"
    made.graph.output[1].type.CopyFrom(helper.make_sequence_type_proto(key))
    return made, operands, results


def branches(trees, weights):
    """The attributes of an ensemble of fitted trees; weights are those of a tree's leaf."""
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids")}
    target = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    for number, tree in enumerate(trees):
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            a["treeids"].append(number)
            a["nodeids"].append(node)
            a["featureids"].append(0 if leaf else int(tree.feature[node]))
            a["values"].append(0.0 if leaf else float(np.float32(tree.threshold[node])))
            a["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            a["truenodeids"].append(0 if leaf else int(tree.children_left[node]))
            a["falsenodeids"].append(0 if leaf else int(tree.children_right[node]))
            if leaf:
                for i, weight in enumerate(weights(tree, node)):
                    target["treeids"].append(number)
                    target["nodeids"].append(node)
                    target["ids"].append(i)
                    target["weights"].append(float(weight))
    return {f"nodes_{k}": v for k, v in a.items()}, target


@case
def sklearn_random_forest():
    forest = RandomForestClassifier(12, max_depth=4, random_state=0).fit(X, Y)

    def shares(tree, node):
        value = tree.value[node][0]
        return value / value.sum() / len(forest.estimators_)

    nodes, target = branches([e.tree_ for e in forest.estimators_], shares)
    made = classified(
        [
            ml(
                "TreeEnsembleClassifier",
                ["x"],
                ["label", "probabilities"],
                classlabels_int64s=[0, 1, 2],
                post_transform="NONE",
                **nodes,
                **{f"class_{k}": v for k, v in target.items()},
            )
        ]
    )
    return checked(made, [ROWS], forest.predict(ROWS), forest.predict_proba(ROWS))


@case
def sklearn_gradient_boosting():
    inputs, wanted = X[:, :3], X[:, 3]
    boosted = GradientBoostingRegressor(n_estimators=20, random_state=0).fit(inputs, wanted)
    rate = boosted.learning_rate
    nodes, target = branches(
        [e.tree_ for e in boosted.estimators_.ravel()], lambda t, n: rate * t.value[n][0]
    )
    made = model(
        [
            ml(
                "TreeEnsembleRegressor",
                ["x"],
                ["y"],
                n_targets=1,
                base_values=[float(boosted.init_.constant_.ravel()[0])],
                **nodes,
                **{f"target_{k}": v for k, v in target.items()},
            )
        ],
        [("x", TensorProto.FLOAT, 3)],
        [("y", TensorProto.FLOAT, [None, 1])],
    )
    rows = ROWS[:, :3]
    results = run(made, [rows])
    np.testing.assert_allclose(results[0][:, 0], boosted.predict(rows), atol=2e-5)
    return made, [rows], results


def voted(machine, source):
    return ml(
        "SVMClassifier",
        [source],
        ["label", "probabilities"],
        kernel_type="RBF",
        kernel_params=[float(machine._gamma), 0.0, 3.0],
        vectors_per_class=machine.n_support_.tolist(),
        support_vectors=machine.support_vectors_.ravel(),
        coefficients=machine._dual_coef_.ravel(),
        rho=machine._intercept_,
        prob_a=machine._probA,
        prob_b=machine._probB,
        classlabels_ints=[0, 1, 2],
    )


def constant(name, values):
    return numpy_helper.from_array(np.asarray(values, np.float32), name)


@case
def sklearn_support_vectors():
    fitted = make_pipeline(StandardScaler(), SVC(probability=True, random_state=0)).fit(X, Y)
    made = classified([scaled(fitted[0]), voted(fitted[1], "scaled")])
    return checked(made, [ROWS], fitted.predict(ROWS), fitted.predict_proba(ROWS))


@case
def sklearn_columns():
    """Missing numbers filled in and scaled, and texts one-hot encoded, beside each other."""
    colors = np.array(["red", "green", "blue"])[(np.arange(len(X)) * 7 // 5) % 3]
    sizes = np.where(X[:, 0] > 5.8, "large", "small")
    words = np.stack([colors, sizes], 1).astype(object)
    numbers = X.copy()
    numbers[::5, 1] = np.nan
    table = np.concatenate([numbers.astype(object), words], 1)
    fitted = make_pipeline(
        ColumnTransformer(
            [
                ("n", make_pipeline(SimpleImputer(), StandardScaler()), [0, 1, 2, 3]),
                ("w", OneHotEncoder(handle_unknown="ignore"), [4, 5]),
            ]
        ),
        LogisticRegression(max_iter=500),
    ).fit(table, Y)
    imputer, scaler = fitted[0].named_transformers_["n"]
    encoder = fitted[0].named_transformers_["w"]
    nodes = [
        ml(
            "Imputer",
            ["x"],
            ["filled"],
            imputed_value_floats=imputer.statistics_.astype(float),
            replaced_value_float=float("nan"),
        ),
        ml("Scaler", ["filled"], ["scaled"], offset=scaler.mean_, scale=1 / scaler.scale_),
    ]
    initializers = []
    parts = ["scaled"]
    for column, categories in enumerate(encoder.categories_):
        index = helper.make_tensor(f"at{column}", TensorProto.INT64, [1], [column])
        initializers.append(index)
        nodes.append(helper.make_node("Gather", ["words", f"at{column}"], [f"w{column}"], axis=1))
        nodes.append(
            ml("OneHotEncoder", [f"w{column}"], [f"hot{column}"], cats_strings=list(categories), zeros=1)
        )
        width = helper.make_tensor(f"to{column}", TensorProto.INT64, [2], [-1, len(categories)])
        initializers.append(width)
        nodes.append(helper.make_node("Reshape", [f"hot{column}", f"to{column}"], [f"h{column}"]))
        parts.append(f"h{column}")
    nodes.append(helper.make_node("Concat", parts, ["all"], axis=1))
    nodes.append(linear(fitted[1], "all", {"classlabels_ints": [0, 1, 2]}))
    made = classified(
        [*nodes, NORMALIZED],
        inputs=[("x", TensorProto.FLOAT, 4), ("words", TensorProto.STRING, 2)],
        initializers=initializers,
    )
    rows = np.arange(0, len(X), 9)
    given = words[rows]
    given[3, 0] = "mauve"
    x = numbers[rows]
    labels = fitted.predict(np.concatenate([x.astype(object), given], 1))
    probabilities = fitted.predict_proba(np.concatenate([x.astype(object), given], 1))
    return checked(made, [x, given], labels, probabilities)


@case
def sklearn_components_support_vectors():
    """Principal components of scaled numbers, and support vectors among them."""
    fitted = make_pipeline(StandardScaler(), PCA(2), SVC(probability=True, random_state=0)).fit(X, Y)
    components = fitted[1]
    nodes = [
        scaled(fitted[0]),
        helper.make_node("Sub", ["scaled", "mean"], ["centred"]),
        helper.make_node("MatMul", ["centred", "axes"], ["components"]),
        voted(fitted[2], "components"),
    ]
    initializers = [constant("mean", components.mean_), constant("axes", components.components_.T)]
    made = classified(nodes, initializers=initializers)
    return checked(made, [ROWS], fitted.predict(ROWS), fitted.predict_proba(ROWS))


@case
def sklearn_network():
    """A network whose greatest output chooses among labels that are no 0, 1, 2."""
    names = np.array([3, 5, 11])
    fitted = make_pipeline(MinMaxScaler(), MLPClassifier((6, 5), max_iter=400, random_state=0)).fit(X, names[Y])
    scaler, network = fitted[0], fitted[1]
    nodes = [
        helper.make_node("Mul", ["x", "scale"], ["times"]),
        helper.make_node("Add", ["times", "least"], ["h0"]),
    ]
    initializers = [constant("scale", scaler.scale_), constant("least", scaler.min_)]
    last = len(network.coefs_) - 1
    for i, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        initializers += [constant(f"w{i}", weights), constant(f"b{i}", bias[None])]
        nodes.append(helper.make_node("MatMul", [f"h{i}", f"w{i}"], [f"m{i}"]))
        nodes.append(helper.make_node("Add", [f"m{i}", f"b{i}"], [f"a{i}"]))
        nodes.append(helper.make_node("Relu" if i < last else "Softmax", [f"a{i}"], [f"h{i + 1}"]))
    initializers.append(numpy_helper.from_array(names, "names"))
    initializers.append(numpy_helper.from_array(np.array([-1]), "flat"))
    nodes += [
        helper.make_node("Identity", [f"h{last + 1}"], ["probabilities"]),
        helper.make_node("ArgMax", ["probabilities"], ["greatest"], axis=1, keepdims=0),
        ml("ArrayFeatureExtractor", ["names", "greatest"], ["chosen"]),
        helper.make_node("Reshape", ["chosen", "flat"], ["label"]),
    ]
    made = classified(nodes, initializers=initializers)
    return checked(made, [ROWS], fitted.predict(ROWS), fitted.predict_proba(ROWS))


@case
def sklearn_clusters():
    """The nearest of four centres to directions, and how far each is."""
    fitted = make_pipeline(Normalizer(), KMeans(4, n_init=2, random_state=0)).fit(X)
    centres = fitted[1].cluster_centers_
    made = model(
        [
            ml("Normalizer", ["x"], ["directions"], norm="L2"),
            helper.make_node("ReduceSumSquare", ["directions"], ["squared"], axes=[1], keepdims=1),
            helper.make_node("Gemm", ["directions", "centres"], ["products"], alpha=-2.0, transB=1),
            helper.make_node("Add", ["squared", "products"], ["sum"]),
            helper.make_node("Add", ["lengths", "sum"], ["distances"]),
            helper.make_node("ArgMin", ["distances"], ["label"], axis=1, keepdims=0),
            helper.make_node("Sqrt", ["distances"], ["scores"]),
        ],
        [("x", TensorProto.FLOAT, 4)],
        [("label", TensorProto.INT64, [None]), ("scores", TensorProto.FLOAT, [None, 4])],
        [constant("centres", centres), constant("lengths", (centres**2).sum(1)[None])],
    )
    results = run(made, [ROWS])
    assert list(results[0]) == list(fitted.predict(ROWS))
    np.testing.assert_allclose(results[1], fitted.transform(ROWS), atol=1e-4)
    return made, [ROWS], results

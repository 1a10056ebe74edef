//JAVA 17+
//DEPS io.trihorn:trihorn-backend-onnx:0.1.0-SNAPSHOT

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;

import io.trihorn.model.Sequential;

var model = new Sequential(input(2), dense(8, "relu"), dense(1)).on("onnx");
model.compile("adam", "mse");
float[][] x = {{0, 1}, {1, 1}};
float[] y = {1, 2};
var history = model.fit(x, y, epochs(3));
System.out.println(model.predict(new float[][] {{1, 0}}).getShape());
/exit

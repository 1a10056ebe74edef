import io.trihorn.data.digits.DrawnDigits
import io.trihorn.layers.ConvolutionalLayers.conv2d
import io.trihorn.layers.CoreLayers.{dense, input}
import io.trihorn.layers.PoolingLayers.maxPooling2d
import io.trihorn.layers.RegularizationLayers.dropout
import io.trihorn.layers.ReshapingLayers.flatten
import io.trihorn.model.FitOptions.epochs
import io.trihorn.model.Sequential
import io.trihorn.optimizers.Optimizers.adam
import scala.util.Using

@main def digits(): Unit =
  Using.resource(Sequential(
    input(28, 28, 1),
    conv2d(8, 3).activation("relu"),
    maxPooling2d(2),
    flatten(),
    dropout(0.3),
    dense(10, "softmax"))): model =>
    model.compile(adam(1e-2), "sparse_categorical_crossentropy", "accuracy")
    model.fit(DrawnDigits.draw(640, 1).dataset(), epochs(5).batchSize(32))
    val accuracy = model.evaluate(DrawnDigits.draw(200, 2).dataset()).get("accuracy")
    println(s"Scala: accuracy $accuracy")
    assert(accuracy > 0.9)

import io.trihorn.data.digits.DrawnDigits
import io.trihorn.layers.Layers.*
import io.trihorn.model.FitOptions.epochs
import io.trihorn.model.Sequential
import io.trihorn.optimizers.Optimizers.adam

fun main() {
  Sequential(
    input(28, 28, 1),
    conv2d(8, 3).activation("relu"),
    maxPooling2d(2),
    flatten(),
    dropout(0.3),
    dense(10, "softmax"),
  ).use { model ->
    model.compile(adam(1e-2), "sparse_categorical_crossentropy", "accuracy")
    model.fit(DrawnDigits.draw(640, 1).dataset(), epochs(5).batchSize(32))
    val accuracy = model.evaluate(DrawnDigits.draw(200, 2).dataset()).getValue("accuracy")
    println("Kotlin: accuracy $accuracy")
    check(accuracy > 0.9)
  }
}

package io.trihorn.saving.legacy;

import static io.trihorn.saving.legacy.Edit.becomes;
import static io.trihorn.saving.legacy.Edit.gather;
import static io.trihorn.saving.legacy.Edit.refuse;
import static io.trihorn.saving.legacy.Edit.rename;

import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From Keras 1 to Keras 2: the names of classes and arguments, one entry for each class. */
final class Keras1Rules {
  private static final List<Edit> KERNEL =
      List.of(
          rename("init", "kernel_initializer"),
          rename("bias", "use_bias"),
          rename("W_regularizer", "kernel_regularizer"),
          rename("W_constraint", "kernel_constraint"),
          rename("b_regularizer", "bias_regularizer"),
          rename("b_constraint", "bias_constraint"));

  private static final List<Edit> WINDOW =
      List.of(
          rename("border_mode", "padding"),
          rename("subsample", "strides"),
          rename("dim_ordering", "data_format"));

  private static final List<Edit> FILTERS = List.of(rename("nb_filter", "filters"));
  private static final List<Edit> SIZE_1D =
      List.of(
          rename("filter_length", "kernel_size"),
          rename("subsample_length", "strides"),
          rename("atrous_rate", "dilation_rate"));
  private static final List<Edit> SIZE_2D =
      List.of(gather("kernel_size", "nb_row", "nb_col"), rename("atrous_rate", "dilation_rate"));
  private static final List<Edit> SIZE_3D =
      List.of(gather("kernel_size", "kernel_dim1", "kernel_dim2", "kernel_dim3"));
  private static final List<Edit> RATE = List.of(rename("p", "rate"));
  private static final List<Edit> POOL_1D =
      List.of(
          rename("pool_length", "pool_size"),
          rename("stride", "strides"),
          rename("border_mode", "padding"));

  private static final List<Edit> RECURRENT =
      List.of(
          rename("output_dim", "units"),
          rename("inner_init", "recurrent_initializer"),
          rename("inner_activation", "recurrent_activation"),
          rename("U_regularizer", "recurrent_regularizer"),
          rename("dropout_W", "dropout"),
          rename("dropout_U", "recurrent_dropout"),
          Keras1Rules::forgetBias);

  /** What there is for each class of Keras 1 whose arguments have other names in Keras 2. */
  static final Map<String, Edit> TABLE =
      Map.ofEntries(
          Map.entry("Dense", all(List.of(rename("output_dim", "units")), KERNEL)),
          Map.entry(
              "TimeDistributedDense",
              all(becoming("Dense"), List.of(rename("output_dim", "units")), KERNEL)),
          Map.entry(
              "Embedding",
              all(
                  List.of(
                      rename("init", "embeddings_initializer"),
                      rename("W_regularizer", "embeddings_regularizer"),
                      rename("W_constraint", "embeddings_constraint")))),
          Map.entry("Convolution1D", all(becoming("Conv1D"), FILTERS, SIZE_1D, WINDOW, KERNEL)),
          Map.entry(
              "AtrousConvolution1D", all(becoming("Conv1D"), FILTERS, SIZE_1D, WINDOW, KERNEL)),
          Map.entry("Convolution2D", all(becoming("Conv2D"), FILTERS, SIZE_2D, WINDOW, KERNEL)),
          Map.entry(
              "AtrousConvolution2D", all(becoming("Conv2D"), FILTERS, SIZE_2D, WINDOW, KERNEL)),
          Map.entry("Convolution3D", all(becoming("Conv3D"), FILTERS, SIZE_3D, WINDOW, KERNEL)),
          Map.entry(
              "Deconvolution2D",
              all(becoming("Conv2DTranspose"), FILTERS, SIZE_2D, WINDOW, KERNEL)),
          Map.entry(
              "SeparableConvolution2D",
              all(becoming("SeparableConv2D"), FILTERS, SIZE_2D, WINDOW, separable())),
          Map.entry("MaxPooling1D", all(POOL_1D)),
          Map.entry("AveragePooling1D", all(POOL_1D)),
          Map.entry("MaxPooling2D", all(WINDOW)),
          Map.entry("AveragePooling2D", all(WINDOW)),
          Map.entry("MaxPooling3D", all(WINDOW)),
          Map.entry("AveragePooling3D", all(WINDOW)),
          Map.entry("GlobalMaxPooling2D", all(WINDOW)),
          Map.entry("GlobalAveragePooling2D", all(WINDOW)),
          Map.entry("GlobalMaxPooling3D", all(WINDOW)),
          Map.entry("GlobalAveragePooling3D", all(WINDOW)),
          Map.entry("UpSampling1D", all(List.of(rename("length", "size")))),
          Map.entry("UpSampling2D", all(WINDOW)),
          Map.entry("UpSampling3D", all(WINDOW)),
          Map.entry("ZeroPadding2D", all(WINDOW)),
          Map.entry("ZeroPadding3D", all(WINDOW)),
          Map.entry("Cropping2D", all(WINDOW)),
          Map.entry("Cropping3D", all(WINDOW)),
          Map.entry("SimpleRNN", all(KERNEL, RECURRENT)),
          Map.entry("LSTM", all(KERNEL, RECURRENT)),
          Map.entry("GRU", all(KERNEL, RECURRENT)),
          Map.entry("ConvLSTM2D", all(FILTERS, SIZE_2D, WINDOW, KERNEL, RECURRENT)),
          Map.entry("Dropout", all(RATE)),
          Map.entry("GaussianDropout", all(RATE)),
          Map.entry("SpatialDropout1D", all(RATE)),
          Map.entry("SpatialDropout2D", all(RATE, WINDOW)),
          Map.entry("SpatialDropout3D", all(RATE, WINDOW)),
          Map.entry("GaussianNoise", all(List.of(rename("sigma", "stddev")))),
          Map.entry("PReLU", all(List.of(rename("init", "alpha_initializer")))),
          Map.entry("BatchNormalization", all(batchNormalization())),
          Map.entry("Merge", OldMerge::single));

  /** The classes whose files may lack the order of axes, which the model's other layers have. */
  static final Set<String> ORDERED =
      Set.of("UpSampling2D", "UpSampling3D", "ZeroPadding2D", "ZeroPadding3D", "Cropping2D");

  private Keras1Rules() {}

  @SafeVarargs
  private static Edit all(List<Edit>... lists) {
    List<Edit> edits = new ArrayList<>();
    for (List<Edit> list : lists) {
      edits.addAll(list);
    }
    return Edit.all(edits);
  }

  private static List<Edit> becoming(String className) {
    return List.of(becomes(className));
  }

  private static List<Edit> separable() {
    return List.of(
        rename("bias", "use_bias"),
        rename("init", "depthwise_initializer"),
        rename("b_regularizer", "bias_regularizer"),
        rename("b_constraint", "bias_constraint"));
  }

  private static List<Edit> batchNormalization() {
    return List.of(
        refuse(
            layer -> layer.number("mode") != 0,
            "only mode 0 of Keras 1 (statistics of the batch in training, running ones otherwise)"
                + " is there"),
        rename("gamma_init", "gamma_initializer"),
        rename("beta_init", "beta_initializer"));
  }

  /** Keras 1 named the first value of the forget gate's bias. */
  private static void forgetBias(OldLayer layer) {
    if (layer.has("forget_bias_init")) {
      boolean one = layer.text("forget_bias_init", "one").startsWith("one");
      layer.config().add("unit_forget_bias", new JsonPrimitive(one));
    }
  }
}

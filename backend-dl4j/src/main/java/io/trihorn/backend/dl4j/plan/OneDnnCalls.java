package io.trihorn.backend.dl4j.plan;

/** oneDNN's functions in C, by their names there; an address is a {@code long}. */
final class OneDnnCalls {
  private OneDnnCalls() {}

  static native int dnnl_engine_create(long[] engine, int kind, long index);

  static native int dnnl_stream_create(long[] stream, long engine, int flags);

  static native int dnnl_memory_desc_create_with_strides(
      long[] type, int rank, long[] extents, int dtype, long[] strides);

  static native int dnnl_memory_desc_create_with_tag(
      long[] type, int rank, long[] extents, int dtype, int tag);

  static native int dnnl_memory_desc_get_blob(byte[] blob, long[] size, long type);

  static native int dnnl_memory_desc_create_with_blob(long[] type, byte[] blob);

  static native int dnnl_memory_desc_equal(long one, long other);

  static native int dnnl_memory_desc_destroy(long type);

  static native int dnnl_memory_create(long[] memory, long type, long engine, long address);

  static native int dnnl_memory_set_data_handle(long memory, long address);

  static native int dnnl_memory_destroy(long memory);

  static native int dnnl_matmul_primitive_desc_create(
      long[] wanted, long engine, long left, long right, long bias, long result, long attributes);

  static native int dnnl_reorder_primitive_desc_create(
      long[] wanted, long from, long fromEngine, long to, long toEngine, long attributes);

  static native int dnnl_convolution_forward_primitive_desc_create(
      long[] wanted,
      long engine,
      int use,
      int algorithm,
      long source,
      long weights,
      long bias,
      long destination,
      long[] strides,
      long[] gaps,
      long[] low,
      long[] high,
      long attributes);

  static native int dnnl_convolution_backward_data_primitive_desc_create(
      long[] wanted,
      long engine,
      int algorithm,
      long sourceGradient,
      long weights,
      long destinationGradient,
      long[] strides,
      long[] gaps,
      long[] low,
      long[] high,
      long forward,
      long attributes);

  static native int dnnl_convolution_backward_weights_primitive_desc_create(
      long[] wanted,
      long engine,
      int algorithm,
      long source,
      long weightsGradient,
      long biasGradient,
      long destinationGradient,
      long[] strides,
      long[] gaps,
      long[] low,
      long[] high,
      long forward,
      long attributes);

  static native int dnnl_pooling_forward_primitive_desc_create(
      long[] wanted,
      long engine,
      int use,
      int algorithm,
      long source,
      long destination,
      long[] strides,
      long[] kernel,
      long[] gaps,
      long[] low,
      long[] high,
      long attributes);

  static native int dnnl_pooling_backward_primitive_desc_create(
      long[] wanted,
      long engine,
      int algorithm,
      long sourceGradient,
      long destinationGradient,
      long[] strides,
      long[] kernel,
      long[] gaps,
      long[] low,
      long[] high,
      long forward,
      long attributes);

  static native int dnnl_softmax_forward_primitive_desc_create(
      long[] wanted,
      long engine,
      int use,
      int algorithm,
      long source,
      long destination,
      int axis,
      long attributes);

  static native int dnnl_layer_normalization_forward_primitive_desc_create(
      long[] wanted,
      long engine,
      int use,
      long source,
      long destination,
      long statistics,
      float epsilon,
      int flags,
      long attributes);

  static native int dnnl_primitive_attr_create(long[] attributes);

  static native int dnnl_primitive_attr_set_scratchpad_mode(long attributes, int mode);

  static native int dnnl_primitive_attr_set_post_ops(long attributes, long postOps);

  static native int dnnl_primitive_attr_destroy(long attributes);

  static native int dnnl_post_ops_create(long[] postOps);

  static native int dnnl_post_ops_append_eltwise(
      long postOps, int algorithm, float alpha, float beta);

  static native int dnnl_post_ops_append_binary(long postOps, int algorithm, long type);

  static native int dnnl_post_ops_destroy(long postOps);

  static native long dnnl_primitive_desc_query_md(long wanted, int what, int index);

  static native long dnnl_memory_desc_get_size(long type);

  static native int dnnl_primitive_desc_destroy(long wanted);

  static native int dnnl_primitive_create(long[] primitive, long wanted);

  static native int dnnl_primitive_destroy(long primitive);

  static native int dnnl_primitive_execute(long primitive, long stream, int count, long arguments);
}

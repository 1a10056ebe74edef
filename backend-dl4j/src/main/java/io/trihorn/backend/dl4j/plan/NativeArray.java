package io.trihorn.backend.dl4j.plan;

import org.bytedeco.javacpp.LongPointer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * An array as libnd4j takes it.
 *
 * @param data the memory
 * @param shape extents, strides and element type in libnd4j's encoding; shared, never freed
 * @param cardShape the same in the memory of a card; null on processors
 */
public record NativeArray(OpaqueDataBuffer data, LongPointer shape, LongPointer cardShape) {}

/**
 * gRPC: the Open Inference Protocol. Its messages are few, and are read and written field by field,
 * so that tensors go from what came into what models take.
 */
package io.trihorn.serving.grpc;

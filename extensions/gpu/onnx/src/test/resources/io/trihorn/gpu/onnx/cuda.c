// What ONNX Runtime's provider calls of CUDA, cuBLAS, cuFFT and cuDNN, without a card: memory is the host's, and nothing
// is computed. It is enough to start sessions.
#include <stdlib.h>
#include <string.h>
typedef void *handle;
static __thread int current;
int cudaGetDeviceCount(int *count) { *count = 2; return 0; }
int cudaGetDevice(int *device) { *device = current; return 0; }
int cudaSetDevice(int device) {
  if (device < 0 || device > 1) return 101;
  current = device;
  return 0;
}
int cudaDriverGetVersion(int *version) { *version = 12060; return 0; }
int cudaRuntimeGetVersion(int *version) { *version = 12060; return 0; }
int cudaGetDeviceProperties_v2(char *properties, int device) {
  memset(properties, 0, 1032);
  strcpy(properties, "Stub");
  *(size_t *)(properties + 288) = 1L << 37;
  *(size_t *)(properties + 296) = 48 << 10;
  *(int *)(properties + 304) = 65536;
  *(int *)(properties + 308) = 32;
  *(int *)(properties + 320) = 1024;
  *(int *)(properties + 360) = 9;
  *(int *)(properties + 388) = 132;
  return 0;
}
int cudaDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 16 ? 132 : attribute == 1 ? 1024 : 0;
  return 0;
}
int cudaMemGetInfo(size_t *available, size_t *total) { *available = 1L << 36; *total = 1L << 37; return 0; }
static int memory(void **pointer, size_t bytes) { *pointer = calloc(1, bytes); return *pointer ? 0 : 2; }
int cudaMalloc(void **pointer, size_t bytes) { return memory(pointer, bytes); }
int cudaMallocHost(void **pointer, size_t bytes) { return memory(pointer, bytes); }
int cudaHostAlloc(void **pointer, size_t bytes, unsigned flags) { return memory(pointer, bytes); }
int cudaFree(void *pointer) { free(pointer); return 0; }
int cudaFreeHost(void *pointer) { free(pointer); return 0; }
int cudaMemcpy(void *to, const void *from, size_t bytes, int kind) { memcpy(to, from, bytes); return 0; }
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, handle stream) { memcpy(to, from, bytes); return 0; }
int cudaMemset(void *to, int value, size_t bytes) { memset(to, value, bytes); return 0; }
int cudaMemsetAsync(void *to, int value, size_t bytes, handle stream) { memset(to, value, bytes); return 0; }
handle *__cudaRegisterFatBinary(void *binary) { static handle h; return &h; }
const char *cudaGetErrorString(int code) { return "a stub"; }
const char *cudaGetErrorName(int code) { return "a stub"; }
const char *cudnnGetErrorString(int code) { return "a stub"; }
int cudnnDropoutGetStatesSize(handle cudnn, size_t *bytes) { *bytes = 0; return 0; }
size_t cudnnGetVersion(void) { return 90500; }
size_t cudnnGetCudartVersion(void) { return 12060; }

static int made(handle *h) {
  *h = calloc(1, 4096);
  return 0;
}
#define MADE(name) int name(handle *h) { return made(h); }
MADE(cublasCreate_v2) MADE(cublasLtCreate) MADE(cublasLtMatmulDescCreate) MADE(cublasLtMatmulPreferenceCreate)
MADE(cublasLtMatrixLayoutCreate) MADE(cublasLtMatrixTransformDescCreate) MADE(cudaEventCreate)
MADE(cudaEventCreateWithFlags) MADE(cudaMemPoolCreate) MADE(cudaStreamCreateWithFlags)
MADE(cudnnBackendCreateDescriptor) MADE(cudnnCreate) MADE(cudnnCreateActivationDescriptor)
MADE(cudnnCreateConvolutionDescriptor) MADE(cudnnCreateDropoutDescriptor) MADE(cudnnCreateFilterDescriptor)
MADE(cudnnCreateLRNDescriptor) MADE(cudnnCreatePoolingDescriptor) MADE(cudnnCreateRNNDataDescriptor)
MADE(cudnnCreateRNNDescriptor) MADE(cudnnCreateReduceTensorDescriptor) MADE(cudnnCreateTensorDescriptor)
MADE(cufftCreate)

#define DONE(name) int name() { return 0; }
DONE(__cudaPopCallConfiguration) DONE(__cudaPushCallConfiguration) DONE(__cudaRegisterFatBinaryEnd)
DONE(__cudaRegisterFunction) DONE(__cudaRegisterVar) DONE(__cudaUnregisterFatBinary) DONE(cublasDcopy_v2)
DONE(cublasDestroy_v2) DONE(cublasDgeam) DONE(cublasDgemmBatched) DONE(cublasDgemmStridedBatched)
DONE(cublasDgemm_v2) DONE(cublasDgetrfBatched) DONE(cublasDgetriBatched) DONE(cublasGemmBatchedEx) DONE(cublasGemmEx)
DONE(cublasGemmStridedBatchedEx) DONE(cublasGetMathMode) DONE(cublasLtDestroy) DONE(cublasLtMatmul)
DONE(cublasLtMatmulAlgoConfigSetAttribute) DONE(cublasLtMatmulAlgoGetHeuristic) DONE(cublasLtMatmulAlgoInit)
DONE(cublasLtMatmulDescDestroy) DONE(cublasLtMatmulDescSetAttribute) DONE(cublasLtMatmulPreferenceDestroy)
DONE(cublasLtMatmulPreferenceSetAttribute) DONE(cublasLtMatrixLayoutDestroy) DONE(cublasLtMatrixLayoutSetAttribute)
DONE(cublasLtMatrixTransform) DONE(cublasLtMatrixTransformDescDestroy) DONE(cublasScopy_v2) DONE(cublasSetMathMode)
DONE(cublasSetStream_v2) DONE(cublasSgeam) DONE(cublasSgemmBatched) DONE(cublasSgemmStridedBatched)
DONE(cublasSgemm_v2) DONE(cublasSgetrfBatched) DONE(cublasSgetriBatched) DONE(cublasSscal_v2)
DONE(cudaDeviceSynchronize) DONE(cudaEventDestroy) DONE(cudaEventElapsedTime) DONE(cudaEventRecord)
DONE(cudaEventSynchronize) DONE(cudaFreeAsync) DONE(cudaFuncGetAttributes) DONE(cudaFuncSetAttribute)
DONE(cudaGetLastError) DONE(cudaGraphDestroy) DONE(cudaGraphExecDestroy) DONE(cudaGraphInstantiate)
DONE(cudaGraphLaunch) DONE(cudaLaunchHostFunc) DONE(cudaLaunchKernel) DONE(cudaLaunchKernelExC)
DONE(cudaMallocFromPoolAsync) DONE(cudaMemPoolDestroy) DONE(cudaMemPoolGetAttribute) DONE(cudaMemPoolSetAttribute)
DONE(cudaMemPoolTrimTo) DONE(cudaMemcpy2DAsync) DONE(cudaMemcpyFromSymbol)
DONE(cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags) DONE(cudaPeekAtLastError) DONE(cudaStreamBeginCapture)
DONE(cudaStreamDestroy) DONE(cudaStreamEndCapture) DONE(cudaStreamSynchronize) DONE(cudaStreamWaitEvent)
DONE(cudnnActivationForward) DONE(cudnnAddTensor) DONE(cudnnBackendDestroyDescriptor) DONE(cudnnBackendExecute)
DONE(cudnnBackendFinalize) DONE(cudnnBackendGetAttribute) DONE(cudnnBackendSetAttribute)
DONE(cudnnBatchNormalizationForwardInference) DONE(cudnnBatchNormalizationForwardTraining)
DONE(cudnnConvolutionBiasActivationForward) DONE(cudnnConvolutionForward) DONE(cudnnDeriveBNTensorDescriptor)
DONE(cudnnDestroy) DONE(cudnnDestroyActivationDescriptor) DONE(cudnnDestroyConvolutionDescriptor)
DONE(cudnnDestroyDropoutDescriptor) DONE(cudnnDestroyFilterDescriptor) DONE(cudnnDestroyLRNDescriptor)
DONE(cudnnDestroyPoolingDescriptor) DONE(cudnnDestroyRNNDataDescriptor) DONE(cudnnDestroyRNNDescriptor)
DONE(cudnnDestroyReduceTensorDescriptor) DONE(cudnnDestroyTensorDescriptor)
DONE(cudnnFindConvolutionForwardAlgorithmEx) DONE(cudnnGetConvolutionForwardAlgorithm_v7)
DONE(cudnnGetConvolutionForwardWorkspaceSize) DONE(cudnnGetLastErrorString) DONE(cudnnGetRNNTempSpaceSizes)
DONE(cudnnGetRNNWeightParams) DONE(cudnnGetReductionIndicesSize) DONE(cudnnGetReductionWorkspaceSize)
DONE(cudnnGetStream) DONE(cudnnGetTensorNdDescriptor) DONE(cudnnLRNCrossChannelForward) DONE(cudnnPoolingForward)
DONE(cudnnRNNForward) DONE(cudnnReduceTensor) DONE(cudnnSetActivationDescriptor) DONE(cudnnSetConvolutionGroupCount)
DONE(cudnnSetConvolutionMathType) DONE(cudnnSetConvolutionNdDescriptor) DONE(cudnnSetDropoutDescriptor)
DONE(cudnnSetFilterNdDescriptor) DONE(cudnnSetLRNDescriptor) DONE(cudnnSetPoolingNdDescriptor)
DONE(cudnnSetRNNDataDescriptor) DONE(cudnnSetRNNDescriptor_v8) DONE(cudnnSetReduceTensorDescriptor)
DONE(cudnnSetStream) DONE(cudnnSetTensorNdDescriptor) DONE(cudnnSoftmaxForward) DONE(cufftDestroy)
DONE(cufftSetStream) DONE(cufftXtExec) DONE(cufftXtMakePlanMany)

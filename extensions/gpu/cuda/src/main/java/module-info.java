/** NVIDIA's driver, its cards and CUDA, as found on this machine. */
@SuppressWarnings("requires-automatic")
module io.trihorn.cuda {
  requires com.sun.jna;
  requires transitive io.trihorn.core;

  exports io.trihorn.cuda;

  provides io.trihorn.backend.GpuRuntime with
      io.trihorn.cuda.CudaRuntime;
}

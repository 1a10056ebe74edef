/** NVIDIA's driver, its cards and CUDA, as found on this machine. */
@SuppressWarnings("requires-automatic")
module io.trihorn.cuda {
  requires com.sun.jna;

  exports io.trihorn.cuda;
}

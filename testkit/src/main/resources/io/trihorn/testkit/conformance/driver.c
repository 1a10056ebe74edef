// A driver without a card behind it, and NVIDIA's library for managing cards: what they answer is given by macros
// when this is compiled.
#include <stddef.h>
#include <stdio.h>
#include <string.h>

int cuInit(unsigned flags) { return INIT; }

int cuDriverGetVersion(int *version) {
  *version = VERSION;
  return 0;
}

int cuDeviceGetCount(int *count) {
  *count = COUNT;
  return 0;
}

int cuDeviceGet(int *device, int ordinal) {
  *device = 40 + ordinal;
  return ordinal < COUNT ? 0 : 101;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device) {
  *bytes = device >= 40 && device < 40 + COUNT ? (size_t)MEMORY : 0;
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? MAJOR : attribute == 76 ? MINOR : attribute == 20 ? MODE : -1;
  return 0;
}

int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, NAME, length);
  return 0;
}

int cuDeviceGetPCIBusId(char *id, int length, int device) {
  snprintf(id, length, "0000:%02x:00.0", device);
  return 0;
}

#ifdef RELEASE
int nvmlInit_v2(void) { return 0; }

int nvmlShutdown(void) { return 0; }

int nvmlSystemGetDriverVersion(char *version, unsigned length) {
  strncpy(version, RELEASE, length);
  return 0;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char *id, void **device) {
  static int first;
  *device = &first;
  return strcmp(id, "0000:28:00.0") == 0 ? 0 : 6;
}

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *totalFreeUsed) {
  totalFreeUsed[0] = MEMORY;
  totalFreeUsed[1] = MEMORY - USED;
  totalFreeUsed[2] = USED;
  return 0;
}

int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, void *infos) {
  int fits = *count >= PROCESSES;
  *count = PROCESSES;
  return fits ? 0 : 7;
}
#endif

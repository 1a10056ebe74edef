// A driver without a card behind it: what it answers is given by macros when it is compiled.
#include <stddef.h>
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
  *value = attribute == 75 ? MAJOR : attribute == 76 ? MINOR : -1;
  return 0;
}

int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, NAME, length);
  return 0;
}

/* osu_bcast: from the root to all. */
#include <mpi.h>
#include <string.h>

#include "measure.h"

static void prepare(struct kernel *kernel, int seed) {
  unsigned char *memory = kernel->sent;
  if (kernel->rank != 0) {
    memset(memory, 0xFF, kernel->bytes);
    return;
  }
  for (size_t i = 0; i < kernel->bytes; i++) {
    memory[i] = pattern_byte(i, 1, seed);
  }
}

static void once(struct kernel *kernel) {
  MPI_Bcast(kernel->sent, (int)kernel->bytes, MPI_BYTE, kernel->root, MPI_COMM_WORLD);
}

static int is_right(struct kernel *kernel, int seed) {
  const unsigned char *memory = kernel->sent;
  for (size_t i = 0; i < kernel->bytes; i++) {
    if (memory[i] != pattern_byte(i, 1, seed)) {
      return 0;
    }
  }
  return 1;
}

int main(int argc, char **argv) {
  static const struct kernel_calls calls = {prepare, once, is_right};
  MPI_Init(&argc, &argv);
  struct plan plan = read_plan(argc, argv);
  run("osu_bcast", &plan, &calls, COLLECTIVE, 0);
  MPI_Finalize();
  return 0;
}

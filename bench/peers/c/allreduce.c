/* osu_allreduce: sum of floats over all ranks. */
#include <mpi.h>

#include "measure.h"

static void prepare(struct kernel *kernel, int seed) {
  float *sent = kernel->sent;
  float *received = kernel->received;
  for (size_t i = 0; i < kernel->bytes / sizeof *sent; i++) {
    sent[i] = (float)(kernel->rank + 1) * (float)(1 + noise(i, seed));
    received[i] = -1;
  }
}

static void once(struct kernel *kernel) {
  int count = (int)(kernel->bytes / sizeof(float));
  MPI_Allreduce(kernel->sent, kernel->received, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

/* Small whole numbers: the sum is exact in every order. */
static int is_right(struct kernel *kernel, int seed) {
  const float *received = kernel->received;
  float factor = (float)(kernel->ranks * (kernel->ranks + 1) / 2);
  for (size_t i = 0; i < kernel->bytes / sizeof *received; i++) {
    if (received[i] != factor * (float)(1 + noise(i, seed))) {
      return 0;
    }
  }
  return 1;
}

int main(int argc, char **argv) {
  static const struct kernel_calls calls = {prepare, once, is_right};
  MPI_Init(&argc, &argv);
  struct plan plan = read_plan(argc, argv);
  run("osu_allreduce", &plan, &calls, COLLECTIVE, 1);
  MPI_Finalize();
  return 0;
}

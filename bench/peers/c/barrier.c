/* osu_barrier. That no rank leaves before the last one came cannot be seen from the data: there are none. */
#include <mpi.h>

#include "measure.h"

static void prepare(struct kernel *kernel, int seed) {
  (void)kernel;
  (void)seed;
}

static void once(struct kernel *kernel) {
  (void)kernel;
  MPI_Barrier(MPI_COMM_WORLD);
}

static int is_right(struct kernel *kernel, int seed) {
  (void)kernel;
  (void)seed;
  return 1;
}

int main(int argc, char **argv) {
  static const struct kernel_calls calls = {prepare, once, is_right};
  MPI_Init(&argc, &argv);
  struct plan plan = read_plan(argc, argv);
  plan.sizes = 1;
  plan.sizes_bytes[0] = 0;
  run("osu_barrier", &plan, &calls, COLLECTIVE, 0);
  MPI_Finalize();
  return 0;
}

/* osu_latency: ping-pong between two ranks, blocking; half a round trip. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "measure.h"

enum { TAG = 1 };

static void fill(unsigned char *memory, size_t bytes, int factor, int seed) {
  for (size_t i = 0; i < bytes; i++) {
    memory[i] = pattern_byte(i, factor, seed);
  }
}

static void prepare(struct kernel *kernel, int seed) {
  fill(kernel->sent, kernel->bytes, kernel->rank + 1, seed);
  memset(kernel->received, 0xFF, kernel->bytes);
}

static void once(struct kernel *kernel) {
  int partner = 1 - kernel->rank;
  int count = (int)kernel->bytes;
  if (kernel->rank == 0) {
    MPI_Send(kernel->sent, count, MPI_BYTE, partner, TAG, MPI_COMM_WORLD);
    MPI_Recv(kernel->received, count, MPI_BYTE, partner, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  } else {
    MPI_Recv(kernel->received, count, MPI_BYTE, partner, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Send(kernel->sent, count, MPI_BYTE, partner, TAG, MPI_COMM_WORLD);
  }
}

static int is_right(struct kernel *kernel, int seed) {
  const unsigned char *received = kernel->received;
  for (size_t i = 0; i < kernel->bytes; i++) {
    if (received[i] != pattern_byte(i, 2 - kernel->rank, seed)) {
      return 0;
    }
  }
  return 1;
}

int main(int argc, char **argv) {
  static const struct kernel_calls calls = {prepare, once, is_right};
  MPI_Init(&argc, &argv);
  struct plan plan = read_plan(argc, argv);
  int ranks;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks != 2) {
    fprintf(stderr, "osu_latency needs two ranks\n");
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  run("osu_latency", &plan, &calls, PING_PONG, 1);
  MPI_Finalize();
  return 0;
}

#include "measure.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCHES = 10, MIN_SINGLES = 5, MAX_SINGLES = 100000, FIRST_WARM_UP = 3, ALIGNMENT = 4096 };

struct counts {
  int batch_iterations;
  int batches;
  int singles;
};

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  MPI_Abort(MPI_COMM_WORLD, 1);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, ALIGNMENT, bytes == 0 ? 1 : bytes) != 0) {
    fail("no memory left");
  }
  memset(memory, 0, bytes == 0 ? 1 : bytes);
  return memory;
}

unsigned noise(size_t index, int seed) { return ((unsigned)index + (unsigned)seed) * 0x9E3779B1u >> 28; }

unsigned char pattern_byte(size_t index, int factor, int seed) {
  return (unsigned char)(factor % 15 << 4 | noise(index, seed));
}

static void read_sizes(struct plan *plan, char *list) {
  plan->sizes = 0;
  for (char *word = strtok(list, ","); word != NULL; word = strtok(NULL, ",")) {
    if (plan->sizes == (int)(sizeof plan->sizes_bytes / sizeof plan->sizes_bytes[0])) {
      fail("too many --sizes");
    }
    plan->sizes_bytes[plan->sizes++] = strtoul(word, NULL, 10);
  }
}

struct plan read_plan(int argc, char **argv) {
  struct plan plan = {.sizes_bytes = {8}, .sizes = 1, .warm_up_ns = 300e6, .time_ns = 300e6, .seed = 1};
  for (int i = 1; i + 1 < argc; i += 2) {
    char *value = argv[i + 1];
    if (strcmp(argv[i], "--sizes") == 0) {
      read_sizes(&plan, value);
    } else if (strcmp(argv[i], "--time-ms") == 0) {
      plan.time_ns = atof(value) * 1e6;
    } else if (strcmp(argv[i], "--warmup-ms") == 0) {
      plan.warm_up_ns = atof(value) * 1e6;
    } else if (strcmp(argv[i], "--seed") == 0) {
      plan.seed = atoi(value);
    } else {
      fail("known options: --sizes A,B,... --time-ms N --warmup-ms N --seed N");
    }
  }
  return plan;
}

static double batch(struct kernel *kernel, int iterations, int seed) {
  const struct kernel_calls *calls = kernel->calls;
  calls->prepare(kernel, seed);
  kernel->root = 0;
  MPI_Barrier(MPI_COMM_WORLD);
  double start_ns = now_ns();
  for (int i = 0; i < iterations; i++) {
    calls->once(kernel);
    kernel->root = kernel->root + 1 == kernel->ranks ? 0 : kernel->root + 1;
  }
  double elapsed_ns = now_ns() - start_ns;
  if (!calls->is_right(kernel, seed)) {
    fail("wrong data");
  }
  return elapsed_ns;
}

static void singles(struct kernel *kernel, double *durations_ns, int count, int seed) {
  const struct kernel_calls *calls = kernel->calls;
  calls->prepare(kernel, seed);
  kernel->root = 0;
  MPI_Barrier(MPI_COMM_WORLD);
  for (int i = 0; i < count; i++) {
    double start_ns = now_ns();
    calls->once(kernel);
    durations_ns[i] = now_ns() - start_ns;
    if (kernel->style == COLLECTIVE) {
      MPI_Barrier(MPI_COMM_WORLD);
    }
  }
  if (!calls->is_right(kernel, seed)) {
    fail("wrong data");
  }
}

static int clamp(double value, int low, int high) { return value < low ? low : value > high ? high : (int)value; }

/* Warms up in batches that double; rank 0 says how it goes on. */
static struct counts choose_counts(struct kernel *kernel, const struct plan *plan, double warm_up_ns, int *seed) {
  struct counts counts = {1, 0, 0};
  double spent_ns = 0;
  while (counts.batches == 0) {
    double ns = batch(kernel, counts.batch_iterations, (*seed)++);
    spent_ns += ns;
    if (kernel->rank == 0 && spent_ns >= warm_up_ns) {
      double once_ns = ns / counts.batch_iterations;
      once_ns = once_ns < 1 ? 1 : once_ns;
      counts.batch_iterations = clamp(plan->time_ns * 2 / 3 / BATCHES / once_ns, 1, 1 << 30);
      counts.batches = BATCHES;
      counts.singles = clamp(plan->time_ns / 3 / once_ns, MIN_SINGLES, MAX_SINGLES);
    } else if (kernel->rank == 0 && ns < warm_up_ns / 4) {
      counts.batch_iterations *= 2;
    }
    MPI_Bcast(&counts, 3, MPI_INT, 0, MPI_COMM_WORLD);
  }
  return counts;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

static double percentile(const double *sorted, size_t count, double percent) {
  size_t index = (size_t)(percent / 100 * (double)count);
  return sorted[index < count ? index : count - 1];
}

static double median(const double *sorted, size_t count) {
  return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static void print_row(const struct kernel *kernel, struct counts counts, double *batch_ns, double *single_ns) {
  int parts = kernel->style == PING_PONG ? 2 : 1;
  int ranks = kernel->style == PING_PONG ? 1 : kernel->ranks;
  size_t batches = (size_t)counts.batches * (size_t)ranks;
  size_t ones = (size_t)counts.singles * (size_t)ranks;
  double to_us = 1e3 * parts;
  double sum_ns = 0;
  for (size_t i = 0; i < batches; i++) {
    sum_ns += batch_ns[i];
  }
  qsort(batch_ns, batches, sizeof *batch_ns, compare);
  qsort(single_ns, ones, sizeof *single_ns, compare);
  double batch_us = median(batch_ns, batches) / to_us / counts.batch_iterations;
  printf("%-10zu %17.2f %17.2f %17.2f %17.2f %17.2f %17.2f %17ld\n", kernel->bytes,
         sum_ns / to_us / ((double)batches * counts.batch_iterations), batch_us,
         percentile(single_ns, ones, 50) / to_us, percentile(single_ns, ones, 99) / to_us,
         percentile(single_ns, ones, 99.9) / to_us, (double)kernel->bytes / batch_us,
         (long)counts.batch_iterations * counts.batches);
  fflush(stdout);
}

static double *gather(const double *mine, int count, int ranks) {
  double *all = allocate(sizeof *all * (size_t)count * (size_t)ranks);
  MPI_Gather(mine, count, MPI_DOUBLE, all, count, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  return all;
}

static void measure(struct kernel *kernel, const struct plan *plan, double warm_up_ns, int *seed) {
  for (int i = 0; i < 2; i++) {
    batch(kernel, 1, (*seed)++);
  }
  struct counts counts = choose_counts(kernel, plan, warm_up_ns, seed);
  double *batch_ns = allocate(sizeof *batch_ns * (size_t)counts.batches);
  double *single_ns = allocate(sizeof *single_ns * (size_t)counts.singles);
  for (int i = 0; i < counts.batches; i++) {
    batch_ns[i] = batch(kernel, counts.batch_iterations, (*seed)++);
  }
  singles(kernel, single_ns, counts.singles, (*seed)++);
  double *all_batch_ns = gather(batch_ns, counts.batches, kernel->ranks);
  double *all_single_ns = gather(single_ns, counts.singles, kernel->ranks);
  if (kernel->rank == 0) {
    print_row(kernel, counts, all_batch_ns, all_single_ns);
  }
  free(all_batch_ns);
  free(all_single_ns);
  free(batch_ns);
  free(single_ns);
}

static void header(const char *name, int ranks, int seed) {
  char library[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  MPI_Get_library_version(library, &length);
  library[strcspn(library, ",\n")] = '\0';
  printf("# %s; %d ranks; buffers: native; seed %d; %s\n", name, ranks, seed, library);
  printf("%-10s %17s %17s %17s %17s %17s %17s %17s\n", "# Size", "Avg Latency(us)", "Batch P50(us)", "P50(us)", "P99(us)",
         "P99.9(us)", "MB/s", "Iterations");
}

void run(const char *name, const struct plan *plan, const struct kernel_calls *calls, enum style style,
         int has_received) {
  struct kernel kernel = {.calls = calls, .style = style};
  MPI_Comm_rank(MPI_COMM_WORLD, &kernel.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &kernel.ranks);
  if (kernel.rank == 0) {
    header(name, kernel.ranks, plan->seed);
  }
  int seed = plan->seed;
  for (int i = 0; i < plan->sizes; i++) {
    kernel.bytes = plan->sizes_bytes[i];
    kernel.sent = allocate(kernel.bytes);
    kernel.received = has_received ? allocate(kernel.bytes) : NULL;
    double warm_up_ns = plan->warm_up_ns * (i == 0 ? FIRST_WARM_UP : 1);
    measure(&kernel, plan, warm_up_ns, &seed);
    free(kernel.sent);
    free(kernel.received);
  }
}

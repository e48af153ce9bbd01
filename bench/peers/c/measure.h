/*
 * How the C programs measure: as org.jmpi.bench.osu does, so that the figures can be set side by side.
 *
 * After a look at the data and a warm-up, rank 0 chooses how many iterations fill the time. Two thirds of the time
 * go to batches with the clock read at their ends only, one third to iterations that are timed one by one.
 */
#ifndef PEER_MEASURE_H
#define PEER_MEASURE_H

#include <stddef.h>

struct kernel;

/* What is measured, at one rank, for one message size. */
struct kernel_calls {
  /* Writes the pattern of this seed into what is sent, and clears what is received. */
  void (*prepare)(struct kernel *kernel, int seed);
  /* One iteration: all that is timed. */
  void (*once)(struct kernel *kernel);
  /* Returns 0 when what was received is not as the seed says. */
  int (*is_right)(struct kernel *kernel, int seed);
};

/* What the figures of a kernel are. */
enum style {
  /* Half the time that rank 0 needs for a message and its answer. */
  PING_PONG,
  /* The time of all ranks; those timed one by one have a barrier between them, as OSU does it. */
  COLLECTIVE
};

/* Memory and place of a kernel; sent and received hold `bytes` each, or are NULL. */
struct kernel {
  const struct kernel_calls *calls;
  enum style style;
  /* In batches the root goes round, so that no rank can run ahead of the others; this is the next one. */
  int root;
  int rank;
  int ranks;
  size_t bytes;
  void *sent;
  void *received;
};

/* The options of a run. */
struct plan {
  size_t sizes_bytes[32];
  int sizes;
  double warm_up_ns;
  double time_ns;
  int seed;
};

/* Reads --sizes A,B,... --time-ms N --warmup-ms N --seed N; ends the program on anything else. */
struct plan read_plan(int argc, char **argv);

/*
 * Prints the header, then one row per size at rank 0: size, mean, median batch, P50, P99, P99.9, MB/s, iterations; times in us.
 *
 * has_received: whether there is a second piece of memory.
 */
void run(const char *name, const struct plan *plan, const struct kernel_calls *calls, enum style style,
         int has_received);

/* 0 to 15, without a short period: a block in a wrong place is seen. */
unsigned noise(size_t index, int seed);

/* The byte at this index of a pattern; 0xFF never occurs. */
unsigned char pattern_byte(size_t index, int factor, int seed);

#endif

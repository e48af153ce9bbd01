/*
 * Wide-area links between network namespaces, emulated in user space. Every host of the lab has a TUN device,
 * wan0, that this process holds: what a host sends to another site is read here, passes the queues of its way
 * and is written to the device of the receiver.
 *
 *   emulator run DIR PREFIX   the lab of DIR/conf between the namespaces PREFIX-HOST, until TERM
 *   emulator tell DIR WORDS   a command to a running one; prints its answer
 *
 * The way of a packet: the access of its site (up), the link of the two sites (rate, queue, loss, delay), the
 * access of the other site (down). Each is a first-in-first-out queue whose departures are computed, not
 * waited for: a late wake-up delays a packet, but never changes the rate. TUN devices without offloads carry
 * real packets of at most the MTU. They vanish with this process.
 *
 * For the lines of the configuration see README.md beside this file.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SITES = 16, MAX_HOSTS = 50, NAMES = 4, MAX_PACKET = 9216, FRAME_HEADER_BYTES = 14, READ_BATCH = 32 };
static const int64_t NEVER = INT64_MAX, MS = 1000000, SECOND = 1000000000;

/* A first-in-first-out queue in front of a line. */
struct queue {
  double bits_per_ns;      /* 0: no limit */
  int64_t limit_bytes;     /* 0: limit_ns holds */
  int64_t limit_ns;
  int64_t free_at_ns;      /* when all that was accepted has left */
  int64_t longest_ns;
};

struct link {
  struct queue queue;
  int64_t delay_ns;
  double loss;
  double to_bad, to_good, loss_good, loss_bad; /* Gilbert-Elliott; to_bad 0: not used */
  bool bad;
  int mtu_bytes; /* larger packets vanish; 0: none does */
  bool down;
  uint64_t random;
  uint64_t in_packets, in_bytes, out_packets, out_bytes, lost, overflowed, too_large, cut, access_overflowed;
};

struct site {
  char name[16];
  int hosts;
  struct queue up, down;
};

struct host {
  int fd, site, number;
  int seen_as; /* last byte of the address that other sites see */
};

enum stage { AT_UP, AT_LINK, AT_DOWN, AT_HOST };

struct packet {
  int64_t due_ns;
  uint64_t order;
  struct packet *next_free;
  int bytes, host;
  uint8_t from, to, stage;
  uint8_t data[MAX_PACKET];
};

static struct site sites[MAX_SITES];
static int site_count;
static struct host hosts[MAX_SITES * MAX_HOSTS];
static int host_count;
static struct link links[MAX_SITES][MAX_SITES];
static int mtu_bytes = 1500;
static int64_t quantum_ns = -1;
static uint64_t seed = 1, packets_seen;
static struct packet **heap, *free_packets;
static size_t heap_size, heap_room;
static uint64_t strays, write_errors, late_count;
static int64_t late_sum_ns, late_max_ns;
static volatile sig_atomic_t stopping;

static void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  fputs("emulator: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

/* splitmix64, a generator for each directed link: losses depend on the seed and the order of its packets alone. */
static double chance(struct link *l) {
  uint64_t z = (l->random += 0x9E3779B97F4A7C15ull);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ z >> 27) * 0x94D049BB133111EBull;
  return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* ---- Configuration ---------------------------------------------------------------------------------------- */

static int site_of(const char *name) {
  for (int i = 0; i < site_count; i++)
    if (!strcmp(sites[i].name, name)) return i;
  return -1;
}

/* "50ms", "200k" or bytes. */
static bool parse_queue(const char *text, struct queue *q) {
  char *end;
  double value = strtod(text, &end);
  if (end == text || value < 0) return false;
  if (!strcmp(end, "ms")) {
    q->limit_ns = (int64_t)(value * MS);
    q->limit_bytes = 0;
  } else if (!strcmp(end, "k") || !*end) {
    q->limit_bytes = (int64_t)(value * (*end ? 1000 : 1));
    if (!q->limit_bytes) q->limit_bytes = 1;
  } else
    return false;
  return true;
}

static bool parse_burst(const char *text, struct link *l) {
  double p, r, bad = 100, good = 0;
  if (sscanf(text, "%lf,%lf,%lf,%lf", &p, &r, &bad, &good) < 2) return false;
  l->to_bad = p / 100;
  l->to_good = r / 100;
  l->loss_bad = bad / 100;
  l->loss_good = good / 100;
  l->bad = false;
  return true;
}

/* One word of a link's line. */
static bool set_link(struct link *l, char *word) {
  if (!strcmp(word, "down")) return l->down = true;
  if (!strcmp(word, "up")) return l->down = false, true;
  char *value = strchr(word, '=');
  if (!value) return false;
  *value++ = 0;
  char *end;
  double number = strtod(value, &end);
  bool is_number = end != value && !*end && number >= 0;
  if (!strcmp(word, "queue")) return parse_queue(value, &l->queue);
  if (!strcmp(word, "ge")) return parse_burst(value, l);
  if (!is_number) return false;
  if (!strcmp(word, "rate"))
    l->queue.bits_per_ns = number / 1000;
  else if (!strcmp(word, "delay"))
    l->delay_ns = (int64_t)(number * MS);
  else if (!strcmp(word, "loss"))
    l->loss = number / 100;
  else if (!strcmp(word, "mtu"))
    l->mtu_bytes = (int)number;
  else
    return false;
  return true;
}

static bool set_site(struct site *s, char *word) {
  char *value = strchr(word, '=');
  if (!value) return false;
  *value++ = 0;
  if (!strcmp(word, "queue")) return parse_queue(value, &s->up) && parse_queue(value, &s->down);
  char *end;
  double number = strtod(value, &end);
  if (end == value || *end || number < 0) return false;
  if (!strcmp(word, "up"))
    s->up.bits_per_ns = number / 1000;
  else if (!strcmp(word, "down"))
    s->down.bits_per_ns = number / 1000;
  else if (!strcmp(word, "hosts"))
    return s->hosts == (int)number || (!s->hosts && number >= 1 && number <= MAX_HOSTS && (s->hosts = (int)number));
  else
    return false;
  return true;
}

static struct site *new_site(const char *name) {
  if (site_count == MAX_SITES || strlen(name) >= sizeof sites[0].name) return NULL;
  struct site *s = &sites[site_count++];
  strcpy(s->name, name);
  s->up.limit_ns = s->down.limit_ns = 100 * MS;
  return s;
}

/* Applies one line; says what is wrong with it, or NULL. Words are checked one by one: what stands before a wrong one holds. */
static const char *apply(char *line, bool at_start) {
  char *words[32];
  int count = 0;
  line[strcspn(line, "#\n")] = 0;
  for (char *w = strtok(line, " \t"); w && count < 32; w = strtok(NULL, " \t")) words[count++] = w;
  if (!count) return NULL;
  if (!strcmp(words[0], "site") && count >= 2) {
    int index = site_of(words[1]);
    struct site *s = index >= 0 ? &sites[index] : at_start ? new_site(words[1]) : NULL;
    if (!s) return "no such site, or one too many";
    for (int i = 2; i < count; i++)
      if (!set_site(s, words[i])) return "a site takes hosts= (at the start), up=, down=, queue=";
    if (!s->hosts) s->hosts = 1;
    return NULL;
  }
  if (!strcmp(words[0], "default")) {
    for (int a = 0; a < MAX_SITES; a++)
      for (int b = 0; b < MAX_SITES; b++)
        for (int i = 1; i < count; i++) {
          char copy[128];
          snprintf(copy, sizeof copy, "%s", words[i]);
          if (!set_link(&links[a][b], copy)) return "unknown parameter of a link";
        }
    return NULL;
  }
  if ((!strcmp(words[0], "pair") || !strcmp(words[0], "link")) && count >= 3) {
    int a = site_of(words[1]), b = site_of(words[2]);
    if (a < 0 || b < 0 || a == b) return "no such two sites";
    for (int i = 3; i < count; i++) {
      char copy[128];
      snprintf(copy, sizeof copy, "%s", words[i]);
      if (!set_link(&links[a][b], copy)) return "unknown parameter of a link";
      if (*words[0] == 'p' && !set_link(&links[b][a], words[i])) return "unknown parameter of a link";
    }
    return NULL;
  }
  if (at_start && count == 2) {
    long long value = atoll(words[1]);
    if (!strcmp(words[0], "seed")) return seed = (uint64_t)value, NULL;
    if (!strcmp(words[0], "quantum_us")) return quantum_ns = value * 1000, NULL;
    if (!strcmp(words[0], "mtu") && value >= 576 && value <= MAX_PACKET) return mtu_bytes = (int)value, NULL;
  }
  return "a line is one of: site NAME …, default …, pair A B …, link A B …; at the start also seed N, mtu N, quantum_us N";
}

static void read_configuration(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail("cannot read %s: %s", path, strerror(errno));
  for (int a = 0; a < MAX_SITES; a++)
    for (int b = 0; b < MAX_SITES; b++) links[a][b].queue.limit_ns = 100 * MS;
  char line[512], shown[512];
  while (fgets(line, sizeof line, file)) {
    strcpy(shown, line);
    const char *wrong = apply(line, true);
    if (wrong) fail("%s: %s: %s", path, wrong, shown);
  }
  fclose(file);
  int64_t shortest_ns = NEVER;
  for (int a = 0; a < site_count; a++)
    for (int b = 0; b < site_count; b++) {
      links[a][b].random = seed * 1000003 + (uint64_t)(a * MAX_SITES + b);
      if (a != b && links[a][b].delay_ns < shortest_ns) shortest_ns = links[a][b].delay_ns;
    }
  if (quantum_ns < 0) quantum_ns = shortest_ns >= MS ? 50000 : 0;
}

/* ---- Packets in time -------------------------------------------------------------------------------------- */

static bool before(const struct packet *a, const struct packet *b) {
  return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

static void push(struct packet *p) {
  if (heap_size == heap_room) {
    heap_room = heap_room ? heap_room * 2 : 4096;
    heap = realloc(heap, heap_room * sizeof *heap);
    if (!heap) fail("out of memory");
  }
  size_t at = heap_size++;
  for (; at && before(p, heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
  heap[at] = p;
}

static struct packet *pop(void) {
  struct packet *top = heap[0], *last = heap[--heap_size];
  size_t at = 0;
  for (size_t child; (child = 2 * at + 1) < heap_size; at = child) {
    if (child + 1 < heap_size && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[at] = heap[child];
  }
  heap[at] = last;
  return top;
}

static struct packet *take_packet(void) {
  struct packet *p = free_packets;
  if (p) {
    free_packets = p->next_free;
    return p;
  }
  if (!(p = malloc(sizeof *p))) fail("out of memory");
  return p;
}

static void drop(struct packet *p, uint64_t *counter) {
  ++*counter;
  p->next_free = free_packets;
  free_packets = p;
}

/* Whether the queue takes the packet that comes at due_ns; then due_ns becomes the time at which it has left. */
static bool enqueue(struct queue *q, struct packet *p) {
  if (q->bits_per_ns <= 0) return true;
  int64_t frame_bytes = p->bytes + FRAME_HEADER_BYTES;
  int64_t waiting_ns = q->free_at_ns > p->due_ns ? q->free_at_ns - p->due_ns : 0;
  if (waiting_ns) {
    bool is_full = q->limit_bytes ? (double)waiting_ns * q->bits_per_ns / 8 + (double)frame_bytes > (double)q->limit_bytes
                                  : waiting_ns > q->limit_ns;
    if (is_full) return false;
  }
  if (waiting_ns > q->longest_ns) q->longest_ns = waiting_ns;
  q->free_at_ns = p->due_ns + waiting_ns + (int64_t)((double)frame_bytes * 8 / q->bits_per_ns);
  p->due_ns = q->free_at_ns;
  return true;
}

static bool is_lost(struct link *l) {
  if (l->to_bad > 0) {
    l->bad = l->bad ? chance(l) >= l->to_good : chance(l) < l->to_bad;
    if (chance(l) < (l->bad ? l->loss_bad : l->loss_good)) return true;
  }
  return l->loss > 0 && chance(l) < l->loss;
}

static void deliver(struct packet *p, struct link *l, int64_t now) {
  if (write(hosts[p->host].fd, p->data, (size_t)p->bytes) != p->bytes) {
    drop(p, &write_errors);
    return;
  }
  int64_t late_ns = now - p->due_ns;
  late_count++;
  late_sum_ns += late_ns;
  if (late_ns > late_max_ns) late_max_ns = late_ns;
  l->out_bytes += (uint64_t)(p->bytes + FRAME_HEADER_BYTES);
  drop(p, &l->out_packets);
}

/* Moves a packet on as far as it can be by now. */
static void advance(struct packet *p, int64_t now) {
  struct link *l = &links[p->from][p->to];
  while (p->due_ns <= now) {
    if (l->down) return drop(p, &l->cut);
    switch ((enum stage)p->stage++) {
      case AT_UP:
        if (!enqueue(&sites[p->from].up, p)) return drop(p, &l->access_overflowed);
        break;
      case AT_LINK:
        if (!enqueue(&l->queue, p)) return drop(p, &l->overflowed);
        if (is_lost(l)) return drop(p, &l->lost);
        p->due_ns += l->delay_ns;
        break;
      case AT_DOWN:
        if (!enqueue(&sites[p->to].down, p)) return drop(p, &l->access_overflowed);
        break;
      case AT_HOST:
        return deliver(p, l, now);
    }
  }
  push(p);
}

/* ---- Addresses: 10.99.SITE.HOST, and for a host behind a translator 10.99.SITE.(HOST + 50 k) ------------------ */

/* RFC 1624: the checksum after one 16-bit word of what it covers has changed. */
static void adjust(uint8_t *sum, uint16_t old_word, uint16_t new_word) {
  uint32_t s = (uint16_t)~(sum[0] << 8 | sum[1]);
  s += (uint16_t)~old_word;
  s += new_word;
  s = (s & 0xffff) + (s >> 16);
  s = (s & 0xffff) + (s >> 16);
  s = ~s & 0xffff;
  sum[0] = (uint8_t)(s >> 8);
  sum[1] = (uint8_t)s;
}

/* Gives the address at this offset of the IP header another last byte. */
static void translate(struct packet *p, int offset, uint8_t last) {
  uint8_t *ip = p->data, *address = ip + offset;
  uint16_t old_word = (uint16_t)(address[2] << 8 | address[3]), new_word = (uint16_t)(address[2] << 8 | last);
  if (old_word == new_word) return;
  address[3] = last;
  adjust(ip + 10, old_word, new_word);
  int header = (ip[0] & 15) * 4;
  bool is_first = !((ip[6] & 0x1f) | ip[7]);
  if (!is_first) return;
  if (ip[9] == IPPROTO_TCP && p->bytes >= header + 18) adjust(ip + header + 16, old_word, new_word);
  if (ip[9] == IPPROTO_UDP && p->bytes >= header + 8 && (ip[header + 6] | ip[header + 7])) {
    uint8_t *sum = ip + header + 6;
    adjust(sum, old_word, new_word);
    if (!(sum[0] | sum[1])) sum[0] = sum[1] = 0xff;
  }
}

/* Finds where a packet of a host goes; false: nowhere in this lab. */
static bool route(struct packet *p, const struct host *sender) {
  const uint8_t *ip = p->data;
  if (p->bytes < 20 || ip[0] >> 4 != 4 || (ip[0] & 15) < 5 || ip[16] != 10 || ip[17] != 99) return false;
  int to = ip[18] - 1;
  if (to < 0 || to >= site_count || to == sender->site) return false;
  for (int i = 0; i < host_count; i++)
    if (hosts[i].site == to && hosts[i].seen_as == ip[19]) {
      p->from = (uint8_t)sender->site;
      p->to = (uint8_t)to;
      p->host = i;
      translate(p, 12, (uint8_t)sender->seen_as);
      translate(p, 16, (uint8_t)hosts[i].number);
      return true;
    }
  return false;
}

/* Reads what a host has sent; whether there was anything. */
static bool receive(const struct host *h) {
  for (int i = 0; i < READ_BATCH; i++) {
    struct packet *p = take_packet();
    ssize_t bytes = read(h->fd, p->data, sizeof p->data);
    if (bytes <= 0) {
      uint64_t ignored = 0;
      drop(p, &ignored);
      return i > 0;
    }
    p->bytes = (int)bytes;
    if (!route(p, h)) {
      drop(p, &strays);
      continue;
    }
    struct link *l = &links[p->from][p->to];
    l->in_packets++;
    l->in_bytes += (uint64_t)(p->bytes + FRAME_HEADER_BYTES);
    if (l->mtu_bytes && p->bytes > l->mtu_bytes) {
      drop(p, &l->too_large);
      continue;
    }
    p->stage = AT_UP;
    p->order = packets_seen++;
    p->due_ns = now_ns();
    advance(p, p->due_ns);
  }
  return true;
}

/* ---- Commands --------------------------------------------------------------------------------------------- */

static void print_counters(FILE *out) {
  fprintf(out, "from to in_packets in_bytes out_packets out_bytes lost overflowed access_overflowed too_large cut longest_queue_us\n");
  for (int a = 0; a < site_count; a++)
    for (int b = 0; b < site_count; b++) {
      const struct link *l = &links[a][b];
      if (a == b) continue;
      fprintf(out, "%s %s %ju %ju %ju %ju %ju %ju %ju %ju %ju %jd\n", sites[a].name, sites[b].name, (uintmax_t)l->in_packets,
              (uintmax_t)l->in_bytes, (uintmax_t)l->out_packets, (uintmax_t)l->out_bytes, (uintmax_t)l->lost,
              (uintmax_t)l->overflowed, (uintmax_t)l->access_overflowed, (uintmax_t)l->too_large, (uintmax_t)l->cut,
              (intmax_t)(l->queue.longest_ns / 1000));
    }
  fprintf(out, "# strays %ju, write errors %ju, deliveries late by %.1f us in the mean, %.1f us at most\n", (uintmax_t)strays,
          (uintmax_t)write_errors, late_count ? (double)late_sum_ns / (double)late_count / 1000 : 0.0, (double)late_max_ns / 1000);
}

/* "nat HOST K": other sites see the host at 50 K + its number from now on, and at no other address. */
static const char *rebind(const char *name, int k) {
  for (int i = 0; i < host_count; i++) {
    char full[64];
    snprintf(full, sizeof full, "%.15s%d", sites[hosts[i].site].name, hosts[i].number);
    if (!strcmp(full, name) && k >= 0 && hosts[i].number + MAX_HOSTS * k <= 254) {
      hosts[i].seen_as = hosts[i].number + MAX_HOSTS * k;
      return NULL;
    }
  }
  return "nat HOST K: a host of this lab, and K from 0 to 4";
}

static void answer(int client) {
  struct timeval patience = {0, 20000};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  char text[1024];
  ssize_t length = 0, more;
  while (length < (ssize_t)sizeof text - 1 && (more = read(client, text + length, sizeof text - 1 - (size_t)length)) > 0) {
    length += more;
    if (memchr(text, '\n', (size_t)length)) break;
  }
  text[length > 0 ? length : 0] = 0;
  text[strcspn(text, "\n")] = 0;
  FILE *out = fdopen(client, "w");
  if (!out) {
    close(client);
    return;
  }
  char name[40];
  int k;
  const char *wrong = NULL;
  if (!strcmp(text, "counters"))
    print_counters(out);
  else if (sscanf(text, "nat %39s %d", name, &k) == 2)
    wrong = rebind(name, k);
  else if (!strcmp(text, "forget longest")) {
    late_count = 0;
    late_sum_ns = late_max_ns = 0;
    for (int a = 0; a < site_count; a++)
      for (int b = 0; b < site_count; b++) links[a][b].queue.longest_ns = 0;
  } else
    wrong = apply(text, false);
  if (wrong) fprintf(out, "error: %s\n", wrong);
  fclose(out);
}

static int control_socket(const char *directory, bool is_server) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (snprintf(address.sun_path, sizeof address.sun_path, "%s/control", directory) >= (int)sizeof address.sun_path)
    fail("too long: %s", directory);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket: %s", strerror(errno));
  if (is_server) {
    unlink(address.sun_path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 16)) fail("%s: %s", address.sun_path, strerror(errno));
    fcntl(fd, F_SETFL, O_NONBLOCK);
  } else if (connect(fd, (struct sockaddr *)&address, sizeof address))
    fail("no lab is running in %s: %s", directory, strerror(errno));
  return fd;
}

static int tell(const char *directory, char **words) {
  int fd = control_socket(directory, false);
  char line[1024] = "";
  for (; *words; words++) {
    if (strlen(line) + strlen(*words) + 2 > sizeof line - 1) fail("too long");
    strcat(line, *words);
    strcat(line, words[1] ? " " : "");
  }
  strcat(line, "\n");
  if (write(fd, line, strlen(line)) < 0) fail("%s", strerror(errno));
  char part[4096];
  bool is_error = false, is_first = true;
  for (ssize_t n; (n = read(fd, part, sizeof part)) > 0; is_first = false) {
    is_error |= is_first && !strncmp(part, "error:", 6);
    fwrite(part, 1, (size_t)n, is_error ? stderr : stdout);
  }
  return is_error;
}

/* ---- The lab ---------------------------------------------------------------------------------------------- */

static int open_tun(const char *prefix, const char *host) {
  char path[128];
  snprintf(path, sizeof path, "/run/netns/%s-%s", prefix, host);
  int space = open(path, O_RDONLY | O_CLOEXEC);
  if (space < 0) fail("cannot open %s: %s", path, strerror(errno));
  if (setns(space, CLONE_NEWNET)) fail("cannot enter %s: %s", path, strerror(errno));
  close(space);
  int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) fail("cannot open /dev/net/tun: %s", strerror(errno));
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strcpy(request.ifr_name, "wan0");
  if (ioctl(fd, TUNSETIFF, &request)) fail("no TUN device in %s: %s", path, strerror(errno));
  return fd;
}

static void open_hosts(const char *prefix) {
  int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  for (int s = 0; s < site_count; s++)
    for (int h = 1; h <= sites[s].hosts; h++) {
      char name[64];
      snprintf(name, sizeof name, "%.15s%d", sites[s].name, h);
      hosts[host_count++] = (struct host){open_tun(prefix, name), s, h, h};
    }
  if (home < 0 || setns(home, CLONE_NEWNET)) fail("cannot return to the first network namespace");
  close(home);
}

static void stop(int signal) {
  (void)signal;
  stopping = 1;
}

/* Woken late, it would lend its lateness to every packet. */
static void hurry(void) {
  prctl(PR_SET_TIMERSLACK, 1);
  mlockall(MCL_CURRENT | MCL_FUTURE);
  struct sched_param priority = {.sched_priority = 10};
  if (sched_setscheduler(0, SCHED_FIFO, &priority)) setpriority(PRIO_PROCESS, 0, -20);
}

static void run(const char *directory, const char *prefix) {
  char path[256];
  snprintf(path, sizeof path, "%s/conf", directory);
  read_configuration(path);
  open_hosts(prefix);
  int listener = control_socket(directory, true);
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  hurry();
  puts("ready");
  fflush(stdout);
  struct pollfd polled[MAX_SITES * MAX_HOSTS + 1];
  for (int i = 0; i < host_count; i++) polled[i] = (struct pollfd){hosts[i].fd, POLLIN, 0};
  /* Whoever asks may get no processor before it writes: packets do not wait for that. */
  int asking = -1;
  int64_t asking_since_ns = 0;
  while (!stopping) {
    bool was_busy = false;
    int64_t now = now_ns();
    for (; heap_size && heap[0]->due_ns <= now; was_busy = true) advance(pop(), now);
    for (int i = 0; i < host_count; i++) was_busy |= receive(&hosts[i]);
    if (was_busy && quantum_ns) {
      /* Asleep whatever comes: one wake-up for all packets of this while. */
      struct timespec pause = {0, quantum_ns};
      nanosleep(&pause, NULL);
    }
    now = now_ns();
    int64_t wait_ns = heap_size ? heap[0]->due_ns - now : SECOND;
    if (was_busy || wait_ns < 0) wait_ns = 0;
    struct timespec timeout = {wait_ns / SECOND, wait_ns % SECOND};
    polled[host_count] = (struct pollfd){asking < 0 ? listener : asking, POLLIN, 0};
    bool is_asked = ppoll(polled, (nfds_t)host_count + 1, &timeout, NULL) > 0 && polled[host_count].revents;
    if (is_asked && asking < 0) {
      asking = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      asking_since_ns = now_ns();
    } else if (is_asked) {
      answer(asking);
      asking = -1;
    } else if (asking >= 0 && now_ns() - asking_since_ns > 10 * SECOND) {
      close(asking);
      asking = -1;
    }
  }
  snprintf(path, sizeof path, "%s/control", directory);
  unlink(path);
  print_counters(stdout);
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "run"))
    run(argv[2], argv[3]);
  else if (argc >= 4 && !strcmp(argv[1], "tell"))
    return tell(argv[2], argv + 3);
  else
    fail("usage: emulator run DIR PREFIX | emulator tell DIR WORDS");
  return 0;
}

# What tc is to be told for each device of a lab, from the lines of its configuration; with sizes=1 the MTU of each
# link. Ends with code 1 for a line that is none.
function fail() { failed = 1; exit 1 }
function put(a, b, word,    k, v) {
  if (word == "down" || word == "up") { link[a, b, "cut"] = word == "down"; return }
  k = v = word
  sub(/=.*/, "", k); sub(/^[^=]*=?/, "", v)
  if (k !~ /^(rate|delay|queue|loss|ge|mtu)$/ || v !~ /^[0-9]/) fail()
  link[a, b, k] = v
}
# A queue in bytes at this rate.
function bytes_of(queue, mbit) {
  if (queue ~ /ms$/) return mbit * 125 * (queue + 0)
  return queue ~ /k$/ ? queue * 1000 : queue + 0
}
{ sub(/#.*/, "") }
NF == 0 || $1 ~ /^(seed|mtu|quantum_us)$/ { next }
$1 == "site" {
  if (!($2 in known)) { known[$2]; name[++n] = $2; site[$2, "queue"] = "100ms" }
  for (i = 3; i <= NF; i++) {
    k = v = $i
    sub(/=.*/, "", k); sub(/^[^=]*=?/, "", v)
    if (k !~ /^(hosts|up|down|queue)$/ || v !~ /^[0-9]/) fail()
    site[$2, k] = v
  }
  next
}
$1 == "default" {
  for (a in known) for (b in known) for (i = 2; i <= NF; i++) put(a, b, $i)
  next
}
$1 == "pair" || $1 == "link" {
  if (!($2 in known) || !($3 in known) || $2 == $3) fail()
  for (i = 4; i <= NF; i++) {
    put($2, $3, $i)
    if ($1 == "pair") put($3, $2, $i)
  }
  next
}
{ fail() }
function line(rate, queue,    limit) {
  if (!rate) return "none"
  limit = bytes_of(queue, rate)
  return sprintf("tbf rate %gmbit burst %d limit %d", rate, rate * 500 + 3200, limit + rate * 500 + 3200)
}
function pair(a, b,    rate, delay, queue, words, g) {
  rate = link[a, b, "rate"] + 0
  delay = link[a, b, "delay"] + 0
  queue = (a, b, "queue") in link ? link[a, b, "queue"] : "100ms"
  # netem's limit counts what is under way too.
  words = sprintf("netem limit %d delay %gms rate %gmbit", \
    rate ? (bytes_of(queue, rate) + rate * 125 * delay) / 1514 + 2 : 1000000, delay, rate ? rate : 100000)
  if (link[a, b, "cut"]) return words " loss 100%"
  if (split(link[a, b, "ge"], g, ",") >= 2 && g[1] > 0)
    return words sprintf(" loss gemodel %g%% %g%% %g%% %g%%", g[1], g[2], g[3] == "" ? 100 : g[3], g[4])
  return words sprintf(" loss %g%%", link[a, b, "loss"])
}
END {
  if (failed) exit 1
  for (i = 1; i <= n; i++) {
    a = name[i]
    if (!sizes) {
      print prefix "-" a, "line", line(site[a, "up"] + 0, site[a, "queue"])
      print prefix "-" a "-rt", "site", line(site[a, "down"] + 0, site[a, "queue"])
    }
    for (j = 1; j <= n; j++) if (i != j) {
      b = name[j]
      print prefix "-" a "-rt", "to-" b, sizes ? link[a, b, "mtu"] + 0 : pair(a, b)
    }
  }
}

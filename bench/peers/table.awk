# From the CSV file of tools/bench-peers to a table of medians and ratios.
# column: batch (the median batch) or single (P50 of the iterations that were timed one by one).
#
# A ratio is the median over the rounds of ours / peer of the same round; for MB/s more than 1 is good, for all else
# less. "best" is the ratio of the best rounds of both: where processes run closer together in one run than in the next
# (virtual processors are moved about), it compares like with like. Arrays are compared with arrays and direct buffers with direct buffers; C has one kind of memory, which is
# compared with both.

function median(list, n,   i, j, v, sorted) {
  split(list, sorted, " ")
  for (i = 2; i <= n; i++) {
    v = sorted[i] + 0
    for (j = i - 1; j >= 1 && sorted[j] + 0 > v; j--) {
      sorted[j + 1] = sorted[j]
    }
    sorted[j + 1] = v
  }
  return n % 2 ? sorted[(n + 1) / 2] + 0 : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

# What the table shows of a time in us.
function figure(benchmark, bytes, us) {
  if (benchmark == "latency") {
    return bytes < 1024 ? us * 2 : bytes / (us > 0 ? us : 1e-3)
  }
  return benchmark == "hello" ? us / 1e3 : us
}

function unit(benchmark, bytes) {
  return benchmark == "hello" ? "ms" : benchmark == "latency" && bytes >= 1024 ? "MB/s" : "µs"
}

function size(bytes) {
  return bytes >= 1048576 ? bytes / 1048576 " MB" : bytes >= 1024 ? bytes / 1024 " KB" : bytes " B"
}

function title(benchmark, ranks, bytes) {
  if (benchmark == "latency") {
    return "ping-pong " size(bytes) (bytes < 1024 ? ", round trip" : "")
  }
  if (benchmark == "hello") {
    return "hello, start to end, " ranks " ranks"
  }
  return (benchmark == "allreduce" ? "allReduce float" : benchmark) (bytes > 0 ? " " size(bytes) : "") ", " ranks " ranks"
}

function number(x) {
  return x >= 100 ? sprintf("%.0f", x) : x >= 10 ? sprintf("%.1f", x) : sprintf("%.2f", x)
}

# The medians of a library in a round, and over all rounds.
function perRound(library, what, round) {
  return median(values[library, what, round], counts[library, what, round])
}

function overall(library, what,   round, list, n) {
  for (round = 1; round <= rounds; round++) {
    if ((library, what, round) in counts) {
      list = list " " perRound(library, what, round)
      n++
    }
  }
  return n ? median(list, n) : ""
}

function ratio(what, library, other,   round, list, n, theirs) {
  for (round = 1; round <= rounds; round++) {
    if (("jmpi", what, round) in counts && (library, other, round) in counts) {
      theirs = perRound(library, other, round)
      if (theirs > 0) {
        list = list " " perRound("jmpi", what, round) / theirs
        n++
      }
    }
  }
  return n ? median(list, n) : ""
}

# The best round of a library.
function best(library, what, isRate,   round, value, found) {
  for (round = 1; round <= rounds; round++) {
    if ((library, what, round) in counts) {
      value = perRound(library, what, round)
      if (found == "" || (isRate ? value > found : value < found)) {
        found = value
      }
    }
  }
  return found
}

BEGIN {
  FS = ","
  names["openmpi-java"] = "Open MPI Java"
  names["mpj"] = "MPJ Express"
  names["mpich-c"] = "MPICH C"
  names["openmpi-c"] = "Open MPI C"
  split("openmpi-java mpj mpich-c openmpi-c", order, " ")
}

/^#/ || $1 == "round" { next }

{
  what = $3 SUBSEP $5 SUBSEP $6 SUBSEP $4
  value = figure($3, $6, column == "single" ? $8 : $7)
  values[$2, what, $1] = values[$2, what, $1] " " value
  counts[$2, what, $1]++
  seen[$2] = 1
  rounds = $1 > rounds ? $1 : rounds
  if ($2 == "jmpi" && !(what in known)) {
    known[what] = 1
    rows[++rowCount] = what
  }
}

END {
  line = "| | buffers | unit | JMPI |"
  rule = "|---|---|---|---:|"
  for (i = 1; i <= 4; i++) {
    if (order[i] in seen) {
      line = line " " names[order[i]] " | ratio | best |"
      rule = rule "---:|---:|---:|"
    }
  }
  print line
  print rule
  for (r = 1; r <= rowCount; r++) {
    split(rows[r], part, SUBSEP)
    isBuffered = part[4] != "-" && part[1] != "barrier"
    line = "| " title(part[1], part[2], part[3]) " | " (isBuffered ? part[4] : "") " | " unit(part[1], part[3]) " | " \
      number(overall("jmpi", rows[r])) " |"
    for (i = 1; i <= 4; i++) {
      library = order[i]
      if (!(library in seen)) {
        continue
      }
      other = part[1] SUBSEP part[2] SUBSEP part[3] SUBSEP (library ~ /-c$/ && part[4] != "-" ? "native" : part[4])
      theirs = overall(library, other)
      quotient = ratio(rows[r], library, other)
      isRate = unit(part[1], part[3]) == "MB/s"
      theirBest = best(library, other, isRate)
      line = line (theirs == "" ? " – |" : " " number(theirs) " |") (quotient == "" ? " – |" : sprintf(" %.2f |", quotient)) \
        (quotient == "" || theirBest == 0 ? " – |" : sprintf(" %.2f |", best("jmpi", rows[r], isRate) / theirBest))
    }
    print line
  }
}

# The median of one figure of one benchmark in a CSV file: a line for each label, a column for each place on the
# axis; without a benchmark a column for each of these. Variables: title, benchmark, figure.
BEGIN { FS = "," }
NR == 1 {
  for (i = 1; i <= NF; i++) if ($i == figure) column = i
  next
}
($1 == benchmark || benchmark == "") && column {
  at = benchmark == "" ? substr($1, 5) : $6
  if (!($2 in lines)) { lines[$2]; line[++nlines] = $2 }
  if (!(at in places)) { places[at]; place[++nplaces] = at }
  values[$2, at, ++count[$2, at]] = $column + 0
}
function median(l, p,    n, i, j, v, list) {
  n = count[l, p]
  for (i = 1; i <= n; i++) {
    v = values[l, p, i]
    for (j = i; j > 1 && list[j - 1] > v; j--) list[j] = list[j - 1]
    list[j] = v
  }
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
END {
  if (!nlines) exit
  printf "\n%s\n%-14s", title, ""
  for (p = 1; p <= nplaces; p++) printf "%18s", place[p]
  print ""
  for (l = 1; l <= nlines; l++) {
    printf "%-14s", line[l]
    for (p = 1; p <= nplaces; p++)
      if (count[line[l], place[p]]) printf "%18.2f", median(line[l], place[p]); else printf "%18s", "-"
    print ""
  }
}

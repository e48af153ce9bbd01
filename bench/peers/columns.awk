# From the output of a benchmark in OSU's format to lines of the CSV file; prefix comes before them.
BEGIN { FS = "  +" }
/^# Size/ {
  for (i = 1; i <= NF; i++) {
    at[$i] = i
  }
  batch = ("Batch P50(us)" in at) ? at["Batch P50(us)"] : at["Back to back(us)"]
}
/^[0-9]/ && batch {
  print prefix "," $1 "," $batch "," $(at["P50(us)"]) "," $(at["P99(us)"])
}

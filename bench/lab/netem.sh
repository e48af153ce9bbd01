# The lab on a kernel with netem; read by lab. Each site is a namespace with the bridge of its hosts, PREFIX-A, and a
# router, PREFIX-A-rt. Between the two is the site's line (token buckets), between routers a device with netem for
# each directed pair.

netem_forward() {
  ip netns exec "$1" sh -c 'cd /proc/sys/net/ipv4 && echo 1 >ip_forward && for f in conf/*/rp_filter; do echo 0 >"$f"; done'
}

# Segments of 64 KB would pass a queue as one packet.
netem_real_packets() {
  ip -n "$1" link set "$2" gso_max_segs 1
}

netem_up() {
  mtu=$(value mtu 1500 "$state/conf")
  sites "$state/conf" | while read -r s name hosts; do
    site=$prefix-$name
    space "$site"
    space "$site-rt"
    ip -n "$site" link add lan type bridge
    ip -n "$site" link set lan mtu "$mtu" up
    ip -n "$site" addr add "10.99.$s.254/24" dev lan
    ip link add line netns "$site" mtu "$mtu" type veth peer name site netns "$site-rt" mtu "$mtu"
    ip -n "$site" addr add "169.254.1.$s/32" dev line
    ip -n "$site-rt" addr add "169.254.0.$s/32" dev site
    netem_real_packets "$site" line
    netem_real_packets "$site-rt" site
    ip -n "$site" link set line up
    ip -n "$site-rt" link set site up
    netem_forward "$site"
    netem_forward "$site-rt"
    ip -n "$site" route add 10.99.0.0/16 via "169.254.0.$s" dev line onlink
    ip -n "$site-rt" route add "10.99.$s.0/24" via "169.254.1.$s" dev site onlink
    h=1
    while [ "$h" -le "$hosts" ]; do
      space "$site$h"
      ip link add lan0 netns "$site$h" mtu "$mtu" type veth peer name "h$h" netns "$site" mtu "$mtu"
      ip -n "$site" link set "h$h" master lan up
      netem_real_packets "$site$h" lan0
      ip -n "$site$h" addr add "10.99.$s.$h/24" dev lan0
      ip -n "$site$h" link set lan0 up
      ip -n "$site$h" route add 10.99.0.0/16 via "10.99.$s.254"
      h=$((h + 1))
    done
    # To the sites before it.
    sites "$state/conf" | head -$((s - 1)) | while read -r t other _; do
      netem_join "$site-rt" "$name" "$s" "$prefix-$other-rt" "$other" "$t"
    done
  done
  netem_apply
}

# netem_join SPACE NAME NUMBER, and the same of the other site
netem_join() {
  ip link add "to-$5" netns "$1" mtu "$mtu" type veth peer name "to-$2" netns "$4" mtu "$mtu"
  netem_half "$1" "$3" "$5" "$6"
  netem_half "$4" "$6" "$2" "$3"
}

netem_half() {
  netem_real_packets "$1" "to-$3"
  ip -n "$1" addr add "169.254.0.$2/32" dev "to-$3"
  ip -n "$1" link set "to-$3" up
  ip -n "$1" route add "10.99.$4.0/24" via "169.254.0.$4" dev "to-$3" onlink
}

# Arguments of tc for each device, from all lines of the configuration: "SPACE DEVICE WORDS…".
netem_plan() {
  awk -v prefix="$prefix" -f "$here/netem.awk" "$state/conf"
}

netem_apply() {
  netem_plan | while read -r ns device words; do
    case $words in
      none) $tc -n "$ns" qdisc del dev "$device" root 2>/dev/null || true ;;
      # shellcheck disable=SC2086 # words
      *) $tc -n "$ns" qdisc replace dev "$device" root $words ;;
    esac
  done
  netem_sizes
}

# The MTU of a link: a policer that lets all but larger packets pass.
netem_sizes() {
  netem_plan_sizes | while read -r ns device bytes; do
    $tc -n "$ns" qdisc del dev "$device" clsact 2>/dev/null || true
    [ "$bytes" -eq 0 ] || {
      $tc -n "$ns" qdisc add dev "$device" clsact
      $tc -n "$ns" filter add dev "$device" egress protocol ip u32 match u32 0 0 \
        police rate 100gbit burst 100mb mtu $((bytes + 14)) conform-exceed drop/ok
    }
  done
}

netem_plan_sizes() {
  awk -v prefix="$prefix" -v sizes=1 -f "$here/netem.awk" "$state/conf"
}

netem_set() {
  cp "$state/conf" "$state/conf.before"
  echo "$*" >>"$state/conf"
  if ! netem_plan >/dev/null; then
    mv "$state/conf.before" "$state/conf"
    die "'$*' is not a line of a configuration"
  fi
  netem_apply
}

netem_counters() {
  echo 'from to in_packets in_bytes out_packets out_bytes lost overflowed access_overflowed too_large cut longest_queue_us'
  sites "$state/conf" | while read -r _ from _; do
    sites "$state/conf" | while read -r _ to _; do
      [ "$from" = "$to" ] || $tc -n "$prefix-$from-rt" -s qdisc show dev "to-$to" root | awk -v from="$from" -v to="$to" '
        $1 == "Sent" {
          gsub(/[(,]/, ""); bytes = $2; packets = $4; dropped = $6
          all = packets ? bytes * (packets + dropped) / packets : 0
          printf "%s %s %d %d %d %d %d 0 0 0 0 0\n", from, to, packets + dropped, all, packets, bytes, dropped; exit}'
    done
  done
}

netem_nat() {
  die 'a translator of addresses needs the relay: LAB_BACKEND=relay'
}

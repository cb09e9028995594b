#!/bin/sh
# Leaves children in every way a shell can, each named by the sleep time "$1" alone, then does as "$2" says:
#   wait     until it is killed, SIGTERM too for the ignoring ones
#   exit     at once
# "$3" = scrubbed adds children that also drop their environment, and with it every marker.
nap=$1
quiet() { "$@" </dev/null >/dev/null 2>&1; }
quiet sleep "$nap" &
quiet nohup sleep "$nap" &
quiet setsid sleep "$nap" &
(quiet sleep "$nap" &)
(quiet setsid sh -c 'sleep "$1" & sleep "$1"' daemon "$nap" &)
quiet sh -c 'trap "" TERM HUP INT; sleep "$1"; sleep "$1"' ignorer "$nap" &
if [ "$3" = scrubbed ]; then
  quiet env -i sleep "$nap" &
  (quiet setsid env -i sleep "$nap" &)
fi
echo ready
[ "$2" = exit ] && exit 0
trap '' TERM
wait
sleep "$nap"

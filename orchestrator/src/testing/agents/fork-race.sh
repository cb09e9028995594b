#!/bin/sh
# Forks as fast as it can, up to "$2" times, each child in a session of its own that forks again; sleep time "$1".
nap=$1
left=$2
echo ready
while [ "$left" -gt 0 ]; do
  left=$((left - 1))
  (setsid sh -c 'sleep "$1" & sleep "$1"' racer "$nap" </dev/null >/dev/null 2>&1 &)
done
sleep "$nap"

#!/bin/sh
# Says that it was asked to end, and does not; sleep time "$1".
trap 'echo asked' TERM
echo ready
while :; do sleep "$1" & wait $!; done

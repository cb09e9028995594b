#!/bin/sh
# Exits with 5 while a child in another session goes on holding its standard output and error; sleep time "$1".
setsid sleep "$1" &
echo done
exit 5

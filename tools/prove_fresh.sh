#!/bin/sh
# Prove that a bare Debian or Ubuntu gets Nonet going with the two commands of the README. As root:
#   sh tools/prove_fresh.sh [FOLDER [SUITE]]      (needs debootstrap, git, util-linux; about 3 GB)
# What is committed is cloned into a system made from scratch, which shares nothing with this one but the kernel
# and the way to the network: the package mirror, the name servers and pip's settings are taken over as they are.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$(mktemp -d)}
suite=${2:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
fresh=$folder/$suite
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 == suite { print $1; exit }')

say() { printf '\n== %s\n' "$*"; }
timed() { # WHAT COMMAND…
    what=$1; shift
    begin=$(date +%s%N); status=0; "$@" || status=$?
    say "$what: exit $status after $(( ($(date +%s%N) - begin) / 1000000 )) ms"
    return $status
}
inside() { # a shell command, in the fresh system, with nothing of this one's environment but pip's settings
    # shellcheck disable=SC2016,SC2046
    unshare --mount --pid --fork --propagation private sh -c '
        mount --bind "$1" "$1" && cd "$1" && mount -t proc proc proc && mount --rbind /dev dev &&
        mount -t tmpfs tmpfs tmp && mkdir -p .outside && pivot_root . .outside && umount -l /.outside &&
        shift && exec env -i "$@"' - "$fresh" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root TERM=dumb $(env | grep -E '^(https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|PIP_(EXTRA_)?INDEX_URL)=') \
        ${certificates:+PIP_CERT=/etc/certificates-from-outside.crt} \
        sh -c "cd /root/nonet && $1" </dev/null
}

say "A bare $suite in $fresh"
mkdir -p "$folder"
[ -e "$fresh/etc/debian_version" ] || debootstrap --variant=minbase "$suite" "$fresh" "$mirror" >"$folder/debootstrap.log"
cp /etc/resolv.conf "$fresh/etc/resolv.conf"
apt-config dump Acquire >"$fresh/etc/apt/apt.conf.d/00from-outside"
certificates=${PIP_CERT:-$(python3 -m pip config get global.cert 2>/dev/null || true)}
if [ -n "$certificates" ]; then cp "$certificates" "$fresh/etc/certificates-from-outside.crt"; fi
rm -rf "$fresh/root/nonet"
git clone --quiet --no-hardlinks "$here" "$fresh/root/nonet"
for program in make git python3; do
    if inside "command -v $program"; then say "$program is there already: not bare"; fi
done

timed "the README's first line" inside "apt-get update -qq && apt-get install -y -qq git make python3 >/dev/null"
timed "make run, the first time, until Nonet has been open for ten seconds" inside '
    make run & job=$! seconds=0
    while kill -0 $job 2>/dev/null; do
        sleep 1
        if cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" " " | grep -q "\.venv/bin/python main\.py"; then
            seconds=$((seconds + 1))
        fi
        if [ $seconds -ge 10 ]; then exit 0; fi
    done
    wait $job; echo "it ended with $?"; exit 1'
timed "make test" inside "make test"
timed "make tour" inside "make tour"
timed "make setup, when all is there" inside "make setup"
say "Proven."

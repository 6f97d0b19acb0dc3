# Runs Asterisk in a folder made by configuration.py, until it is stopped or whoever started this
# is gone: then standard input ends.
set -eu
folder=$1

for share in /usr/share/asterisk /var/lib/asterisk; do
    [ -d "$share/sounds" ] && break
done

# Asterisk's own files as links, so that prompts can be added to the folder.
if [ ! -e "$folder/data/complete" ]; then
    for entry in "$share"/*; do
        [ "${entry##*/}" = sounds ] || ln -sfn "$entry" "$folder/data/${entry##*/}"
    done
    for language in en ru; do
        for core in "$share/sounds/$language" "$share/sounds/${language}_"*; do
            [ -d "$core" ] && break
        done
        [ -d "$core" ] && cp -rs "$(readlink -f "$core")/." "$folder/data/sounds/$language/"
    done
    touch "$folder/data/complete"
fi

exec 3<&0
(cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) &
exec asterisk -C "$folder/etc/asterisk.conf" -f 3<&- </dev/null

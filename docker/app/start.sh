# Puts the prompts where Asterisk's sounds folder is mounted, if it is, and starts the application.
set -eu
if [ "$*" = run ] && mountpoint -q /sounds; then
    stasis-app sounds install /sounds
fi
exec stasis-app "$@"

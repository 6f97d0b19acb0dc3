# Asterisk's own files, with those of the demo in their place, and the prompts of the application.
set -eu
for file in /demo/*.conf; do
    sed -e "s/@ARI_PASSWORD@/$ARI_PASSWORD/" -e "s/@RTP_FIRST@/$RTP_FIRST/" \
        -e "s/@RTP_LAST@/$RTP_LAST/" "$file" > "/etc/asterisk/${file##*/}"
done
sounds=/usr/share/asterisk/sounds
[ -e $sounds/ru ] || ln -s ru_RU_f_IvrvoiceRU $sounds/ru
for language in en ru; do
    ln -sfn "/prompts/$language/stasis-app" "$sounds/$language/stasis-app"
done
chown -R asterisk: /etc/asterisk
exec asterisk -f -U asterisk

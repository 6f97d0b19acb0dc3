"""The program on a Debian: what `install` makes and `uninstall` takes away.

    layout       where everything has its place
    host         what is asked of the machine, and done to it
    changes      each thing that is made, kept as it is, or taken away again
    program      the virtual environment
    service      the unit of systemd
    pbx          the Asterisk or FreePBX that is here, as its files tell
    pieces       what goes into ari.conf and http.conf
    first_files  the smallest configuration
    plan         all of it in order
    departments  a further department's file

Words for people are cli's matter: here are only facts.
"""

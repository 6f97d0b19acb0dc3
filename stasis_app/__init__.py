"""An Asterisk ARI application that brings a company's calls to the people on duty.

The map:

    core/            DECIDES: events in, commands out; touches nothing
    adapters/        TOUCH THE WORLD: Asterisk, the database, the workbook, mail, HTTP
    config/          the YAML files, read strictly, as typed settings
    office           what decisions are made of, as it stands now: settings, modes, who is on duty
    reception        finds out what has to be known of an arrival, and has the plan made
    asking           what is asked of Asterisk about it, within a second; tracing: whether it has
                     come back to us
    switchboard      the live calls: event → its call; live: one of them, its commands → lanes
    lane             one channel's commands, one after another
    refusals         which trunks refuse the numbers of callers
    occupied         who is being rung, or talks, in which call
    queues           who waits for which department, in their order
    dialled          for how long phones outside were on the line in the last hour
    recovery         the calls that were going on when we were killed go on
    clerk            pulls the workbook and keeps its mirror
    lamps, courier   show the modes on the phones; send the mails
    fetching         brings recordings out of Asterisk into our folder
    sweeping         removes those that are kept no longer
    gleaning         … also those that a call could not ask for any more
    lifeline         tells Asterisk who is on duty, for when we are gone
    publisher        whatever Asterisk is told at once, and again every so often
    dialplan/        prints Asterisk's dialplan
    reloading        looks for changed files, and has all of them read anew
    notices, trials  tell of the calls going on to whoever watches; make test calls
    orders           what commands ask of the running application
    new_workbook     makes an empty workbook of the configured departments
    week_page        the week of a department, to be printed
    installation/    the program on a Debian: user, folders, virtual environment, service
    app              puts it together, starts it, stops it; offline: what commands read beside it,
                     writing: what they have changed, online: what they hear of it
    cli/             the commands
    clock            what time it is; trouble: what commands cannot cure

The way of a call:

    Asterisk ── StasisStart ──► adapters/ari ── Arrival ──► switchboard
        reception   which department, who calls, which mode, who is on duty   (nothing waits for
                    the network: all of it is in memory, or asked of Asterisk within a second)
        core/planning      the plan: whom to ring, in which order, by which way, and what then
        core/call/         the plan's steps, one after another; every event of Asterisk comes here,
                           and every command comes from here
        lane ── REST ──► adapters/ari ──► Asterisk
    the end: core/record makes the journal's row, core/mail the messages; adapters/store keeps both
    in one transaction, courier sends what is due

Every event of a call is stored with its time, the plan first.  Replayed through core/call they give
the same call again: for a crash, for whoever asks what happened, and for the tests.
"""

# What administrators are told when something is stuck.
alarm-due-work = ⚠️ <b>Some work is stuck</b>
    { $work ->
        [send-deliveries] Sending documents and reminders
        [send-answers] Sending answers to people
        [circulate-directive] Making the list of recipients
        [plan-chase] Planning reminders
        [chase-due] Reminding as planned
        [change-messages] Taking back and marking messages
        [handle-updates] Handling messages to the bot
        [seal-audit] Sealing the audit trail
       *[other] { $work }
    }: undone for more than { $minutes } minutes (waiting: { $count }).
    Please ask the operator of the server to look; the system keeps trying and nothing is lost.
# A message that ended a process twice is set aside.
alarm-set-aside = ⚠️ <b>A message was set aside</b>
    Message { $seq } to the bot ended a process twice, so it is not handled any more; its sender was told. Everything else goes on. Please have the operator look for this number in the log and tell the developers.
# Files of the local Bot API server cannot be read on this machine.
alarm-local-files = ⚠️ <b>Files that people send cannot be read</b>
    Files sent to the bot lie on the local Bot API server, and the system cannot read them, so it takes no documents. The cause: { $reason ->
        [no_folder] TELEGRAM_FILES_DIR is not set.
        [outside] the file lies outside the folder TELEGRAM_FILES_DIR.
       *[unreadable] the folder TELEGRAM_FILES_DIR is not mounted on this machine, or may not be read.
    }
    Please tell the operator of the server; when it is mended, people send their files again.
# Reaches its reader once Telegram is reached again.
alarm-telegram-away = ⚠️ <b>Telegram was not reached since { $since }</b>
    In that time nothing was sent; the messages waited in the system and go out by themselves; none is lost. That this message arrives means that Telegram is reached again. Please ask the operator of the server to look at the network, the firewall and the certificates.

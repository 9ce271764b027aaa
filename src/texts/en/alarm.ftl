# What administrators are told when something is stuck.
alarm-due-work = ⚠️ <b>Some work is stuck</b>
    { $work ->
        [send-deliveries] Sending documents and reminders
        [send-answers] Sending answers to people
        [circulate-directive] Making the list of recipients
        [plan-chase] Planning reminders
        [chase-due] Reminding as planned
        [change-messages] Taking back and marking messages
        [seal-audit] Sealing the audit trail
       *[other] { $work }
    }: undone for more than { $minutes } minutes (waiting: { $count }).
    Please ask the operator of the server to look; the system keeps trying and nothing is lost.

# /dulieu: a person's own data as a file.
own-button-file = All my data as a file
own-file-tap = Sending the file…
own-file-caption = Everything that is kept about you. The file holds personal data; please keep it to yourself.
own-file-failed = The file could not be sent. Please send /dulieu and try again in some minutes.
own-title = YOUR DATA IN THÔNG SUỐT (as of { $when })
own-none = (nothing)
own-you = 1. YOU
own-name = Name: { $name }
own-account = Telegram account number: { $account }
own-consent = Agreed to the notice on personal data, version { $version }, at { $when }
own-no-consent = Has not agreed to the notice on personal data
own-since = Enrolled at { $when }
own-duties = 2. DUTIES
own-term = term or leave until { $day }
own-now = now
own-acknowledged = 3. ACKNOWLEDGED FOR A UNIT
own-reported = 4. REPORTS SENT FOR A UNIT
own-version = version { $version }
own-drafted = 5. DOCUMENTS DRAFTED OR ISSUED
own-conversations = 6. UNFINISHED ANSWERS
own-messages = 7. MESSAGES STILL KEPT (their words are those in this chat)
own-messages-line =
    { $purpose ->
        [directive] documents
        [reminder] reminders
        [escalation] word to superiors
        [notice] notices
        [digest] digests
       *[other] answers
    }: { $count }, since { $since }
own-log = 8. LOG OF HOW YOUR DATA WERE PROCESSED
own-yourself = yourself
own-page = 9. THE PAGE (of links and sessions only a hash and times are kept; deleted when they are over)
own-session = Session since { $since }, until { $until }
own-session-ended = (ended)
own-link = Link asked for at { $since }, until { $until }

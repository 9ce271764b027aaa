# Saved lists of recipients, in /moi and under /danhsach.
list-button-choose = 📋 Use a list
list-button-save = 💾 Keep as a list
list-button-back = ◀️ Back to the recipients
list-choice = { $name } ({ $count })
list-choose = 📋 Please choose a list of recipients. The number in brackets is how many receive as of today.
list-none-yet = No list has been kept yet. Please choose recipients, then press “Keep as a list”.
list-ask-name = 💾 Please type a name for the list, for example: Committees in the mountains
list-in-use = 📋 List in use: <b>{ $name }</b>
list-branches = • Only within { $count } chosen branches
list-include = • Also to { $count } units named
list-exclude = • Not to { $count } units (with all below them)
list-saved = 💾 The list “{ $name }” is kept. Choose it next time with “Use a list”; rename or delete it with /danhsach
list-replaced = 💾 The list “{ $name }” now has these recipients instead of the old ones.
list-fault-not_allowed = You do not run the office that keeps this list.
list-fault-name_missing = The name is empty. Please type it again.
list-fault-name_taken = Another list has this name. Please type another one.
list-fault-secret = Secret content is not accepted. The name was not kept.
list-fault-outside = The list has units outside the organisation's reach.
list-fault-gone = This list is gone, or does not belong to your office.
list-heading = 📋 <b>Lists of recipients</b>
    Please choose one to look at, rename or delete.
list-none = Your office has no list of recipients yet. Lists of units are kept while drafting: type /moi, and at “Recipients” press “Keep as a list”.
list-not-for-you = Lists of recipients are kept by a committee's office. Type /trogiup for your commands.
list-card = 📋 <b>{ $name }</b>
list-owner = { $unit }
list-kinds = • Levels: { $kinds }
list-button-rename = ✏️ Rename
list-button-delete = 🗑 Delete
list-button-delete-yes = 🗑 Yes, delete the list
list-button-all = ◀️ All lists
list-ask-rename = ✏️ Please type the new name of the list “{ $name }”.
list-renamed = ✏️ The list is now called “{ $name }”.
list-ask-delete = 🗑 Delete the list “{ $name }”? Directives issued with it keep their recipients.
list-deleted = 🗑 The list “{ $name }” was deleted.

# What a directive asks: reminders, protection.
asked-ask-reminders = 🔔 <b>Reminders</b>
    Only those who have not finished are reminded, in working hours. Please choose:
asked-plan-heading = <b>{ $plan }</b>
asked-plan-usual = Usual
asked-plan-tight = Tight
asked-plan-sparse = Sparse
asked-plan-none = No reminders
asked-plan-own = On days of their own
asked-reminders = 🔔 Reminders: { $plan }
asked-remind-ack = • To acknowledge: { $days }
asked-remind-report = • To report: { $days }
asked-remind-report-weekly = • To report: { $days }; then once a week until { $until }
asked-remind-superior = • The committee above is told what is owed: { $days }
asked-remind-at-once = • To acknowledge as soon as it is sent, with a call list for the committee above
asked-remind-urgent = • To acknowledge { $hours } hours after receipt
asked-remind-none = • Nobody is reminded
asked-protected = 🔒 Recipients cannot forward or save the message
asked-unprotected = 🔓 Recipients may forward and save the message
asked-button-reminders = 🔔 Change reminders
asked-button-protect = 🔒 Forbid forwarding
asked-button-unprotect = 🔓 Allow forwarding
new-fault-reminder_day = A day of the reminders is wrong. Please choose the reminders again.
new-fault-reminders_too_many = There are too many reminders. Please choose the reminders again.
new-fault-reminder_weeks = The number of weeks is wrong. Please choose the reminders again.
new-fault-reminder_superior = The day for the committee above is wrong. Please choose the reminders again.

# Speakers: each receives and acknowledges for themselves.
speaker-button-speakers = 🎤 To speakers instead
speaker-button-units = 🏢 To units instead
speaker-ask-audience = <b>Recipients: speakers</b>
    The directive goes to each speaker in private, and each acknowledges for themselves; no report is asked for.
    Choose the speakers' level; untick units that are left out (with all below them). Then press “Done”.
speaker-named = • Only the { $count } speakers named in the list
speaker-preview-recipients = 🎤 Recipients: <b>{ $count }</b> speakers
speaker-preview-unreachable = ⚠️ <b>{ $count }</b> speakers cannot be reached:
speaker-preview-burden = 📚 { $units } speakers have directives to acknowledge; most of all { $unit } ({ $most } directives).
speaker-status-missing-ack = Not acknowledged: <b>{ $count }</b> speakers
speaker-status-missing-report = Not reported: <b>{ $count }</b> speakers
speaker-todo = 🎤 To you in person (speaker, { $unit })
new-fault-speakers_only_acknowledge = Speakers are only asked to acknowledge. Please choose again.
speaker-list-new = ➕ List of speakers · { $unit }
speaker-list-members = 🎤 Add and remove speakers
speaker-list-ask-name = 🎤 Please type a name for the list, for example: Speakers of the province
speaker-list-card = 🎤 <b>{ $name }</b>: { $count } speakers
speaker-list-gone = ⚠️ { $count } of them are no speakers any more and have no successor; they receive nothing.
speaker-list-more = (and { $count } more; type a name to find them)
speaker-list-ask-words = Type the name of a speaker or a unit to find and add; press a person to remove.
speaker-list-found = “{ $typed }”: press to add (➕) or to remove (☑️).
speaker-list-found-none = There is no speaker with “{ $typed }” within your reach. Speakers enrol with an invitation first (/donvi).
speaker-list-added = Added.
speaker-list-removed = Removed.
speaker-list-done = ✅ Done

# The outline of reports.
asked-outline = 📝 Outline of the report: { $title } ({ $count } questions)
outline-ask = 📝 <b>Outline of the report</b>
    Please choose. The outline stays as it is at issue, whatever versions come later.
outline-item-built-in = • { $title }: { $count } questions
outline-item = • { $title }: { $count } questions (version { $version }, { $unit })
outline-button = 📝 Change the outline
outline-gone = The outline chosen is out of use or has a newer version. Please look and choose again.

# Sending at a time.
timed-button = 🕗 Send at a time
timed-button-morning = 🕗 8 o'clock on the next working day
timed-button-now = 📤 Send as soon as it is issued
timed-ask = 🕗 When is it to be sent? Choose below, or type the time and the day (for example 7:30 25/11/2026).
timed-at = 🕗 Sent at: { $time }
timed-fault-form = This is no time that can be read. Please type it like: 7:30 25/11/2026
new-fault-issue_at_past = That time has passed. Please choose a later one.
approve-button-at = 🕗 Approve, choose the time
approve-ask-time = 🕗 { $number }: when is it to be sent? Please type the time and the day, for example 7:30 25/11/2026. Type /huy to leave it.
preview-unreached-name = { $name } ({ $why })
preview-unreached = These are: { $names }.
preview-unreached-and-more = Among them: { $names }; and { $more } more.
speaker-kinds-all = All levels

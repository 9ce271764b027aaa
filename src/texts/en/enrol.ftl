# Enrolment: who the bot is talking to, codes, consent, group chats.
enrol-greeting = <b>Welcome, { $name }!</b>
    The code is right: <b>{ $duty }</b> of <b>{ $unit }</b>. One more step: please read the notice below and tap “I agree”.
enrol-done = ✅ <b>You are enrolled.</b> Your duties:
enrol-done-next = Documents for the unit will arrive here; when one does, just tap “Received”. Type /viec to see what is due, /trogiup for help. If your name is not right, type /ten and your full name.
enrol-welcome = <b>Welcome, { $name }!</b>
    You are now enrolled as <b>{ $duty }</b> of <b>{ $unit }</b>. Documents for the unit will arrive here. Type /viec to see what is due, /trogiup for help.
enrol-again = { $name }, you are already enrolled as <b>{ $duty }</b> of <b>{ $unit }</b>. There is nothing more to do.
enrol-known = <b>Welcome, { $name }!</b>
    Your duties:
enrol-known-duty = • { $duty }, { $unit }
enrol-known-next = Type /viec to see what is due, /trogiup for help. If your name is not right, type /ten and your full name.
enrol-unknown = <b>Welcome!</b>
    This channel brings documents to party units and takes their reports. To use it, please send the enrolment code that your committee's office gave you, such as <code>ABCD-2345-EFGH</code>. If you have none, please ask the office of the committee above you.
enrol-no-duty = You hold no duty at present. Type /dulieu to see or erase your data; if you are given a new duty, please send the code that the committee's office gave you.
enrol-invalid = This code cannot be used: it may be mistyped, used already or expired. Please check it, or ask the office for a new one.
enrol-paused = Too many wrong codes were entered. To be safe, please try again in { $minutes } minutes. Meanwhile, please ask the office to check the code or to give you a new one.
enrol-not-in-group = A code is used only in the private chat with me, never in a group. If others have seen it, please ask the office for a new one.
enrol-button-private = Open private chat

enrol-consent = <b>Notice on personal data</b> (version { $version })
    • Only these are kept: your name, your Telegram account, your duties, and when you acknowledged and reported.
    • Used only for: bringing documents, taking acknowledgements and reports, reminding. Nothing is passed on to third parties.
    • You may see, correct or erase your data at any time: type /dulieu.
    If you accept, please tap “I agree”.
enrol-notice-new = The notice on personal data has changed. Please read it and press “I agree” to go on receiving documents.
enrol-consent-given = ✓ Your consent to the notice on personal data (version { $version }) is noted.
enrol-consent-given-tap = Noted. Thank you.
enrol-consent-refuse = Without consent your name and account are erased, your duties in the system end and documents no longer arrive here. Earlier acknowledgements and reports still count for the unit, without your name. Are you sure you want to erase?
enrol-kept = Your data are kept as they are; nothing was erased.
enrol-erased = Your personal data are erased. To use this channel again later, please ask the office for a new code.
enrol-erased-tap = Erased.
enrol-button-agree = I agree
enrol-button-refuse = I do not agree
enrol-button-erase = Erase my data
enrol-button-keep = Keep them
enrol-data = <b>Your data in the system</b>
    Name: { $name }
    Account: { $account }
    Duties: { $duties }
    Consent to processing: { $consent }
enrol-data-no-duty = none at present
enrol-data-consent = version { $version }
enrol-data-no-consent = not yet
enrol-data-next = To correct your name: type /ten and your full name.

enrol-name-how = Please type /ten and your full name, for example: <code>/ten Nguyễn Văn An</code>
enrol-name-set = Your name is now <b>{ $name }</b>.

enrol-group-hello = Welcome! So that the unit's documents come to this group, the secretary or deputy should type /nhom here.
enrol-group-bound = ✓ This group now belongs to <b>{ $unit }</b>. Documents for the unit will come here. To end that, type /bonhom.
enrol-group-same = This group belongs to <b>{ $unit }</b>.
enrol-group-choose = You hold duties in several units. Please choose the unit of this group:
enrol-group-no-unit = There is no unit with the code “{ $code }” whose group you may set.
enrol-group-refused = Only the secretary, deputy or office of a unit can set its group. If that is you and you are not enrolled yet, please send me your code in the private chat.
enrol-group-elsewhere = This group belongs to another unit. Whoever set that should type /bonhom first, or ask the committee's office.
enrol-group-anonymous = You are writing anonymously, so I cannot tell who you are. Please turn off anonymous administration and send it again.
enrol-group-released = This group no longer belongs to <b>{ $unit }</b>. Documents will go to the secretary or deputy in private.
# Goes in private to whoever gets the messages instead of the group.
enrol-group-closed =
    ⚠️ { $why ->
        [left] This channel was removed from the group <b>{ $title }</b> of { $unit }.
        [no_topic] The topic that was set in the group <b>{ $title }</b> of { $unit } is closed or deleted.
       *[no_rights] This channel may no longer send messages or files in the group <b>{ $title }</b> of { $unit }.
    } From now on documents and reminders come to you here, in private.
    { $why ->
        [left] To get them in the group again, please add this channel to the group and type /nhom there.
        [no_topic] To get them in the group again, please open another topic and type /nhom there.
       *[no_rights] To get them in the group again, please have an administrator of the group allow this channel to send messages and files, then type /nhom in the group.
    }
enrol-group-none = This group belongs to no unit yet.
enrol-group-only = This command works in the unit's group: please add me there, then type /nhom in the group.

# The code is right, but somebody holds the duty.
enrol-held-ask =
    The code is right. The duty <b>{ $duty }</b> of <b>{ $unit }</b> is held by { $holders }. Do you replace them?

    Nothing changes before you choose; if you replace them, they are told and get no more documents. Type /huy to stop, the code stays unused.
enrol-held-replace = ✓ Yes, I replace them
enrol-held-beside = No, we hold this duty together
enrol-held-how = Please tap one of the two buttons above: replace them, or hold the duty together. Type /huy to stop.
enrol-held-stopped = Stopped, nothing has changed. The code has not been used; please send it again when you need it.
enrol-held-over = This question is no longer open. Please send the code again.
enrol-phone-ask = The code is right. To be sure that it is you, it takes one more step: please tap “Send my phone number” at the bottom of the screen. The number is compared once with the one that the office has written down, and is not kept.
enrol-phone-button = 📱 Send my phone number
enrol-phone-how = I am waiting for your phone number. Please tap “Send my phone number” at the bottom of the screen (typing it will not do). If you do not want to, type /huy and contact the office of the committee.
enrol-phone-own = This is somebody else’s number, so I cannot use it. Please tap “Send my phone number” to send your own.
enrol-phone-wrong = This phone number is not the one that the office has written down for the code. The code has not been used. Please ask the office of the committee to check the number, then send the code again.
enrol-phone-stopped = Stopped. I have not used the code that you sent. To go on, or when you have a new code, please send the code or open the link again; if you do not want to send your phone number, please contact the office of the committee.
enrol-phone-not-needed = ✓ With this code you need not send a phone number.
enrol-phone-right = ✓ Compared: the phone number is right.

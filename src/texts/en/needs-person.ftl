# /canxuly: messages that need a person, and stopping everything.
needs-not-allowed = You have not been asked to follow the sending of documents. If you need to, please contact the office.
needs-head = 🛠 <b>Messages that need you</b>
needs-head-directive = 🛠 <b>Messages of { $number } that need you</b>
needs-head-reason = 🛠 <b>{ $reason }</b>: { $count } messages
needs-head-unreachable = 🛠 <b>No chat to send to</b>: { $count } units
needs-count = • { $reason }: <b>{ $count }</b> messages
needs-count-unreachable = • No chat to send to: <b>{ $count }</b> units
needs-count-superiors = • Overdue, and the level above could not be told, because nobody of { $units } can be reached: <b>{ $count }</b>. Please open /donvi and give a new code; the message goes out once somebody can be reached.
needs-choose = Choose one to look at it and act:
needs-nothing = ✅ No message needs you.
needs-settled = This message needs nobody any more.
needs-no-unit = Unit unknown
needs-line = • { $unit }: { $what }
needs-line-unreachable = • { $unit }: { $why }, { $count } documents not received
needs-reachable-again = reachable again, about to be sent
needs-message-unit = <b>{ $unit }</b>
needs-message-what = Message: { $what }
    What happened: { $reason }
needs-today-reachable = Today: reachable, it can be sent again at once.
needs-today-unreachable = Today: not reachable ({ $why }).
needs-what =
    { $purpose ->
        [directive] document { $number }
        [reminder] reminder { $number }
        [escalation] notice to the unit above { $number }
        [notice] notice { $number }
        [digest] digest of what is to be done { $number }
       *[other] answer { $number }
    }
needs-reason-unknown = Unclear whether it arrived
needs-reason-blocked = The recipient blocked this channel
needs-reason-deactivated = Telegram account deleted
needs-reason-kicked = This channel was removed from the group
needs-reason-not_found = Chat not found
needs-reason-no_rights = Not allowed to write in the group
needs-reason-no_topic = The topic in the group is closed or deleted
needs-reason-bad_request = Telegram refused the message
needs-reason-too_large = File too large
needs-reason-target_missing = The old message is gone
needs-reason-unauthorized = The channel may not send
needs-reason-other = Another reason
needs-todo-unknown = The connection broke while sending, so it is unclear whether the message arrived. Please ask the unit; send again if it did not. If it did, the unit sees one more message marked as sent again; once it taps “Received”, this entry goes away.
needs-todo-blocked = Please call the recipient and have the chat with this channel opened again with Start; what is owed is then sent by itself. If somebody else holds the duty now, open the unit and give a new code.
needs-todo-deactivated = The recipient no longer uses this account. Please open the unit and give a new code; what is owed is sent once somebody has enrolled.
needs-todo-kicked = Please have an administrator of the group add this channel again, or open the unit and give a code to whoever holds the duty.
needs-todo-not_found = The address is of no use any more. Please open the unit and give a new code.
needs-todo-no_rights = Please have an administrator of the group allow this channel to send messages and files, then type /nhom in the group again; what is owed is then sent.
needs-todo-no_topic = The topic in the group can no longer be used. Please have the secretary or the office open another topic in the group and type /nhom there; what is owed is then sent again.
needs-todo-bad_request = Telegram refused the content or the way of sending. It can be sent again once; if that fails, please tell an administrator, and tell the unit in another way.
needs-todo-too_large = The file is larger than Telegram allows. Please give the document to the unit in another way.
needs-todo-target_missing = It can be sent again, so that the unit has a new message.
needs-todo-unauthorized = The token of the channel is no longer valid. Please tell an administrator.
needs-todo-other = It can be sent again; if that fails, please tell an administrator, and tell the unit in another way.
needs-todo-unreachable = Nobody of the unit has enrolled, or who did cannot be reached any more. Please remind those who have not agreed to the notice on personal data to send /start and agree; for the others open the unit and give a new code; what is owed is sent once somebody has enrolled. Until then please tell the unit in another way.
needs-ask-all = Send <b>{ $count }</b> messages again ({ $reason })? Those of units that still cannot be reached come back to this list.
needs-ask-unknown = Send <b>{ $count }</b> messages again ({ $reason })? Units that have it already see one more message marked as sent again.
needs-again-done = Sending { $count } messages again.
needs-again-unreachable = Sending { $count } messages again; { $still } of them to units that still cannot be reached.
needs-again-none = Nothing is left to send again.
needs-again-not-allowed = You may look but not send again. The office of the committee or an administrator does that.
needs-button-open = 🛠 Messages that need you
needs-button-open-count = 🛠 Messages that need you ({ $count })
needs-button-everything = See all documents
needs-button-unreachable = No chat to send to ({ $count })
needs-button-one = 🔁 Send again
needs-button-all = 🔁 Send all again ({ $count })
needs-button-yes = Yes, send { $count } messages again
needs-button-unit = 🏢 Open the unit, give a new code

pause-all-not-allowed = Only an administrator or the office at the top may stop all sending.
pause-all-ask = ⏸ Stop <b>all sending</b> of all units? Directives and reminders wait until it is resumed; answers go out as usual. What is on its way may still arrive.
pause-all-button = ⏸ Stop all sending
pause-all-button-resume = ▶️ Resume sending
pause-all-button-yes = Yes, stop everything
pause-all-button-no = Do not stop
pause-all-never-mind = Not stopped. Sending stays as it was.
pause-all-tap-paused = All sending is stopped.
pause-all-tap-resumed = Sending is resumed.
pause-all-paused = ⏸ All sending is stopped; a few messages on their way may still arrive. To go on, tap “Resume sending” or type /tamdung.
pause-all-resumed = ▶️ Sending is resumed. What waits goes out in its order.

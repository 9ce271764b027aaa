# The message that shows how a directive goes out, and its buttons.
circulation-begins = 📤 The directive is issued. Getting ready to send it to the units…
circulation-running = 📤 <b>Sending { $number }</b>
circulation-paused = ⏸ <b>Sending of { $number } is paused</b>
circulation-cancelled = ⏹ <b>Sending of { $number } was cancelled</b>
circulation-closed = ⏹ <b>{ $number } is closed and is not sent any further</b>
circulation-superseded = ⏹ <b>{ $number } is superseded and is not sent any further</b>
circulation-done = ✅ <b>{ $number } is sent</b>
circulation-stuck = ⚠️ <b>{ $number } is sent, some messages could not be delivered</b>
circulation-preparing = Making the list of recipients…
circulation-at = It will be sent at { $time }.
circulation-sent = Sent { $sent }/{ $reachable }
circulation-sent-until-then = { $sent ->
    [0] Not sent to any unit.
    [one] Sent to one unit.
   *[other] Sent to { $sent } units.
}
circulation-sent-seconds = Sent { $sent }/{ $reachable } · about { $seconds } seconds left
circulation-sent-minutes = Sent { $sent }/{ $reachable } · about { $minutes } minutes left
circulation-waits = 🌙 Outside working hours: sending goes on at { $time }.
circulation-everything-paused = ⏸ All sending is stopped since { $time }, by { $by }. Directives and reminders go on when it is resumed; answers go out as usual.
circulation-everything-paused-operator = ⏸ All sending is stopped since { $time }, by the operator of the server. Directives and reminders go on when it is resumed; answers go out as usual.
circulation-unreachable = Not reachable: { $count } units (nobody enrolled, or this channel is blocked).
circulation-failed = Failed: { $count }
circulation-parked = Unclear whether delivered: { $count }
circulation-next = See acknowledgements and reports: /tinhhinh
circulation-next-unreached = Please tell the units that were not reached in another way and ask them to enrol. See each unit, send again, give a new code: /canxuly
circulation-button-pause = ⏸ Pause
circulation-button-resume = ▶️ Resume
circulation-button-cancel = ⏹ Cancel sending
circulation-button-cancel-yes = Yes, cancel sending
circulation-button-cancel-no = Do not cancel
circulation-button-retry = 🔁 Send failed messages again
circulation-button-standing = 📊 See progress
circulation-ask-cancel = Cancel sending <b>{ $number }</b>? Units that have not received it will not; they need not acknowledge or report. Messages already sent stay. Sending can be continued later.
circulation-tap-paused = Paused; what is on its way may still arrive. Tap Resume to go on.
circulation-tap-resumed = Sending goes on.
circulation-tap-cancelled = Sending is cancelled; what is on its way may still arrive.
circulation-button-continue = 📤 Send to those who have not received it
circulation-button-continue-yes = Yes, go on sending
circulation-button-continue-no = Do not send
circulation-ask-continue = Sending of <b>{ $number }</b> was cancelled half-way. Send it to the { $count } units that have not received it? They will have to acknowledge and report by the deadlines of the directive.
circulation-ask-continue-list = Sending of <b>{ $number }</b> was cancelled before its recipients were all listed. Send it to all units that have not received it? They will have to acknowledge and report by the deadlines of the directive.
circulation-tap-continued = Sending goes on to those who have not received it.
circulation-tap-kept = Sending stays as it was.
circulation-tap-retry = Sending { $count } messages again.
circulation-tap-nothing = Nothing is left to send again.
circulation-tap-over = Sending is over and cannot be changed any more.
circulation-tap-not-allowed = You may not control the sending of this directive.

# Changes of a directive that is out.
change-extended = 🗓 More time for <b>{ $number }</b>, { $day }:
    { $subject }
change-corrected = ✏️ <b>Correction of { $number }</b>, { $day }. This version replaces the one sent before.
    { $subject }
change-recalled = ↩️ <b>{ $number }</b>, { $day }, is recalled. Please do not carry it out or pass it on any more; no report is needed.
change-superseded = 🔁 <b>{ $number }</b>, { $day }, is superseded by <b>{ $byNumber }</b>, { $byDay }. Please follow the new one; no report is needed for the old one.
change-closed = ☑️ <b>{ $number }</b>, { $day }, is closed. Nothing more is needed from you for it.
change-new-file = 📎 The file with this message takes the place of the one sent before.
change-acknowledged-before = ☑️ Your unit acknowledged the earlier version at { $when }; no need to acknowledge again, but please follow this version.
change-reason = Reason: { $reason }
change-body = { $body }
change-ack-due = ✅ Please acknowledge by { $deadline }.
change-report-due = 📝 Please report by { $deadline }.
change-mark-recalled = ↩️ { $number } was recalled.
change-mark-corrected = ✏️ { $number } was corrected; see the new version in the message below.
change-mark-superseded = 🔁 { $number } was superseded; see the message below.

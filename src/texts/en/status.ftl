# /tinhhinh: how a directive stands.
status-not-allowed = You have not been assigned to follow this. If you should, please contact the committee's office.
status-none = No directive has been issued to the units that you follow yet.
status-choose = 📊 <b>Progress</b>
    Please choose a directive:
status-heading = 📄 <b>{ $number }</b>, { $day }
    { $subject }
status-unit = <b>{ $unit }</b>
status-total-ack = ✅ Received: { $acknowledged }/{ $recipients } ({ $ackRate })
status-total-ack-overdue = ⏰ Acknowledgement overdue: { $ackOverdue }
status-total-report = 📝 Reports handed in: { $reported }/{ $asked } ({ $reportRate })
status-total-report-overdue = ⏰ Report overdue: { $reportOverdue }
status-paused = ⏸ Sending of this document is paused since { $time }.
status-by-unit = By subordinate unit:
status-row = • { $unit }: received { $acknowledged }/{ $recipients } ({ $ackRate }), reported { $reported }/{ $asked } ({ $reportRate })
status-row-ack = • { $unit }: received { $acknowledged }/{ $recipients } ({ $ackRate })
status-self = { $unit } (the unit itself)
status-missing-ack = Not acknowledged: <b>{ $count }</b> units
status-missing-report = No report yet: <b>{ $count }</b> units
status-missing-undelivered = • { $unit }: the message has not reached the unit
status-missing-late = • { $unit }: { $days } working days overdue
status-missing-returned = • { $unit }: completing its report
status-missing-owes = • { $unit }: not due yet
status-button-missing-ack = Not acknowledged ({ $count })
status-button-missing-report = No report ({ $count })
status-button-up = ⬆️ Level above
status-button-refresh = 🔄 Refresh
status-button-list = 📋 Other directives
status-button-back = ◀️ Back
status-button-previous = ◀️ Previous
status-button-next = Next ▶️
status-tree-now = <i>By the tree of today: units that merged, moved or were renamed count under the units of today.</i>
status-button-tree-now = 🌳 By the tree of today
status-button-tree-then = 🕰 By the tree at issue

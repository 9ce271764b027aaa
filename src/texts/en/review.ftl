# /baocaoden: an office reads the reports of the units below and accepts or returns them.
review-not-for-you = This command is for offices of committees. Type /trogiup to see the commands.
review-none = No report is waiting to be read.
review-some-left = You have reached the end; { $count ->
    [one] one report still waits
   *[other] { $count } reports still wait
  } to be read. Type /baocaoden to go on.
review-heading = <b>Report to read</b> · no. { $number }, { $unit }
review-sent = Sent at { $time } ({ $name }, version { $version })
review-warned = ⚠️ The unit sent it although it was asked to look again at { $count } points.
review-button-accept = ✅ Accept
review-button-return = ↩️ Ask to complete
review-button-next = Next report ▶️
review-which =
    ↩️ <b>Ask { $unit } to complete the report</b>
    Tap the questions to be answered again; type a reason if needed. Choose the time, then tap “Send back”. Nothing is sent before that.
review-note = 💬 Reason: <b>{ $note }</b> (type again to replace it)
review-days = { $count ->
    [one] 1 working day
   *[other] { $count } working days
  }
review-days-chosen = 🔘 { $count ->
    [one] 1 working day
   *[other] { $count } working days
  }
review-button-cancel = ✖️ Never mind, back to the report
review-button-forget-note = 🗑 Drop the reason
review-chosen = ☑️ { $label }
review-button-send-back = ↩️ Send back ({ $count } answers)
review-say-what = Nothing was sent: please choose at least one question, or type a reason.
review-accepted = The report of { $unit } is accepted.
review-returned = { $unit } was asked to complete: { $what }. Due: { $deadline }.
review-returned-unreachable = The report was returned, but nobody of { $unit } can be reached. Please tell them directly: { $what }. Due: { $deadline }.
review-newer = The unit has just sent the report again. Please read the new one: /baocaoden
review-done-already = This report has been reviewed already.
review-to-unit = Report on document no. <b>{ $number }</b> of { $unit }.
    Please complete: <b>{ $what }</b>.
    The other answers are kept; only these are asked again. Due: <b>{ $deadline }</b>.
review-to-unit-note = Report on document no. <b>{ $number }</b> of { $unit }.
    Please complete: <b>{ $what }</b>.
    What you sent is kept, for you to correct and to send again. Due: <b>{ $deadline }</b>.
review-accepted-to-unit = ✅ { $count ->
    [one] The office has accepted your report:
   *[other] The office has accepted { $count } of your reports:
  }
review-accepted-item = • Document no. <b>{ $number }</b> ({ $unit })
review-accepted-more = • and { $count } more

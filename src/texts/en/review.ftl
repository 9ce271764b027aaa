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
review-which = Which answers are to be completed? Tap to choose; you can add a sentence of explanation as a message.
review-chosen = ☑️ { $label }
review-button-send-back = ↩️ Send back ({ $count } answers)
review-say-what = Choose at least one answer, or write a sentence of explanation.
review-accepted = The report of { $unit } is accepted.
review-returned = { $unit } was asked to complete: { $what }.
review-returned-unreachable = The report was returned, but nobody of { $unit } can be reached. Please tell them directly: { $what }.
review-newer = The unit has just sent the report again. Please read the new one: /baocaoden
review-done-already = This report has been reviewed already.
review-to-unit = Report on document no. <b>{ $number }</b> of { $unit }.
    Please complete: <b>{ $what }</b>.
    The other answers are kept; only these are asked again.

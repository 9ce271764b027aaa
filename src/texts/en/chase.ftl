# Reminders to units and words to the committees above.
chase-ack = Dear comrades: please acknowledge document <b>{ $number }</b>.
chase-ack-overdue = Dear comrades: please acknowledge document <b>{ $number }</b>. It is { $days ->
    [one] one working day
   *[other] { $days } working days
  } overdue. If you have done so, please ignore this message.
chase-report = Reminder: please send the report on document <b>{ $number }</b>.
chase-report-soon = Reminder: { $days ->
    [one] one working day
   *[other] { $days } working days
  } left to report on document <b>{ $number }</b>.
chase-report-last-day = Reminder: today is the last working day before the report on document <b>{ $number }</b> is due.
chase-report-overdue = The office has not received the report of { $unit } on document <b>{ $number }</b>. It is { $days ->
    [one] one working day
   *[other] { $days } working days
  } overdue. Please send it before { $answerBy }. If you have sent it, please ignore this message.
chase-supplement = Reminder: please supplement the report on document <b>{ $number }</b>.
chase-supplement-overdue = The office has not received the supplement to the report of { $unit } on document <b>{ $number }</b>. It is { $days ->
    [one] one working day
   *[other] { $days } working days
  } overdue. Please send it before { $answerBy }. If you have sent it, please ignore this message.
chase-subject = <i>{ $subject }</i>
chase-unit = Unit: { $unit }
chase-deadline = Due: { $deadline }.
chase-next-one = Tap a button below to do it.
chase-next-many = Tap the buttons below one by one, or type /viec to see everything that is left.
chase-digest = <b>Reminder: { $count ->
    [one] one thing is
   *[other] { $count } things are
  } still to be done</b>
chase-digest-item = <b>{ $position }.</b>
chase-digest-more = … and { $count } more.
chase-button-ack = ✅ Received { $number }
chase-button-report = 📝 Report on { $number }
chase-button-supplement = 📝 Supplement { $number }
chase-button-of-unit = { $button } · { $unit }
chase-button-all = 📋 Everything to be done

escalation-heading = <b>{ $unit }: units below you are late</b>
escalation-instead = (To you as administrator, because nobody of { $unit } can be reached with this; please tell them and help them enrol again.)
escalation-report = Document <b>{ $number }</b>: { $count ->
    [one] one unit has
   *[other] { $count } units have
  } not reported, { $days ->
    [one] one working day
   *[other] { $days } working days
  } overdue (due { $deadline }).
escalation-unreached = Document <b>{ $number }</b>: { $count ->
    [one] one unit has
   *[other] { $count } units have
  } not been reached (nobody enrolled, or nobody can be written to). Please tell them directly and ask them to enrol.
escalation-ack = Document <b>{ $number }</b>: { $count ->
    [one] one unit has
   *[other] { $count } units have
  } not acknowledged, { $days ->
    [one] one working day
   *[other] { $days } working days
  } overdue (due { $deadline }).
escalation-call-heading = 🔥 <b>MOST URGENT</b> – { $unit }: please telephone at once
escalation-call = Document <b>{ $number }</b>: { $count ->
    [one] one unit has
   *[other] { $count } units have
  } not acknowledged. Whom to call:
escalation-unit = • { $unit }
escalation-person = • { $unit } – { $person }
escalation-more-units = … and { $count } more units.
escalation-more = … and { $count } more documents.
escalation-next = Please follow up with these units. Type /tinhhinh for the full list.
escalation-button = 📊 State of { $number }

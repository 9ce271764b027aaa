# The message that brings a directive to a unit, and the buttons below it.
directive-urgency-khan = ❗️<b>URGENT (KHẨN)</b>
directive-urgency-thuong_khan = ❗️❗️<b>VERY URGENT (THƯỢNG KHẨN)</b>
directive-urgency-hoa_toc = 🔥 <b>IMMEDIATE (HỎA TỐC)</b>
directive-heading = 📄 <b>No. { $number }</b>
directive-issued = { $issuer }, { $day }
directive-mark = { $mark }
directive-subject = <b>{ $subject }</b>
directive-body = { $body }
directive-annexes = 📎 With { $count } annexes: tap “Annexes” to get them.
directive-to = To: { $unit }
directive-to-speaker = To you as a speaker ({ $unit })
directive-ack = Please tap “Received” when this document has reached you.
directive-ack-due = ✅ Please confirm receipt before { $deadline }.
directive-report = 📝 Please send a report on what was done.
directive-report-due = 📝 Please send your report before { $deadline }.
directive-resend = (Sent again: it was unclear whether the first copy arrived. If you have it, please ignore this one.)

directive-button-acknowledge = ✅ Received
directive-button-acknowledged = ✓ Received { $time } · { $name }
directive-button-acknowledged-when = ✓ Received { $time }
directive-button-report = 📝 Report
directive-button-supplement = 📝 Complete the report
directive-button-reported = ✓ Reported { $time } · see it
directive-button-annexes = 📎 Annexes ({ $count })
directive-button-copy = 📋 Copy no. { $number }

annex-caption = 📎 Annex { $position }/{ $count } · { $number }
    { $name }
annex-coming = Sending { $count } annexes.
annex-on_the_way = The file is on its way; please wait a moment.
annex-over = This document was recalled or replaced; its files are no longer sent.
annex-none = This document has no annexes.
